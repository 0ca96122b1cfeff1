"""`schoolgate demo`: a made-up school, to see what the gateway does."""

from __future__ import annotations

from pathlib import Path

import click
import uvloop

from gateway.cli.common import CommandError, speaking
from gateway.demo.tour import DemoError, run_demo


@click.command()
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help="Where the demo school is made; anew each time.",
)
@click.option("--stay/--leave", default=True, help="Keep running until Ctrl-C, or end after the table.")
@speaking
def demo(directory: Path, stay: bool) -> None:
    """Send a made-up school's mail through the gateway and show what became of each message, and why."""
    try:
        uvloop.run(run_demo(directory, stay=stay))
    except (DemoError, TimeoutError) as error:
        raise CommandError(str(error) or "the demo's mail did not leave in time") from None
