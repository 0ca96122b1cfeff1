"""`schoolgate doctor`: is everything there that the gateway depends on?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import click

from gateway.cli.common import CommandError, Exit, settings_of, speaking
from gateway.cli.looks import show
from gateway.doctor.examine import examine
from gateway.doctor.resolver import Dns, SystemDns
from gateway.doctor.sending import send_test
from gateway.look import Grade, Look

NO_DNS = "none"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option(
    "--dns",
    "server",
    metavar="ADDRESS",
    envvar="SCHOOLGATE_DNS",
    default="",
    help='The DNS server to ask, where the system\'s does not say what the world sees; "none": nobody.',
)
@click.option(
    "--send-test",
    "recipient",
    metavar="ADDRESS",
    help="Nothing of that: send one harmless message there, through the gateway that runs here.",
)
@click.pass_context
@speaking
def doctor(context: click.Context, as_json: bool, server: str, recipient: str | None) -> None:
    """Check configuration, ports, rosters, policy, storage, disk and next hops, and say what to do.

    Also what the DNS says of the school's domains. Exit status 1 when something is at fault.
    """
    settings = settings_of(context)
    if recipient is not None:
        looks = send_test(settings, _address(recipient))
    else:
        looks = examine(settings, _dns(server))
    sound = asyncio.run(_show(looks, as_json=as_json))
    raise SystemExit(Exit.FINE if sound else Exit.NO)


def _dns(server: str) -> Dns | None:
    """Raises DnsServerError."""
    return None if server == NO_DNS else SystemDns(server)


def _address(written: str) -> str:
    local, _, domain = written.rpartition("@")
    if not local or not domain or not written.isprintable() or " " in written:
        raise CommandError(f'--send-test: "{written}" is not an e-mail address')
    return written


async def _show(looks: AsyncIterator[Look], *, as_json: bool) -> bool:
    """Whether nothing is at fault."""
    sound = True
    async for look in looks:
        sound &= look.grade is not Grade.FAULT
        show(look, as_json=as_json)
    return sound
