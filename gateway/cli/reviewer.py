"""`schoolgate reviewer`: who works on the review page, for whoever looks after the machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gateway.cli.common import Exit, actor, fail, print_json, print_table, speaking
from gateway.cli.opened import Opened, open_store
from gateway.desks import sender_links
from gateway.review.accounts.first import link
from gateway.reviewers.giving import in_note
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.store.accounts import (
    AccountExistsError,
    AccountSummary,
    NoSuchAccountError,
    account_for,
    change_grants,
    close_account,
    left_by,
    list_accounts,
    make_account,
    reopen_account,
    set_password,
)
from gateway.store.invitations import make_invitation

T = TypeVar("T")

ROLES = click.Choice([each.value for each in Role])


@dataclass(frozen=True, slots=True)
class Wanted:
    """The role that somebody is to have, as its options say it; without a school, in all of them."""

    role: Role
    schools: tuple[str, ...]
    rules: tuple[str, ...]
    approves: str


@click.group()
def reviewer() -> None:
    """Who works on the review page, what they may do, and how they get in."""


def _role_options(command: Callable[..., T]) -> Callable[..., T]:
    """Gives a command, as `wanted`, what says a role, where it counts, and to what it is confined."""

    @wraps(command)
    def run(
        *,
        role: str,
        schools: tuple[str, ...],
        rules: tuple[str, ...],
        approves: str,
        **others: Any,
    ) -> T:
        return command(wanted=Wanted(Role(role), schools, rules, approves), **others)

    options = (
        click.option("--role", type=ROLES, default="reviewer", show_default=True, help="What they are."),
        click.option(
            "--school",
            "schools",
            multiple=True,
            metavar="NAME",
            help="Where; again for several. Default: all.",
        ),
        click.option(
            "--rules", multiple=True, metavar="ID", help="Only what these rules stopped; again for several."
        ),
        click.option("--approves", default="", metavar="ROLE", help="For an approver: the role in rules."),
    )
    for option in reversed(options):
        option(run)
    return run


@reviewer.command()
@click.argument("email")
@_role_options
@click.option("--name", default="", help="What they are called.")
@click.option("--password-stdin", is_flag=True, help="Read a password from standard input; no link is made.")
@click.pass_context
@speaking
def add(context: click.Context, email: str, wanted: Wanted, name: str, password_stdin: bool) -> None:
    """Make an account, and print the link with which its owner signs in first. It works once, for 7 days."""
    opened = open_store(context)
    grants = _grants(opened, wanted)
    password = _password(email, name) if password_stdin else ""
    now = datetime.now(UTC)
    try:
        with transaction.atomic():
            account = make_account(opened.seal, _address(email), name, grants, actor(), now)
            if password:
                set_password(opened.seal, account, password, actor(), now)
                click.echo(f"{email} may sign in with that password, and sets up a second factor then.")
            else:
                click.echo(_new_link(opened, account, now))
    except AccountExistsError:
        fail(
            f"there is an account for {email}; see `schoolgate reviewer role`, `reset` and `reopen`", Exit.NO
        )


@reviewer.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, as_json: bool) -> None:
    """Everybody, what they may do, and when they last signed in."""
    open_store(context, reads=True)
    accounts, now = list_accounts(), datetime.now(UTC)
    if as_json:
        for each in accounts:
            print_json(_summary(each))
        return
    rows = [
        (each.email, each.name, "\n".join(map(in_note, each.grants)), _state(each, now)) for each in accounts
    ]
    print_table(("address", "name", "roles", "signed in"), rows, "There is nobody yet.")


@reviewer.command()
@click.argument("email")
@_role_options
@click.option("--also", is_flag=True, help="Beside the roles they have; without it, in their place.")
@click.pass_context
@speaking
def role(context: click.Context, email: str, wanted: Wanted, also: bool) -> None:
    """Give somebody another role. It counts at once."""
    opened = open_store(context)
    account = _account(email)
    grants = _grants(opened, wanted)
    new = tuple(dict.fromkeys((*account.grants, *grants))) if also else grants
    with transaction.atomic():
        _must_leave_a_lead(opened, account, new)
        change_grants(opened.seal, account.id, new, actor(), datetime.now(UTC))
    click.echo(f"{account.email} is now: {'; '.join(map(in_note, new))}.")


@reviewer.command()
@click.argument("email")
@click.pass_context
@speaking
def reset(context: click.Context, email: str) -> None:
    """Let somebody in anew who lost a second factor or password: sessions end, and a link is printed."""
    opened = open_store(context)
    account = _account(email)
    if not account.is_active:
        fail(f"the account of {account.email} is closed; see `schoolgate reviewer reopen`", Exit.NO)
    click.echo(_new_link(opened, account.id, datetime.now(UTC)))


@reviewer.command()
@click.argument("email")
@click.pass_context
@speaking
def close(context: click.Context, email: str) -> None:
    """Let somebody go: sessions end at once; what they did stays on the record."""
    opened = open_store(context)
    account = _account(email)
    with transaction.atomic():
        _must_leave_a_lead(opened, account, ())
        close_account(opened.seal, account.id, actor(), datetime.now(UTC))
    click.echo(f"The account of {account.email} is closed.")


@reviewer.command()
@click.argument("email")
@click.pass_context
@speaking
def reopen(context: click.Context, email: str) -> None:
    """Let somebody back in, with the roles they had; a link is printed."""
    opened = open_store(context)
    account, now = _account(email), datetime.now(UTC)
    if account.is_active:
        fail(f"the account of {account.email} is open; see `schoolgate reviewer reset`", Exit.NO)
    with transaction.atomic():
        reopen_account(opened.seal, account.id, actor(), now)
        click.echo(_new_link(opened, account.id, now))


def _new_link(opened: Opened, account: int, now: datetime) -> str:
    token = make_invitation(opened.seal, account, actor(), now)
    return link(sender_links(opened.settings, opened.seal).base, token)


def _account(email: str) -> AccountSummary:
    try:
        return account_for(email)
    except NoSuchAccountError:
        fail(f"there is no account for {email}; see `schoolgate reviewer list`", Exit.NO)


def _address(email: str) -> str:
    local, at, domain = email.strip().rpartition("@")
    if not (local and at and "." in domain) or any(each.isspace() for each in email.strip()):
        fail(f'"{email}" is not an e-mail address')
    return email


def _password(email: str, name: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    try:
        validate_password(password, _Owner(email, name))  # type: ignore[arg-type]  # it asks for these two only
    except ValidationError as error:
        fail(f"the password cannot be used: {' '.join(error.messages)}")
    return password


class _Owner:
    """Whose password it is, as the validators ask."""

    def __init__(self, email: str, name: str) -> None:
        self.email, self.name = email, name


def _grants(opened: Opened, wanted: Wanted) -> tuple[Grant, ...]:
    known = [each.name for each in opened.settings.school]
    named = tuple(dict.fromkeys(wanted.schools)) or (tuple(known) if len(known) == 1 else ())
    for each in named:
        if each not in known:
            fail(f'--school: "{each}" is not known here; allowed: {", ".join(known)}')
    confined = frozenset(wanted.rules)
    if confined and wanted.role is not Role.REVIEWER:
        fail("--rules belongs to --role reviewer")
    if bool(wanted.approves) != (wanted.role is Role.APPROVER):
        fail("--approves belongs to --role approver, which needs it")
    return tuple(Grant(wanted.role, each, confined, wanted.approves) for each in named or (None,))


def _must_leave_a_lead(opened: Opened, account: AccountSummary, stay: tuple[Grant, ...]) -> None:
    schools = left_by(account, stay, [each.name for each in opened.settings.school])
    if schools:
        fail(f"{', '.join(schools)} would have no data protection lead; add another first", Exit.NO)


def _state(account: AccountSummary, now: datetime) -> str:
    if not account.is_active:
        return "closed"
    if account.invited_until:
        return (
            "link has run out"
            if account.invited_until <= now
            else f"invited until {_when(account.invited_until)}"
        )
    return _when(account.last_sign_in) if account.last_sign_in else "never yet"


def _when(moment: datetime) -> str:
    return moment.astimezone().strftime("%a %d %b %Y %H:%M")


def _summary(account: AccountSummary) -> dict[str, object]:
    return {
        "email": account.email,
        "name": account.name,
        "active": account.is_active,
        "roles": [
            {
                "role": each.role,
                "school": each.school,
                "rules": sorted(each.rules),
                "approves": each.approves or None,
            }
            for each in account.grants
        ],
        "last_sign_in": account.last_sign_in and account.last_sign_in.isoformat(),
        "invited_until": account.invited_until and account.invited_until.isoformat(),
    }
