"""Measures what is read of every sample, how its protection is judged, and what that costs."""

from __future__ import annotations

import csv
import json
import os
import resource
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.extract.pages.ocr import memory
from detectors.extract.read import read
from detectors.finding import DetectorId, Location, Place, Protection
from detectors.inspect import inspect
from detectors.message import Attachment, Message, Part, Reading
from detectors.roster import Roster
from tests.accuracy.attachments.ways import WAYS
from tests.samples.sample import WORDS, Protected, Sample

ROUNDS = 3
FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster(()),
    Directory(frozenset(), frozenset(), frozenset()),
)
# In the truth of others these count as encrypted; their cipher holds nobody up, so here they are weak.
WEAK_CIPHERS = frozenset(
    {"xor_password_123456789012345.xls", "r2-user-password.pdf", "rar202-comment-psw.rar"}
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, and the names of those that were missed."""

    right: int
    total: int
    missed: tuple[str, ...] = ()

    @classmethod
    def of(cls, outcomes: Iterable[tuple[str, bool]]) -> Share:
        listed = list(outcomes)
        missed = tuple(name for name, right in listed if not right)
        return cls(len(listed) - len(missed), len(listed), missed)


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading a sample takes: milliseconds of processor time, and MB of memory at the peak."""

    milliseconds: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class KindFigures:
    """The figures of one kind of file; the cost is that of its dearest sample."""

    kind: str
    carriers: Share
    protection: Share
    disclosed: Share
    cost: Cost | None


def kinds_of(makers: Mapping[str, ModuleType]) -> Iterator[KindFigures]:
    """Every kind of which there is a sample, in the order of the table."""
    samples: dict[str, list[Sample]] = {}
    protected: dict[str, list[Protected]] = {}
    for maker in makers.values():
        for sample in maker.samples():
            samples.setdefault(sample.kind, []).append(sample)
        for each in maker.protected():
            protected.setdefault(each.kind, []).append(each)
    for kind in dict.fromkeys((*samples, *protected)):
        locked = [each for each in protected.get(kind, ()) if each.password is not None]
        costs = [cost_of(each.content, each.name) for each in samples.get(kind, ())]
        yield KindFigures(
            kind,
            Share.of((each.carrier, is_read(each)) for each in samples.get(kind, ())),
            Share.of((each.what, is_judged_rightly(each)) for each in protected.get(kind, ())),
            Share.of((f"{each.what}, {way}", found) for each in locked for way, found in ways_found(each)),
            max(costs, key=lambda cost: cost.milliseconds, default=None),
        )


def is_read(sample: Sample) -> bool:
    """Whether the words come out where they stand."""
    return has_words(read_file(sample.content, sample.name), sample.where)


def is_judged_rightly(sample: Protected) -> bool:
    attachment = read_file(sample.content, sample.name).attachments[0]
    return (attachment.protection, attachment.method) == (sample.protection, sample.method)


def ways_found(sample: Protected) -> Iterator[tuple[str, bool]]:
    """Whether the password is found, in each of the ways in which it may be sent along."""
    assert sample.password is not None
    for way in WAYS:
        raw = way.make(sample.password, sample.name, sample.content).as_bytes()
        report = inspect(raw, FACTS, Budget())
        yield way.name, any(report.of(DetectorId.PASSWORD_DISCLOSED))


def read_file(content: bytes, name: str) -> Reading:
    """Read as for the first time: a picture that is remembered would cost nothing."""
    memory.cache_clear()
    part = Part(Location(Place.ATTACHMENT, name), "application/octet-stream", "", name, content)
    return read(Message((), (part,)), Budget())


def has_words(reading: Reading, where: str) -> bool:
    forename, surname = WORDS.split()
    texts = (" ".join(each.text.split()) for each in reading.texts if str(each.location) == where)
    rows = (row for each in reading.tables if str(each.location) == where for row in each.rows)
    return any(WORDS in text for text in texts) or any(forename in row and surname in row for row in rows)


def truth_of(corpora: Path) -> Mapping[str, Share]:
    """By format: files of others whose protection is known, and whether we say the same."""
    outcomes: dict[str, list[tuple[str, bool]]] = {}
    with (corpora / "truth_encryption.tsv").open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            path = corpora / row["path"]
            right = _agrees(path.name, row["must_treat_as"], *_judged(path))
            outcomes.setdefault(row["format"].split("-")[0], []).append((path.name, right))
    for row in json.loads((corpora / "evasion-fake-encrypted" / "manifest.json").read_text()):
        path = corpora / "evasion-fake-encrypted" / row["file"]
        right = _agrees(path.name, row["truth"], *_judged(path))
        outcomes.setdefault("fakes", []).append((path.name, right))
    return {kind: Share.of(each) for kind, each in outcomes.items()}


def _judged(path: Path) -> tuple[Attachment, bool]:
    reading = read_file(path.read_bytes(), path.name)
    return reading.attachments[0], bool(reading.unread)


def _agrees(name: str, truth: str, attachment: Attachment, unread: bool) -> bool:
    """What must be treated as encrypted is; nothing else is, and what is unknown is said to be unread."""
    if truth.startswith("ENCRYPTED"):
        expected = Protection.WEAK if name in WEAK_CIPHERS else Protection.ENCRYPTED
        return attachment.protection is expected
    if attachment.protection is Protection.ENCRYPTED:
        return truth.startswith("policy question")
    return attachment.protection is not Protection.UNKNOWN or unread


@cache
def cost_of(content: bytes, name: str) -> Cost:
    """The median of a few rounds, and the peak above what the process holds anyway, in a child of its own."""
    read_file(content, name)  # loads what is loaded at first use
    rounds = sorted(_seconds(lambda: read_file(content, name)) for _ in range(ROUNDS))
    return Cost(1_000 * rounds[ROUNDS // 2], _peak(lambda: read_file(content, name)))


def _seconds(work: Callable[[], object]) -> float:
    started = _processor_time()
    work()
    return _processor_time() - started


def _processor_time() -> float:
    """Seconds, of this process and of the programs that it started."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak(work: Callable[[], object]) -> float:
    """MB by which the memory of a forked child grows while it works."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            Path("/proc/self/clear_refs").write_text("5")  # proc(5): the peak begins anew
            before = _held("VmHWM")
            work()
            os.write(writer, str(_held("VmHWM") - before).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        return int(said.read() or 0) / 1_024


def _held(what: str) -> int:
    """KB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))
