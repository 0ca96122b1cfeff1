"""Messages that were made to slip past gateways: how many show what they hide, are flagged, or pass as clean.

A sample counts as exact where what it hides comes out byte for byte (a hidden file), letter for letter (a
hidden name) or at all (a TNEF file, whose content nobody published), as flagged where it does not but is
said to be malformed or unreadable, and otherwise as passed as clean: of these there must be none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Location, Place, Protection
from detectors.message import Message, Part
from detectors.mime.parse import parse

_VALIDITY = re.compile(rb"X-Payload-Id: .+?\s+valid\((\d)\)")
_PLAIN = b"3"  # no trick at all
_HIDDEN_NAMES = (".zip", ".png")
_TNEF = (".tnef", ".doc")  # the second set holds one file under a false name
_MESSAGES = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True, slots=True)
class EvasionSet:
    """How many samples of one published set came out in which way."""

    name: str
    samples: int
    exact: int
    flagged: int

    @property
    def passed_as_clean(self) -> int:
        return self.samples - self.exact - self.flagged


@dataclass(frozen=True, slots=True)
class EvasionFigures:
    """All sets together, and each."""

    by_set: tuple[EvasionSet, ...]

    @property
    def samples(self) -> int:
        return sum(each.samples for each in self.by_set)

    @property
    def exact(self) -> int:
        return sum(each.exact for each in self.by_set)

    @property
    def flagged(self) -> int:
        return sum(each.flagged for each in self.by_set)

    @property
    def passed_as_clean(self) -> int:
        return sum(each.passed_as_clean for each in self.by_set)


@dataclass(frozen=True, slots=True)
class _Outcome:
    exact: bool
    flagged: bool


def measure(corpora: Path) -> EvasionFigures:
    """Read every sample of the sets that are in the folder."""
    noxxi = corpora / "evasion-noxxi"
    contents = _files(noxxi / "hide-content.d" / "new")
    hashes = {_hash(part.content) for raw in contents if _is_plain(raw) for part in _files_in(parse(raw))}
    tnef = [
        path.read_bytes()
        for folder in ("evasion-tnefparse", "evasion-convert-tnef")
        for path in sorted((corpora / folder).rglob("*"))
        if path.suffix in _TNEF
    ]
    return EvasionFigures(
        (
            _count("hidden files", contents, lambda raw: _hidden_file(raw, hashes)),
            _count("hidden names", _files(noxxi / "hide-filename.d" / "cur"), _hidden_name),
            _count("TNEF files", tnef, _tnef_file),
        )
    )


def lines(figures: EvasionFigures) -> list[str]:
    """The figures as text, one line for each set and one for all."""
    total = EvasionSet("all", figures.samples, figures.exact, figures.flagged)
    return [
        f"{each.name}: {each.exact} of {each.samples} read exactly, {each.flagged} others flagged, "
        f"{each.passed_as_clean} passed as clean"
        for each in (*figures.by_set, total)
    ]


def _count(name: str, samples: Iterable[bytes], judge: Callable[[bytes], _Outcome]) -> EvasionSet:
    outcomes = [judge(raw) for raw in samples]
    exact = sum(outcome.exact for outcome in outcomes)
    return EvasionSet(name, len(outcomes), exact, sum(each.flagged and not each.exact for each in outcomes))


def _hidden_file(raw: bytes, hashes: set[bytes]) -> _Outcome:
    message = parse(raw)
    return _Outcome(any(_hash(part.content) in hashes for part in _leaves(message)), _is_malformed(message))


def _hidden_name(raw: bytes) -> _Outcome:
    """The samples called .png are the controls, in which the name hides nothing."""
    message = parse(raw)
    return _Outcome(
        any(part.filename.endswith(_HIDDEN_NAMES) for part in message.parts), _is_malformed(message)
    )


def _tnef_file(content: bytes) -> _Outcome:
    part = Part(Location(Place.ATTACHMENT, "winmail.dat"), "application/ms-tnef", "", "", content)
    reading = read(Message((), (part,)), Budget())
    unknown = any(each.protection is Protection.UNKNOWN for each in reading.attachments)
    return _Outcome(bool(reading.texts or reading.attachments[1:]), bool(reading.unread) or unknown)


def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*"))]


def _is_plain(raw: bytes) -> bool:
    validity = _VALIDITY.search(raw)
    return validity is not None and validity[1] == _PLAIN


def _files_in(message: Message) -> Iterator[Part]:
    return (part for part in message.parts if part.location.place is Place.ATTACHMENT)


def _leaves(message: Message) -> Iterator[Part]:
    for part in message.parts:
        yield part
        if part.media_type in _MESSAGES:
            yield from _leaves(parse(part.content))


def _is_malformed(message: Message) -> bool:
    inner = (parse(part.content) for part in message.parts if part.media_type in _MESSAGES)
    return bool(message.defects) or any(map(_is_malformed, inner))


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
