"""`python -m tests.bench.nodes`: clean and held mail through 1, 2 and 3 relays on one PostgreSQL.

All of them run on this machine, and so do the load and the database: what is measured is what they cost each
other, not what as many machines would do.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests.bench.__main__ import choose_load
from tests.bench.mail import BenchMail, clean_mails, held_mail
from tests.bench.pace import Extent, LostMailError
from tests.bench.roster import roster_csv
from tests.bench.rounds import FULL, QUICK, held_load, notices_of
from tests.bench.source import Load, LoadError, Source
from tests.bench.table import WIDTH
from tests.bench.target import Target
from tests.support.nodes import node
from tests.support.postgres import Cluster, new_cluster, new_database
from tests.support.process import COMMAND, GatewayProcess

_PATIENCE = 120.0  # seconds until all that was accepted has arrived
_DURABLE = ("fsync=on", "max_wal_size=1GB")  # as a school has it, on a disk


@dataclass(frozen=True, slots=True)
class Row:
    """Messages a second through so many relays together.

    sent: seconds until all notices of a round had gone
    log: kilobytes that the database writes to its log (WAL) for each held message and its notices
    """

    relays: int
    clean: float
    held: float
    sent: float
    log: float


@dataclass
class Nodes:
    """Some relays, each with its share of the load."""

    source: Source
    target: Target
    relays: Sequence[GatewayProcess]
    server: Cluster
    extent: Extent
    _expected: int = field(init=False)

    def __post_init__(self) -> None:
        self._expected = self.target.count()

    def run(self, clean: BenchMail, held: BenchMail) -> Row:
        """Raises LostMailError or LoadError."""
        load = Load(
            clean.content, self._fitting(Load(clean.content, self.extent.warm_up, kept=True)), kept=True
        )
        rates = [self._rate([load] * len(self.relays), load.count) for _ in range(self.extent.rounds)]
        held_rates, seconds, written = [], [], self._written()
        for number in range(self.extent.rounds):
            loads = [
                held_load(held, self.extent.held, number * len(self.relays) + relay)
                for relay in range(len(self.relays))
            ]
            began = perf_counter()
            held_rates.append(self._rate(loads, notices_of(self.extent.held)))
            seconds.append(perf_counter() - began)
        total = self.extent.held * len(self.relays) * self.extent.rounds
        log = (self._written() - written) / 1024 / total
        return Row(len(self.relays), median(rates), median(held_rates), median(seconds), log)

    def _written(self) -> int:
        """Bytes of the database's log so far."""
        ((said,),) = self.server.ask("SELECT (pg_current_wal_lsn() - '0/0')::bigint")
        return int(said)

    def _fitting(self, warm_up: Load) -> int:
        rate = self._rate([warm_up] * len(self.relays), warm_up.count)
        return max(warm_up.count, int(rate * self.extent.seconds / len(self.relays)))

    def _rate(self, loads: Sequence[Load], arriving: int) -> float:
        """Each relay is sent one at the same time; how many a second all of them took together.

        arriving: messages that follow from each load
        """
        with ThreadPoolExecutor(len(self.relays)) as threads:
            began = perf_counter()
            sending = [
                threads.submit(self.source.send, load, relay.port)
                for load, relay in zip(loads, self.relays, strict=True)
            ]
            for each in sending:
                each.result()
            seconds = perf_counter() - began
        self._account(arriving * len(loads))
        return sum(load.count for load in loads) / seconds

    def _account(self, count: int) -> None:
        """Waits until all is at the target, and not one message more."""
        self._expected += count
        deadline = monotonic() + _PATIENCE
        while (arrived := self.target.count()) < self._expected and monotonic() < deadline:
            sleep(0.01)
        if arrived != self._expected:
            raise LostMailError(f"{self._expected} messages should have arrived, {arrived} have")


@contextmanager
def relays(count: int, server: Cluster, port: int) -> Iterator[list[GatewayProcess]]:
    """On a new database, the processors shared out among their workers."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        database, running = new_database(server), []
        for number in range(count):
            workers = max(1, (os.cpu_count() or 1) // count)
            made = node(
                Path(folder) / f"{number}", f"smtp://127.0.0.1:{port}", server, database, workers=workers
            )
            (made.config.parent / "pupils.csv").write_text(roster_csv(), encoding="utf-8")
            made.program = COMMAND
            running.append(made.start(120))
            stack.callback(made.stop)
        yield running


def rendering(rows: Sequence[Row]) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("relays", "clean msg/s", "held msg/s", "s until notices had gone", "KB of log each"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(
            f"{row.relays}", f"{row.clean:.0f}", f"{row.held:.0f}", f"{row.sent:.1f}", f"{row.log:.0f}"
        )
    return table


def measure(source: Source, target: Target, server: Cluster, extent: Extent, most: int) -> Iterator[Row]:
    """Raises LostMailError or LoadError."""
    clean, *_ = clean_mails()
    for count in range(1, most + 1):
        with relays(count, server, target.port) as running:
            yield Nodes(source, target, running, server, extent).run(clean, held_mail())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.nodes", description="Several relays.")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--own-load", action="store_true", help="do not use Postfix's load generator")
    parser.add_argument("--most", type=int, default=3, help="how many relays at most")
    options = parser.parse_args()
    console = Console(width=WIDTH, highlight=False)
    source, opening = choose_load(own=options.own_load)
    extent = QUICK if options.quick else FULL
    with opening as target, tempfile.TemporaryDirectory() as folder:
        server = new_cluster(Path(folder), *_DURABLE)
        try:
            rows = list(measure(source, target, server, extent, options.most))
        except (LostMailError, LoadError) as error:
            console.print(f"The bench failed: {error}")
            return 1
        finally:
            server.stop("immediate")
        console.print(rendering(rows))
    console.print(
        f"{os.cpu_count()} processors, {source.name} into {target.name}; 2 KB text, kept connections"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
