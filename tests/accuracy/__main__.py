"""`python -m tests.accuracy`: measures, prints, and fails when a figure fell below what is committed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tests.accuracy.calibration import bands
from tests.accuracy.committed import commit, falls
from tests.accuracy.figures import figures
from tests.accuracy.matrix import drawn_jobs, matrix_jobs
from tests.accuracy.outcome import Outcome
from tests.accuracy.reliability import svg
from tests.accuracy.report import WIDTH, as_json, fall_lines, rendering
from tests.accuracy.run import run
from tests.accuracy.sentences import sentence_jobs
from tests.accuracy.strangers import stranger_jobs
from tests.conftest import CORPORA

PICTURE = Path(__file__).with_name("reliability.svg")
WITHOUT_CORPORA = (
    "The folder of corpora is not there: nothing is said of names drawn at random, of real mail, "
    "or of calibration."
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description="How well names are found.")
    parser.add_argument("--json", action="store_true", help="the figures as one JSON object")
    parser.add_argument("--commit", action="store_true", help="keep these figures, unless it crashed")
    options = parser.parse_args()
    console = Console(width=WIDTH, highlight=False, stderr=options.json)
    with_corpora = CORPORA.is_dir()
    if not with_corpora:
        console.print(WITHOUT_CORPORA)
    started = time.monotonic()
    outcomes = measure(console, with_corpora=with_corpora)
    measured, confidence = figures(outcomes), bands(outcomes)
    if confidence:
        PICTURE.write_text(svg(confidence), encoding="utf-8")
    crashed = any(outcome.crashed for outcome in outcomes)
    if options.commit and not crashed:
        commit(measured)
    fallen = falls(measured, with_corpora=with_corpora)
    if options.json:
        sys.stdout.write(as_json(measured, confidence, fallen) + "\n")
    else:
        console.print(rendering(outcomes, measured, confidence))
    console.print(f"\n{len(outcomes):,} messages in {time.monotonic() - started:.0f} seconds.")
    for line in fall_lines(fallen):
        console.print(line, markup=False)
    return 1 if fallen or crashed else 0


def measure(console: Console, *, with_corpora: bool) -> list[Outcome]:
    jobs = [*matrix_jobs(), *sentence_jobs()]
    if with_corpora:
        jobs += [*drawn_jobs(CORPORA), *stranger_jobs(CORPORA)]
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Inspecting messages", total=len(jobs))
        return run(jobs, lambda: progress.advance(task))


if __name__ == "__main__":
    sys.exit(main())
