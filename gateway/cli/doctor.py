"""`schoolgate doctor`: is everything there that the gateway depends on?"""

from __future__ import annotations

import asyncio

import click

from gateway.cli.common import Exit, print_json, settings_of, speaking
from gateway.doctor import examine
from gateway.look import Grade
from gateway.settings import Settings

MARKS = {
    Grade.GOOD: ("ok", "green"),
    Grade.WARNING: ("look", "yellow"),
    Grade.FAULT: ("FAULT", "red"),
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_context
@speaking
def doctor(context: click.Context, as_json: bool) -> None:
    """Check configuration, ports, rosters, policy, storage, disk and next hops, and say what to do.

    Exit status 1 when something is at fault.
    """
    sound = asyncio.run(_examine(settings_of(context), as_json))
    raise SystemExit(Exit.FINE if sound else Exit.NO)


async def _examine(settings: Settings, as_json: bool) -> bool:
    sound = True
    async for look in examine(settings):
        sound &= look.grade is not Grade.FAULT
        if as_json:
            print_json({"what": look.what, "grade": look.grade.value, "sentence": look.sentence})
            continue
        mark, colour = MARKS[look.grade]
        click.echo(f"{click.style(f'{mark:5}', fg=colour)}  {look.what}: {look.sentence}")
    return sound
