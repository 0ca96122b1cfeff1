"""`python -m tests.bench.peers`: Schoolgate beside what a school would otherwise run, in one run."""

from __future__ import annotations

import argparse
import sys
import tempfile

from rich.console import Console

from tests.bench.mail import clean_mails, held_mail
from tests.bench.pace import LostMailError
from tests.bench.peers.relays import OURS, all_relays
from tests.bench.peers.rounds import FULL, QUICK, Bench, folder_of
from tests.bench.peers.table import WIDTH, Figures, rendering
from tests.bench.peers.tree import memory
from tests.bench.source import LoadError, PostfixSource
from tests.bench.target import postfix_target
from tests.support.system import needs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    options = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    try:
        figures = measure(quick=options.quick)
    except (LostMailError, LoadError) as error:
        console.print(f"The bench failed: {error}")
        return 1
    console.print(rendering(figures))
    return 0


def measure(*, quick: bool) -> Figures:
    """Raises LostMailError or LoadError."""
    source = PostfixSource(needs("smtp-source", "postfix"))
    with (
        postfix_target(needs("smtp-sink", "postfix")) as target,
        tempfile.TemporaryDirectory(prefix="peers-") as directory,
        all_relays(folder_of(directory), target.port) as relays,
    ):
        bench = Bench(source, target, relays, QUICK if quick else FULL)
        rows = bench.run(clean_mails())
        (ours,) = (relay for relay in relays if relay.label == OURS)
        held = bench.held_rate(ours, held_mail())
        return Figures(rows, held, {relay.label: memory(relay.roots) for relay in relays if relay.roots})


if __name__ == "__main__":
    sys.exit(main())
