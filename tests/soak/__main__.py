"""`python -m tests.soak`: hurts a gateway or several for minutes or hours; figures; fails on any loss."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.soak.faults import tracks
from tests.soak.parts import Extent
from tests.soak.run import Soak
from tests.soak.serverfaults import node_tracks
from tests.soak.table import markdown, rendering
from tests.support.postgres import programs

WIDTH = 110
CALM_SECONDS, CALM_SHARE = 240.0, 0.25  # at least so long, and such a share of the run: 60 s are the warm-up


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="another programme of faults; drawn if not given")
    parser.add_argument("--rate", type=float, default=10.0, help="letters a second")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the figures as Markdown too")
    parser.add_argument("--nodes", type=int, default=0, help="so many gateways that share a PostgreSQL")
    options = parser.parse_args()
    if options.nodes and programs() is None:
        parser.error("PostgreSQL is not installed (Debian: postgresql)")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    console = Console(width=WIDTH, highlight=False)
    console.print(f"Seed {seed}, {options.minutes:g} minutes and some to settle.")
    extent = Extent(
        options.minutes * 60,
        node_tracks(options.nodes, pace=3.0) if options.nodes else tracks(pace=3.0),
        rate=options.rate,
        calm_seconds=max(CALM_SECONDS, options.minutes * 60 * CALM_SHARE),
        sample_seconds=2.0,
        nodes=options.nodes,
        disk_megabytes=64 + int(16 * options.minutes),
    )
    with tempfile.TemporaryDirectory(prefix="schoolgate-soak-", ignore_cleanup_errors=True) as folder:
        figures = Soak(Path(folder), seed, extent).run()
    console.print(rendering(figures))
    if options.report:
        options.report.write_text(markdown(figures), encoding="utf-8")
    return 1 if figures.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
