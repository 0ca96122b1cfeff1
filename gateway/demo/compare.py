"""Messages before and after: what its sender wrote beside what went out, told in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Location, Place, Protection
from detectors.message import Reading
from detectors.mime.parse import parse

_FIELDS = ("Subject", "To", "Cc", "X-School-Files", "X-Encrypt")
_MOST_LINES = 6  # of the text, and of a table


@dataclass(frozen=True, slots=True)
class Pair:
    """One message as it was written, and one copy of it as it went out by a route."""

    subject: str
    before: bytes
    after: bytes
    route: str

    def lines(self) -> Iterator[tuple[str, str, bool]]:
        """Line by line, and whether the two differ there."""
        before, after = tuple(outline(self.before)), tuple(outline(self.after))
        if len(before) != len(after):
            before, after = _aligned(before, after)
        for one, other in zip_longest(before, after, fillvalue=""):
            yield one, other, one != other

    def write(self, folder: Path, number: int) -> None:
        """Both as files that a mail program opens."""
        folder.mkdir(exist_ok=True)
        (folder / f"{number}-before.eml").write_bytes(self.before)
        (folder / f"{number}-after.eml").write_bytes(self.after)


def outline(content: bytes) -> Iterator[str]:
    """The fields that matter, the first lines of the text, and what can be read of the files."""
    reading = read(parse(content), Budget())
    for field in reading.message.headers:
        if field.name in _FIELDS:
            yield f"{field.name}: {field.value}"
    yield from _text(reading, Location(Place.BODY))
    for attachment in reading.attachments:
        locked = attachment.protection is Protection.ENCRYPTED
        yield f"File {attachment.path}{' (locked with a passphrase)' if locked else ''}"
        yield from _table(reading, attachment.path)


def _text(reading: Reading, location: Location) -> Iterator[str]:
    lines = [
        line.strip() for text in reading.texts if text.location == location for line in text.text.splitlines()
    ]
    yield from [line for line in lines if line][:_MOST_LINES]


def _table(reading: Reading, path: str) -> Iterator[str]:
    rows = [row for table in reading.tables if table.location.path == path for row in table.rows]
    for row in rows[:_MOST_LINES]:
        yield "  " + " | ".join(row)


def _aligned(before: Sequence[str], after: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """With empty lines where one side has nothing: equal lines stand beside one another."""
    left, right = list(before), list(after)
    for index in range(max(len(before), len(after)) * 2):
        if index >= len(left) or index >= len(right):
            break
        if left[index] in right[index + 1 :]:
            left.insert(index, "")
        elif right[index] in left[index + 1 :]:
            right.insert(index, "")
    return tuple(left), tuple(right)
