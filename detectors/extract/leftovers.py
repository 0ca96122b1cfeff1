"""Leftovers are words in binary data whose meaning nobody wrote down, or that no program shows any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

# Runs of ASCII with single accented letters among them (Windows-1252), and UTF-16 of the European scripts.
_NARROW = re.compile(rb"(?:[\t\x20-\x7e]{2,}[\xc0-\xff]?){2,}[\t\x20-\x7e]?")
_WIDE = re.compile(
    rb"(?:[\t\x20-\x7e\xa0-\xff]\x00|[\x01-\x7f]\x01|[\x18-\x1b]\x02|[\x01-\x5f]\x04|[\x13\x14\x18-\x1d]\x20){3,}"
)
_WORD = re.compile(r"[^\W\d_]{3}")
_NO_LETTERS = re.compile(r"[^\w\s]+")
_MOSTLY = 0.8  # of a short run must be letters, digits and spaces; what is not is rubbish
_SHORT = 16  # characters
_SHORTEST = 5  # bytes of ASCII; of UTF-16 three characters are enough, they do not come about by chance


def words_in(data: bytes) -> str:
    """A line for each run of text in `data`, in 8-bit characters or UTF-16; what has no word is left out."""
    runs = sorted(_runs(data))
    return "\n".join(dict.fromkeys(line for _, text in runs for line in _lines(text) if has_words(line)))


def has_words(text: str) -> bool:
    """Whether a run of text looks like words."""
    if not _WORD.search(text):
        return False
    return len(text) > _SHORT or len(_NO_LETTERS.sub("", text)) > _MOSTLY * len(text)


def between(data: bytes, used: Iterable[tuple[int, int]]) -> bytes:
    """What of `data` lies in none of the ranges (start and end), the gaps joined by a zero byte."""
    gaps, at = [], 0
    for start, end in sorted(used):
        if start > at:
            gaps.append(data[at:start])
        at = max(at, end)
    gaps.append(data[at:])
    return b"\0".join(gaps)


def _runs(data: bytes) -> Iterator[tuple[int, str]]:
    for found in _WIDE.finditer(data):
        yield found.start(), found.group().decode("utf-16-le", "replace")
    for found in _NARROW.finditer(data):
        if len(found.group()) >= _SHORTEST:
            yield found.start(), found.group().decode("cp1252", "replace")


def _lines(text: str) -> Iterator[str]:
    """A run, and again without its first character where that may be the length of what follows."""
    yield text.strip()
    if len(text) > 1 and text[1].isupper() and not text[0].isspace():
        yield text[1:].strip()
