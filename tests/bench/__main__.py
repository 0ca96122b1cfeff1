"""`python -m tests.bench`: measures, prints a table; fails when a message is lost."""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from rich.console import Console

from tests.bench.mail import clean_mails, held_mail
from tests.bench.pace import Extent, LostMailError
from tests.bench.roster import roster_csv
from tests.bench.rounds import FULL, QUICK, Bench, Figures
from tests.bench.source import LoadError, OwnSource, PostfixSource, Source
from tests.bench.table import WIDTH, rendering
from tests.bench.target import OwnTarget, PostfixTarget, Target, own_target, postfix_target
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import write_school
from tests.support.system import find_program

WITHOUT_POSTFIX = (
    "smtp-source and smtp-sink are missing (Debian package postfix): the load is our own, in Python, and "
    "takes its share of the processor."
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The speed of the relay.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--own-load", action="store_true", help="do not use Postfix's load generator")
    options = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    source, opening = choose_load(own=options.own_load)
    if isinstance(source, OwnSource):
        console.print(WITHOUT_POSTFIX)
    with opening as target, tempfile.TemporaryDirectory() as directory:
        try:
            figures = measure(source, target, Path(directory), QUICK if options.quick else FULL)
        except (LostMailError, LoadError) as error:
            console.print(f"The bench failed: {error}")
            return 1
        console.print(rendering(figures, f"{source.name} into {target.name}"))
    return 0


def choose_load(*, own: bool) -> tuple[Source, AbstractContextManager[PostfixTarget | OwnTarget]]:
    """Postfix's generator and sink where both are there."""
    source, sink = find_program("smtp-source"), find_program("smtp-sink")
    if own or source is None or sink is None:
        return OwnSource(), own_target()
    return PostfixSource(source), postfix_target(sink)


def measure(source: Source, target: Target, directory: Path, extent: Extent) -> Figures:
    """Raises LostMailError or LoadError."""
    config = write_school(directory, f"smtp://127.0.0.1:{target.port}", new=True)
    (directory / "pupils.csv").write_text(roster_csv(), encoding="utf-8")
    text = config.read_text(encoding="utf-8").replace("workers = 1", "workers = 0")  # one for each core
    config.write_text(text, encoding="utf-8")
    gateway = GatewayProcess(config, COMMAND).start()
    try:
        return Bench(source, target, gateway, extent).run(clean_mails(), held_mail())
    finally:
        gateway.stop()


if __name__ == "__main__":
    sys.exit(main())
