"""`python -m tests.bench.replay`: how long a dry run takes over more and more mail, as a table and a picture.

A term's mail: nine messages in ten are a few lines, the others have HTML or a document. Twice the mail has to
take twice the time, and no more memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests.bench.mail import SENDER, clean_mails, message, prose
from tests.bench.roster import roster_csv
from tests.bench.table import WIDTH
from tests.support.process import COMMAND
from tests.support.school import write_school

ROOT = Path(__file__).resolve().parents[2]
COUNTS = (1_000, 3_000, 10_000, 30_000, 100_000)
QUICK = (20, 60)
LARGE_EVERY, DOCUMENT_EVERY = 10, 50  # of so many messages one has HTML, and one a document
MOST_OUT_OF_LINE = 1.2  # times as long a message, in the largest mailbox as in the one before the last
_UNIX_FROM = f"From {SENDER} Mon Nov  2 15:40:00 2026\n".encode()


@dataclass(frozen=True, slots=True)
class Run:
    """One mailbox. `size` in bytes; `peak`: bytes of memory of the largest process."""

    messages: int
    size: int
    seconds: float
    peak: int

    @property
    def speed(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    @property
    def throughput(self) -> float:
        """Megabytes a second."""
        return self.size / self.seconds / 1024**2


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.replay", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few messages, to see that it runs")
    parser.add_argument("--picture", type=Path, help="an SVG file to draw the line into")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        runs = measure(Path(directory), QUICK if options.quick else COUNTS)
    Console(width=WIDTH, highlight=False).print(_table(runs), _notes())
    if options.picture:
        draw(runs, options.picture)
    if not options.quick and not is_linear(runs):
        print("The bench failed: the largest mailbox took longer a message than a smaller one.")
        return 1
    return 0


def measure(folder: Path, counts: Sequence[int]) -> tuple[Run, ...]:
    """Each mailbox by a command of its own, with every core."""
    config = write_school(folder, "smtp://127.0.0.1:9", new=True)
    (folder / "pupils.csv").write_text(roster_csv(), encoding="utf-8")
    text = config.read_text(encoding="utf-8").replace("workers = 1", "workers = 0")  # one for each core
    config.write_text(text, encoding="utf-8")
    return tuple(_run(config, folder / "Sent.mbox", count) for count in counts)


def _run(config: Path, mailbox: Path, count: int) -> Run:
    with mailbox.open("wb") as file:
        file.writelines(mailbox_of(count))
    command = [*COMMAND, "--config", str(config), "replay", "--json", str(mailbox)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["messages"] == count, said["left_out"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Run(count, mailbox.stat().st_size, said["seconds"], peak)


def mailbox_of(count: int) -> Iterator[bytes]:
    """No two messages are alike, or they would be taken for copies."""
    _, html, document = (mail.content for mail in clean_mails())
    for number in range(count):
        if number % DOCUMENT_EVERY == 1:
            content = document
        elif number % LARGE_EVERY == 0:
            content = html
        else:
            content = message(prose(1_200 + number % 1_000, seed=number % 50))
        numbered = content.replace(b"<news-of-the-week@", b"<news-%d@" % number, 1)
        lines = numbered.replace(b"\r\n", b"\n").replace(b"\nFrom ", b"\n>From ")
        yield _UNIX_FROM + lines + b"\n"


def is_linear(runs: Sequence[Run]) -> bool:
    return runs[-2].speed <= runs[-1].speed * MOST_OUT_OF_LINE


def draw(runs: Sequence[Run], picture: Path) -> None:
    """Seconds over messages, with the straight line through the largest."""
    from matplotlib.figure import Figure  # slow to import

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    last = runs[-1]
    axes.plot([0, last.messages], [0, last.seconds], color="0.75", linestyle="--", label="in proportion")
    axes.plot([each.messages for each in runs], [each.seconds for each in runs], marker="o", label="measured")
    axes.set(xlabel="messages", ylabel="seconds", title="A dry run takes as long as there is mail")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(picture, metadata={"Date": None})


def _table(runs: Sequence[Run]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in ("messages", "MB", "seconds", "messages/s", "MB/s", "peak memory MB"):
        table.add_column(heading, justify="right")
    for run in runs:
        table.add_row(
            f"{run.messages:,}",
            f"{run.size / 1024**2:,.0f}",
            f"{run.seconds:,.1f}",
            f"{run.speed:,.0f}",
            f"{run.throughput:,.1f}",
            f"{run.peak / 1024**2:,.0f}",
        )
    return table


def _notes() -> str:
    return (
        f"One message in {LARGE_EVERY} has 60 KB with HTML, one in {DOCUMENT_EVERY} a document of 300 KB, "
        f"the rest about 2 KB.\n1,500 pupils, {os.cpu_count()} cores, {date.today():%d %B %Y}."
    )


if __name__ == "__main__":
    sys.exit(main())
