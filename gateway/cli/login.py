"""`schoolgate login`: who may send through the relay from outside the school's networks."""

from __future__ import annotations

import sys

import click

from gateway.cli.common import settings_of, speaking
from gateway.settings import SettingsError
from gateway.smtp.logins import Logins


@click.group()
def login() -> None:
    """Logins for clients outside the networks of relay.clients."""


@login.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.pass_context
@speaking
def add(context: click.Context, name: str, password_stdin: bool) -> None:
    """Add a login, or give it a new password. It counts at once."""
    path = settings_of(context).relay.logins
    if path is None:
        raise SettingsError("relay.logins is not set; name the file in which logins are kept")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    Logins(path).add(name, password)
    click.echo(f"{name} may now send through the relay, with that password and over TLS.")
