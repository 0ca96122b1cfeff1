"""`python -m tests.bench.names`: what looking for names costs, for one school and for a whole authority.

Each roster is built, pickled as for the workers, and loaded in a process of its own, which then measures:
memory, the time for the words of a 2 KB message that names nobody, and throughput. Medians of several runs.
"""

from __future__ import annotations

import argparse
import gc
import json
import pickle
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.inspect import inspect
from detectors.names.context.ordinary import ORDINARY_FORENAMES, ORDINARY_SURNAMES
from detectors.names.context.people import Staff
from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster
from tests.bench.mail import message, prose
from tests.bench.roster import FORENAMES, SURNAMES

SCHOOL, AUTHORITY = 1_500, 500_000
ROUNDS = 31
SCHOOL_FACTS = School("Oakfield Academy", ("oakfield.sch.uk",))
NOBODY = Directory(frozenset(), frozenset(), frozenset())
T = TypeVar("T")
# fmt: off
_BEGINNINGS = (
    "Al", "Bar", "Cor", "Dan", "El", "Far", "Gor", "Hal", "Il", "Jor", "Kar", "Lor", "Mar", "Nor", "Or",
    "Par", "Quin", "Ros", "Sal", "Tor", "Ul", "Var", "Wel", "Yar", "Zan",
)
_MIDDLES = (
    "a", "be", "di", "fo", "gu", "la", "mi", "no", "ra", "so", "ti", "va", "we", "za", "chi", "sho", "tha",
    "lli", "nna", "rro",
)
_ENDINGS = (
    "by", "cott", "dale", "field", "ford", "ham", "ing", "ley", "man", "ner", "ow", "rick", "son", "stead",
    "ton", "ville", "well", "wick", "worth", "yard",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one roster: seconds, MB of memory, µs for 2 KB, MB of text a second.

    `message` is the whole inspection of a message of 2 KB, `text` the search for names in it alone.
    """

    pupils: int
    built: float
    loaded: float
    memory: float
    message: float
    text: float
    throughput: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.names", description=__doc__)
    parser.add_argument("--pupils", type=int, nargs="+", default=[SCHOOL, AUTHORITY])
    parser.add_argument("--search", nargs="+", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.search:
        print(json.dumps(searched([Path(each) for each in options.search])))
        return 0
    table = Table(
        "pupils", "built in", "loaded in", "memory", "2 KB message", "", "its text", "", "throughput"
    )
    figures = measured(options.pupils)
    for each in figures:
        table.add_row(
            f"{each.pupils:,}",
            f"{each.built:.1f} s",
            f"{each.loaded:.2f} s",
            f"{each.memory:.0f} MB",
            f"{each.message:.0f} µs",
            f"× {each.message / figures[0].message:.2f}",
            f"{each.text:.0f} µs",
            f"× {each.text / figures[0].text:.2f}",
            f"{each.throughput:.1f} MB/s",
        )
    Console(width=120).print(table)
    return 0


def measured(sizes: Sequence[int]) -> list[Figures]:
    """The indexes are built here, and loaded and searched by a process that does nothing else."""
    built: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        paths = [Path(directory) / f"{number}.pickle" for number in range(len(sizes))]
        for size, path in zip(sizes, paths, strict=True):
            made = roster(size)
            start = time.perf_counter()
            index = NameIndex.of(made)
            built.append(time.perf_counter() - start)
            path.write_bytes(pickle.dumps(index, pickle.HIGHEST_PROTOCOL))
            del index, made
        command = [sys.executable, "-m", "tests.bench.names", "--search", *map(str, paths)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    rows = zip(sizes, built, json.loads(done.stdout), strict=True)
    return [Figures(size, seconds, *others) for size, seconds, others in rows]


def searched(paths: Sequence[Path]) -> list[tuple[float, ...]]:
    """Of each index: seconds to load, MB, µs for a message and for its text, MB/s.

    All are searched in turn, so that what else the machine does falls on all alike.
    """
    mails = [prose(2_048, seed) for seed in range(50)]
    large = "\n".join(mails) * 10
    indexes, loads = [], []
    for path in paths:
        before, start = _megabytes(), time.perf_counter()
        indexes.append(unpack_index(path))
        loads.append((time.perf_counter() - start, _megabytes() - before))
    for index in indexes:
        assert not any(True for mail in mails for _ in index.find(mail)), "the mail must name nobody"
    messages = [message(mail) for mail in mails]
    facts = [Facts(SCHOOL_FACTS, Roster(()), NOBODY, index, Staff({})) for index in indexes]
    whole = _medians(facts, lambda each: [inspect(raw, each, Budget()) for raw in messages])
    text = _medians(indexes, lambda index: [list(index.find(mail)) for mail in mails])
    throughput = [len(large) / each for each in _medians(indexes, lambda index: list(index.find(large)), 3)]
    figures = zip(loads, whole, text, throughput, strict=True)
    return [(*load, a / len(mails), b / len(mails), c) for load, a, b, c in figures]


def _medians(each: Sequence[T], work: Callable[[T], object], rounds: int = ROUNDS) -> list[float]:
    """Microseconds that the work takes with each, all in turn."""
    times: list[list[float]] = [[] for _ in each]
    for _ in range(rounds):
        for one, seconds in zip(each, times, strict=True):
            start = time.perf_counter()
            work(one)
            seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) * 1e6 for seconds in times]


def unpack_index(path: Path) -> NameIndex:
    """As a worker does it."""
    gc.disable()
    try:
        index: NameIndex = pickle.loads(path.read_bytes())  # noqa: S301
        return index
    finally:
        gc.freeze()
        gc.enable()


def _megabytes() -> float:
    """In memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def roster(pupils: int) -> Roster:
    """Invented pupils; one in ten has a forename, one in five a surname, that is also an ordinary word."""
    chance = random.Random(1)
    ordinary = [sorted(words) for words in (ORDINARY_FORENAMES, ORDINARY_SURNAMES)]
    made = ["".join(parts) for parts in product(_BEGINNINGS, _MIDDLES, _ENDINGS)]
    given = [*FORENAMES, *("".join(parts) for parts in product(_BEGINNINGS, _MIDDLES))]

    def name(common: list[str], usual: list[str], share: float) -> str:
        return chance.choice(common).title() if chance.random() < share else chance.choice(usual)

    return Roster(
        tuple(
            Pupil(
                str(number),
                name(ordinary[0], given, 0.1),
                name(ordinary[1], [*SURNAMES, *made], 0.2),
                chance.choice(given),
            )
            for number in range(pupils)
        )
    )


if __name__ == "__main__":
    sys.exit(main())
