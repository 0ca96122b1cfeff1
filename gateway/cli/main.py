"""The command line's table of contents."""

from __future__ import annotations

import importlib

import click

# Each command by the module that has it, under its own name. A module is loaded when its command is
# asked for: nobody who lists the outbox waits for the MIME parser.
COMMANDS = {
    "serve": "gateway.cli.serve",
    "check": "gateway.cli.check",
    "replay": "gateway.cli.replay",
    "roster": "gateway.cli.roster",
    "policy": "gateway.cli.policy",
    "quarantine": "gateway.cli.quarantine",
    "exceptions": "gateway.cli.exceptions",
    "outbox": "gateway.cli.outbox",
    "audit": "gateway.cli.audit",
    "backup": "gateway.cli.backup",
    "restore": "gateway.cli.restore",
    "keys": "gateway.cli.keys",
    "login": "gateway.cli.login",
    "reviewer": "gateway.cli.reviewer",
    "doctor": "gateway.cli.doctor",
    "demo": "gateway.cli.demo",
}


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[name]), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
