"""Leftovers are words in binary data whose meaning nobody wrote down, or that no program shows any more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

# Runs of ASCII with single accented letters among them (Windows-1252), and UTF-16 of the European scripts.
_NARROW = re.compile(rb"(?:[\t\x20-\x7e]{2,}[\xc0-\xff]?){2,}[\t\x20-\x7e]?")
_WIDE = re.compile(
    rb"(?:[\t\x20-\x7e\xa0-\xff]\x00|[\x01-\x7f]\x01|[\x18-\x1b]\x02|[\x01-\x5f]\x04|[\x13\x14\x18-\x1d]\x20){3,}"
)
# Where _NARROW does begin, in bytes marked by `_NARROW_KINDS`; it starts with a literal, so it is found fast.
_BEGINS_NARROW = re.compile(rb"pp(?:pp|app|papp)")
_NARROW_KINDS = bytes(
    ord("p" if number == 9 or 0x20 <= number <= 0x7E else "a" if number >= 0xC0 else "\0")
    for number in range(256)
)
_LONG = b"p" * 12  # with what stands beside it
# Where _WIDE may begin, one byte on: its second bytes, three of them, marked by `_SECOND_BYTES`.
_THREE = b"\1\1\1"
_SECOND_BYTES = bytes(number in b"\0\1\2\4\x20" for number in range(256))
_SELDOM = 8  # of so many bytes at most one
_WORD = re.compile(r"[^\W\d_]{3}")
_MAY_BE_WORD = re.compile(rb"[A-Za-z\xc0-\xff]{3}")  # the same, before it is decoded
_NO_LETTERS = re.compile(r"[^\w\s]+")
_MOSTLY = 0.8  # of a short run must be letters, digits and spaces; what is not is rubbish
_SHORT = 16  # characters
_SHORTEST = 5  # bytes of ASCII; of UTF-16 three characters are enough, they do not come about by chance


def words_in(data: bytes) -> str:
    """A line for each run of text in `data`, in 8-bit characters or UTF-16; what has no word is left out."""
    runs = sorted(_runs(data))
    return "\n".join(dict.fromkeys(line for _, text in runs for line in _lines(text) if has_words(line)))


def long_words_in(data: bytes) -> str:
    """The same where short runs come about by chance, because the data are compressed."""
    lines = (text.strip() for _, text in sorted(_long_runs(data)))
    return "\n".join(filter(has_words, lines))


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
    for found in _wide(data):
        yield found.start(), found.group().decode("utf-16-le", "replace")
    for found in _narrow(data):
        run = found.group()
        if len(run) >= _SHORTEST and _MAY_BE_WORD.search(run):
            yield found.start(), run.decode("latin-1")  # the same as Windows-1252 here, and quicker


def _long_runs(data: bytes) -> Iterator[tuple[int, str]]:
    for found in _wide(data):
        yield found.start(), found.group().decode("utf-16-le", "replace")
    kinds = data.translate(_NARROW_KINDS)
    at = kinds.find(_LONG)
    while at >= 0:
        start, end = kinds.rfind(b"\0", 0, at) + 1, kinds.find(b"\0", at)
        end = len(kinds) if end < 0 else end
        yield start, data[start:end].decode("latin-1")
        at = kinds.find(_LONG, end)


def _narrow(data: bytes) -> Iterator[re.Match[bytes]]:
    """All that _NARROW matches, quickly."""
    kinds = data.translate(_NARROW_KINDS)
    begins = _BEGINS_NARROW.search(kinds)
    while begins and (found := _NARROW.search(data, begins.start())):
        yield found
        begins = _BEGINS_NARROW.search(kinds, found.end())


def _wide(data: bytes) -> Iterator[re.Match[bytes]]:
    """All that _WIDE matches; quickly, where there is hardly any, as in pictures."""
    marked = data.translate(_SECOND_BYTES)
    if marked.count(1) * _SELDOM > len(data):
        yield from _WIDE.finditer(data)
        return
    done = 1
    for at in sorted(chain(_alike(marked, 0), _alike(marked, 1))):
        if at >= done:
            found = _WIDE.match(data, at - 1)
            done = (found.end() if found else at) + 1
            if found:
                yield found


def _alike(marked: bytes, first: int) -> Iterator[int]:
    """Where three second bytes begin that stand two apart, at even places or at odd ones."""
    every_other = marked[first::2]
    at = every_other.find(_THREE)
    while at >= 0:
        yield 2 * at + first
        at = every_other.find(_THREE, at + 1)


def _lines(text: str) -> Iterator[str]:
    """A run, and again without its first character where that may be the length of what follows."""
    yield text.strip()
    if len(text) > 1 and text[1].isupper() and not text[0].isspace():
        yield text[1:].strip()
