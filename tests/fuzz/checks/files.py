"""Files: whatever a reader is given, it reads, says what it left unread, and stays within its budget."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection
from dataclasses import replace

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents
from detectors.extract.read import read
from detectors.extract.readers import reader_of
from detectors.finding import Location, Place, Protection
from detectors.message import Message, Part, Reading

NAME = "file"
_CHARACTERS = 300_000
_LIMITS = Budget(
    unpacked=8_000_000, files=60, characters=_CHARACTERS, pages=20, pictures=0, trying=0.02, seconds=30.0
)
# A slip in our own code, and no word of a library on a file.
_SLIPS = (AssertionError, AttributeError, NameError, RecursionError)
_OURS = "/detectors/"


def budget() -> Budget:
    """Small, so that its end is met."""
    return replace(_LIMITS)


def part_of(content: bytes, name: str = NAME) -> Part:
    return Part(Location(Place.ATTACHMENT, name), "application/octet-stream", "", name, content)


def reads_as(*kinds: str) -> Callable[[bytes], None]:
    """The check of the readers of these media types, alone and as part of a whole reading."""

    def check(content: bytes) -> None:
        for kind in kinds:
            check_reader(kind, content)
        check_whole(content)

    return check


def check_reader(kind: str, content: bytes) -> None:
    """The reader called as if the file were of its kind. It may say that it is damaged, by any exception."""
    reader = reader_of(kind)
    assert reader is not None, kind
    allowed, part = budget(), part_of(content)
    try:
        contents = reader(part, allowed)
    except (CannotRead, BudgetExceeded) as problem:
        _check_reason(problem.reason)
    except MemoryError:
        raise
    except Exception as damage:
        if _is_slip(damage):
            raise
    else:
        _check_contents(contents)


def _is_slip(damage: Exception) -> bool:
    frames = traceback.extract_tb(damage.__traceback__)
    return isinstance(damage, _SLIPS) and bool(frames) and _OURS in frames[-1].filename


def _check_contents(contents: Contents) -> None:
    within = f"{NAME}/"
    for file in contents.files:
        assert file.location.path.startswith(within), "a file that does not lie inside"
    places = [text.location.path for text in contents.texts]
    places += [table.location.path for table in contents.tables]
    places += [unread.location.path for unread in contents.unread]
    assert all(path == NAME or path.startswith(within) for path in places)
    for unread in contents.unread:
        _check_reason(unread.reason)
    unpacked = sum(len(file.content) for file in contents.files)
    assert unpacked <= _LIMITS.unpacked, "more was unpacked than the budget has"


def _check_reason(reason: str) -> None:
    """A sentence for the sender."""
    assert reason.endswith("."), reason


def check_whole(content: bytes) -> None:
    """The file as an attachment of a message: what it is, what is in it, what a password opens."""
    allowed = budget()
    reading = read(Message((), (part_of(content),)), allowed)
    assert reading.attachments, "an attachment is not listed"
    assert reading.attachments[0].path == NAME
    assert any(text.text == NAME for text in reading.texts), "the name of the file is not read"
    _check_said(reading, allowed)


def _check_said(reading: Reading, allowed: Budget) -> None:
    """What was not read is said, and what was is not more than the budget allows."""
    if min(allowed.unpacked, allowed.files, allowed.characters, allowed.pages) < 0:
        assert reading.unread, "the budget ran out, and nothing is said of it"
    unknown = {each.path for each in reading.attachments if each.protection is Protection.UNKNOWN}
    told = {each.location.path for each in reading.unread}
    assert all(_is_told(path, told) for path in unknown), "a file that is not read and not called unread"


def _is_told(path: str, told: Collection[str]) -> bool:
    return any(path == each or each.startswith(f"{path}/") or path.startswith(f"{each}/") for each in told)
