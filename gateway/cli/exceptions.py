"""`schoolgate exceptions`: what the data protection lead has ruled to be no leak."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from gateway.cli.common import Exit, actor, fail, print_json, print_table, safe, speaking
from gateway.cli.opened import open_store
from gateway.policy.exceptions import Kind
from gateway.store.exceptions import (
    ExceptionRecord,
    NoSuchExceptionError,
    list_in_force,
    list_over,
    revoke_exception,
)

COLUMNS = ("id", "school", "what", "from", "to", "rules", "until", "made by", "used")
MOST_OVER = 1000


@click.group()
def exceptions() -> None:
    """What no longer counts for a rule: list, and revoke."""


@exceptions.command("list")
@click.option("--all", "every", is_flag=True, help="Those that have ended or were revoked, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, every: bool, as_json: bool) -> None:
    """The exceptions in force, the one that ends first at the beginning."""
    opened = open_store(context, reads=True)
    schools = [each.name for each in opened.settings.school]
    today = datetime.now(UTC).astimezone().date()
    listed = list_in_force(opened.seal, schools, today)
    if every:
        listed += list_over(opened.seal, schools, today, MOST_OVER)
    if as_json:
        for each in listed:
            print_json({**_as_json(each), "standing": each.standing(today)})
        return
    print_table(COLUMNS, [_as_row(each) for each in listed], "There are no exceptions.")


@exceptions.command()
@click.argument("exception_id", metavar="ID", type=int)
@click.pass_context
@speaking
def revoke(context: click.Context, exception_id: int) -> None:
    """End an exception. A gateway that runs holds such mail again within two seconds."""
    opened = open_store(context)
    try:
        revoked = revoke_exception(opened.seal, exception_id, actor(), datetime.now(UTC))
    except NoSuchExceptionError:
        fail(f"there is no exception {exception_id}", Exit.NO)
    if not revoked:
        fail(f"exception {exception_id} was revoked before", Exit.NO)
    click.echo(f"Exception {exception_id} is revoked.")


def _as_json(each: ExceptionRecord) -> dict[str, object]:
    return {
        "id": each.id,
        "school": each.school,
        "kind": each.kind,
        "rules": sorted(each.rule_ids),
        "sender": each.sender,
        "recipient": each.recipient,
        "phrase": each.phrase,
        "reason": each.reason,
        "case": each.case,
        "made_by": each.made_by,
        "made_at": each.made_at.isoformat(),
        "last_day": each.last_day.isoformat(),
        "revoked_by": each.revoked_by,
        "revoked_at": each.revoked_at and each.revoked_at.isoformat(),
        "uses": each.uses,
        "last_used": each.last_used and each.last_used.isoformat(),
    }


def _as_row(each: ExceptionRecord) -> tuple[str, ...]:
    what = f"“{safe(each.phrase)}” is no pupil" if each.kind is Kind.NOT_A_PUPIL else "fine"
    return (
        str(each.id),
        each.school,
        what,
        each.sender or "anybody",
        each.recipient or "anybody",
        "\n".join(sorted(each.rule_ids)),
        f"revoked {each.revoked_at.astimezone():%d %b %Y}"
        if each.revoked_at
        else f"{each.last_day:%d %b %Y}",
        each.made_by,
        str(each.uses),
    )
