"""The command line's table of contents."""

from __future__ import annotations

import importlib

import click

# Each command with the first sentence of its help. It is the function of that name in the module of that
# name, which is loaded when the command is given: nobody who lists the outbox waits for the MIME parser,
# and whoever asks what commands there are waits for none of them.
COMMANDS = {
    "init": "Ask six questions, and write a configuration that only watches as yet.",
    "serve": "Run the gateway.",
    "check": 'Judge message files ("-" for standard input) as the relay would, with no side effect.',
    "replay": "Say what the policy would have done to last term's mail.",
    "roster": "The pupil lists.",
    "policy": "The rules by which mail is judged.",
    "quarantine": "Messages that are held: list, look, and rule.",
    "exceptions": "What no longer counts for a rule: list, and revoke.",
    "outbox": "What waits for delivery.",
    "audit": "The record: who did what, when.",
    "backup": "Back up database and record while the gateway runs, or verify a back-up.",
    "restore": "Restore a back-up into an empty directory, while no gateway runs there.",
    "keys": "The keys to what is stored.",
    "login": "Logins for clients outside the networks of relay.clients.",
    "reviewer": "Who works on the review page, what they may do, and how they get in.",
    "doctor": "Check configuration, ports, rosters, policy, storage, disk and next hops, and say what to do.",
    "demo": "Send a made-up school's mail through the gateway and show what became of each message, and why.",
}


class _Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        return load(name) if name in COMMANDS else None

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> click.Command:
    """The command of that name; takes a second where its module has much to load."""
    command: click.Command = getattr(importlib.import_module(f"gateway.cli.{name}"), name)
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
