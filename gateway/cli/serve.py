"""`schoolgate serve`: relay, delivery and the web side in one go."""

from __future__ import annotations

import click
import uvloop

from gateway.cli.common import settings_of, speaking
from gateway.running import serve_until_told


@click.command()
@click.pass_context
@speaking
def serve(context: click.Context) -> None:
    """Run the gateway. Prints one line, `ready smtp=… review=…`, when it can be used; SIGTERM ends it."""
    uvloop.run(serve_until_told(settings_of(context)))
