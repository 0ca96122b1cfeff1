"""The command: `schoolgate [--config FILE] COMMAND`."""

from gateway.cli.main import main

__all__ = ["main"]
