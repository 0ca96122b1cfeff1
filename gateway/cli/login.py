"""`schoolgate login`: who may send through the relay from outside the school's networks, and as whom."""

from __future__ import annotations

import sys

import click

from gateway.cli.common import print_json, print_table, settings_of, speaking
from gateway.settings import Settings, SettingsError
from gateway.smtp.access import Access
from gateway.smtp.binding import addresses_of
from gateway.smtp.logins import Login, Logins
from gateway.wiring import make_access

ANYBODY = "anybody in the school"


@click.group()
def login() -> None:
    """Logins for clients outside the networks of relay.clients."""


@login.command()
@click.argument("name")
@click.option(
    "--may-send-as",
    "addresses",
    multiple=True,
    metavar="ADDRESS",
    help="An address that it may send as, beside its own name; *@DOMAIN for a whole domain. Can be repeated.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_context
@speaking
def add(context: click.Context, name: str, addresses: tuple[str, ...], password_stdin: bool) -> None:
    """Add a login, or give it a new password. It counts at once."""
    settings = settings_of(context)
    logins = _logins(settings)
    _must_be_ours(addresses, make_access(settings))
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    logins.add(name, password, addresses)
    click.echo(f"{name} may now send through the relay, with that password and over TLS.")
    _say_as_whom(logins, name, make_access(settings))


@login.command()
@click.argument("name")
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True)
@click.pass_context
@speaking
def bind(context: click.Context, name: str, addresses: tuple[str, ...]) -> None:
    """As whom a login may send, beside its own name, in place of what was said before."""
    settings = settings_of(context)
    logins, access = _logins(settings), make_access(settings)
    _must_be_ours(addresses, access)
    logins.bind(name, addresses)
    _say_as_whom(logins, name, access)


@login.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def list_(context: click.Context, as_json: bool) -> None:
    """Each login, and as whom it may send."""
    settings = settings_of(context)
    access = make_access(settings)
    bound = [(each.name, addresses_of(each, access)) for each in _logins(settings).all()]
    if as_json:
        for name, addresses in bound:
            print_json({"name": name, "may_send_as": list(addresses), "anybody": not addresses})
        return
    rows = [(name, "\n".join(addresses) or ANYBODY) for name, addresses in bound]
    print_table(("login", "may send as"), rows, "There are no logins.")


@login.command()
@click.argument("name")
@click.pass_context
@speaking
def remove(context: click.Context, name: str) -> None:
    """Take a login away. It counts at once, for connections that are not signed in yet."""
    _logins(settings_of(context)).remove(name)
    click.echo(f"{name} can no longer sign in.")


def _logins(settings: Settings) -> Logins:
    path = settings.relay.logins
    if path is None:
        raise SettingsError("relay.logins is not set; name the file in which logins are kept")
    return Logins(path)


def _must_be_ours(addresses: tuple[str, ...], access: Access) -> None:
    """Raises SettingsError: the relay sends for the school and for nobody else."""
    for each in addresses:
        if access.school_of(each) is None:
            raise SettingsError(f'"{each}" is not in a domain of the school; school.domains has those')


def _say_as_whom(logins: Logins, name: str, access: Access) -> None:
    entry = next((each for each in logins.all() if each.name == name), Login(name))
    addresses = ", ".join(addresses_of(entry, access))
    if addresses:
        click.echo(f"It may send as {addresses}.")
    else:
        click.echo(f"It may send as {ANYBODY}; to change that: schoolgate login bind {name} ADDRESS")
