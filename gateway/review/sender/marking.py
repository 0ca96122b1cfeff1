"""A text before and after a change, as one text with what goes and what comes marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest

_WORD = re.compile(r"\w+(?:['’.-]\w+)*|\s+|[^\w\s]")
_LONGEST_LINE = 4000  # characters; a longer one that differs is shown as a whole: comparing takes its square


class Kind(StrEnum):
    """Whether a stretch stays, goes or comes."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the text."""

    kind: Kind
    text: str


def marked(before: str, after: str) -> tuple[Stretch, ...]:
    """The stretches in their order. Without the new ones they are `before`, without those that go `after`."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) != len(new):
        return tuple(_joined(_stretches("", before, after)))
    lines = zip_longest(old, new, fillvalue="")
    return tuple(_joined(stretch for was, comes in lines for stretch in _line(was, comes)))


def _line(before: str, after: str) -> Iterator[Stretch]:
    if before == after or max(len(before), len(after)) > _LONGEST_LINE:
        same, gone, new = (before, "", "") if before == after else ("", before, after)
        yield from _stretches(same, gone, new)
        return
    old, new_words = _WORD.findall(before), _WORD.findall(after)
    for _, start, end, new_start, new_end in SequenceMatcher(str.isspace, old, new_words).get_opcodes():
        gone, new = "".join(old[start:end]), "".join(new_words[new_start:new_end])
        yield from _stretches(gone, "", "") if gone == new else _stretches("", gone, new)


def _stretches(same: str, gone: str, new: str) -> Iterator[Stretch]:
    pieces = ((Kind.SAME, same), (Kind.GONE, gone), (Kind.NEW, new))
    return (Stretch(kind, text) for kind, text in pieces if text)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    for kind, group in groupby(stretches, key=lambda each: each.kind):
        yield Stretch(kind, "".join(each.text for each in group))
