"""The command line's table of contents."""

from __future__ import annotations

import click

from gateway.cli.check import check
from gateway.cli.demo import demo
from gateway.cli.doctor import doctor
from gateway.cli.login import login
from gateway.cli.outbox import outbox
from gateway.cli.policy import policy
from gateway.cli.quarantine import quarantine
from gateway.cli.roster import roster
from gateway.cli.serve import serve

COMMANDS = (serve, check, roster, policy, quarantine, outbox, login, doctor, demo)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    metavar="FILE",
    help="The configuration; else $SCHOOLGATE_CONFIG, ./schoolgate.toml or /etc/schoolgate/schoolgate.toml.",
)
@click.version_option(package_name="schoolgate")
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """The gate a school's e-mail passes on the way out."""
    context.obj = config


for command in COMMANDS:
    main.add_command(command)
