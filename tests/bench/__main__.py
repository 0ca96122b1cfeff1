"""`python -m tests.bench`: measures, prints a table; fails when a message is lost."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from rich.console import Console

from tests.bench.committed import best, commit, falls
from tests.bench.mail import clean_mails, held_mail
from tests.bench.pace import LostMailError
from tests.bench.roster import roster_csv
from tests.bench.rounds import COMPARED, FULL, QUICK, Bench
from tests.bench.source import LoadError, OwnSource, PostfixSource, Source
from tests.bench.table import WIDTH, rendering
from tests.bench.target import OwnTarget, PostfixTarget, Target, own_target, postfix_target
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import write_school
from tests.support.system import find_program

OWN_INSPECTION = "workers = 0\ndeadline_seconds = 300"  # one for each core, and the longest deadline there is
TRIES = 3  # until it is as fast as it was: other things go on on a machine
WITHOUT_POSTFIX = (
    "smtp-source and smtp-sink are missing (Debian package postfix): the load is our own, in Python, and "
    "takes its share of the processor."
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="The speed of the relay.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--own-load", action="store_true", help="do not use Postfix's load generator")
    parser.add_argument("--compare", action="store_true", help="fail where it is slower than committed")
    parser.add_argument("--commit", action="store_true", help="write down the speeds that it has now")
    options = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    source, opening = choose_load(own=options.own_load)
    if isinstance(source, OwnSource):
        console.print(WITHOUT_POSTFIX)
        if options.compare or options.commit:
            return 1
    with opening as target, tempfile.TemporaryDirectory() as directory:
        extent = QUICK if options.quick else COMPARED if options.compare or options.commit else FULL
        try:
            with gateway_before(target, Path(directory)) as gateway:
                bench = Bench(source, target, gateway, extent)
                if options.commit:
                    commit(bench.shares(clean_mails(), held_mail()))
                    return 0
                if options.compare:
                    return compare(bench, console)
                figures = bench.run(clean_mails(), held_mail())
        except (LostMailError, LoadError) as error:
            console.print(f"The bench failed: {error}")
            return 1
        console.print(rendering(figures, f"{source.name} into {target.name}"))
    return 0


def compare(bench: Bench, console: Console) -> int:
    """The exit status: 1 where it is slower than what is committed, as often as it is tried."""
    shares: dict[str, float] = {}
    for _ in range(TRIES):
        shares = best(bench.shares(clean_mails(), held_mail()), shares)
        slower = falls(shares)
        if not slower:
            break
    for label, share in shares.items():
        console.print(f"{label}: {share:.1%} of the straight load")
    for fall in slower:
        console.print(f"Slower by more than a tenth. {fall}")
    return 1 if slower else 0


def choose_load(*, own: bool) -> tuple[Source, AbstractContextManager[PostfixTarget | OwnTarget]]:
    """Postfix's generator and sink where both are there."""
    source, sink = find_program("smtp-source"), find_program("smtp-sink")
    if own or source is None or sink is None:
        return OwnSource(), own_target()
    return PostfixSource(source), postfix_target(sink)


@contextmanager
def gateway_before(target: Target, directory: Path) -> Iterator[GatewayProcess]:
    """In front of the target, with a roster of 1,500.

    It may take as long as it can for a message: on a machine with much other work it would hold what it had
    no time to read, and the bench counts messages.
    """
    config = write_school(directory, f"smtp://127.0.0.1:{target.port}", new=True)
    (directory / "pupils.csv").write_text(roster_csv(), encoding="utf-8")
    text = config.read_text(encoding="utf-8").replace("workers = 1", OWN_INSPECTION)
    config.write_text(text, encoding="utf-8")
    gateway = GatewayProcess(config, COMMAND).start()
    try:
        yield gateway
    finally:
        gateway.stop()


if __name__ == "__main__":
    sys.exit(main())
