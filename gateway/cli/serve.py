"""`schoolgate serve`: relay, delivery and the web side in one go."""

from __future__ import annotations

import os

import click
import uvloop

from gateway.cli.common import Exit, fail, settings_of, speaking
from gateway.inspection.confinement.itself import guard_itself
from gateway.running import serve_until_told
from gateway.service.manager import find_manager


@click.command()
@click.option("--read-only", is_flag=True, help="Write nothing: as storage.read_only, for this run.")
@click.pass_context
@speaking
def serve(context: click.Context, read_only: bool) -> None:
    """Run the gateway. Prints one line, `ready smtp=… review=…`, when it can be used; SIGTERM ends it.

    SIGHUP: its certificate is read again.
    """
    guard_itself()
    manager, settings = find_manager(os.environ, os.getpid()), settings_of(context)
    if read_only:
        settings = settings.reading_only()
    if not uvloop.run(serve_until_told(settings, manager)):
        fail("a part of the gateway broke down, so it ended; start it again", Exit.NO)
