"""All ways, in one table, and the page that tells them: `python -m tests.evasion` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from detectors.finding import DetectorId
from tests.evasion import (
    characters,
    containers,
    encodings,
    files,
    headers,
    messages,
    names,
    pages,
    pictures,
    samples,
    structures,
)
from tests.evasion.way import Caught, Chapter, Fate, Limit, Unreadable

PAGE = Path(__file__).resolve().parents[2] / "detectors" / "EVASION.md"

CATALOGUE = (
    Chapter("The subject and other fields of the header", (*headers.SUBJECTS, *headers.FIELDS)),
    Chapter("Names of files", headers.FILE_NAMES),
    Chapter("Character sets", encodings.CHARSETS),
    Chapter("Transfer encodings, and codes in the text", encodings.TRANSFER),
    Chapter("How a message is put together", structures.WAYS),
    Chapter("Letters", characters.WAYS),
    Chapter("Pages of HTML", pages.WAYS),
    Chapter("Other ways to write a name", names.WAYS),
    Chapter("Kinds of file", files.WAYS),
    Chapter("Archives", containers.WAYS),
    Chapter("Odd places in documents, archives and mail in files", samples.WAYS),
    Chapter("Pictures", pictures.WAYS),
    Chapter("Passwords, and more than one message", messages.WAYS),
)
WAYS = tuple(way for chapter in CATALOGUE for way in chapter.ways)

_HEAD = """\
# Ways to get a pupil's name out, and what comes of them

Somebody who wants a name out may try all of these; most of them also come about by themselves. For each,
a real message with an invented pupil's name is judged by the starter policy, for a recipient outside the
school: `tests/evasion`. This page is written by `python -m tests.evasion`, and a test compares. A password
that follows its file in another message is noticed, too (`tests/gateway/inspection/test_earlier.py`).

**caught**: the pupil is found there, and the message is held. **held**: nobody is found, but some part cannot
be relied on, and so the message is held. **gets out**: a known limit; the test asserts that it gets out
today, so that this page stays true when that changes.

{caught} are caught, {held} are held unread, {limits} get out: {all} in all.

## Known limits

| somebody … | and it gets out, because |
| --- | --- |
{table}
"""
_ROW = "| {id} | {does} | {fate} |"


def page() -> str:
    """EVASION.md, line ends and all."""
    limits = [(way, way.fate) for way in WAYS if isinstance(way.fate, Limit)]
    head = _HEAD.format(
        caught=sum(isinstance(way.fate, Caught) for way in WAYS),
        held=sum(isinstance(way.fate, Unreadable) for way in WAYS),
        limits=len(limits),
        all=len(WAYS),
        table="\n".join(f"| {_cell(way.does)} | {_cell(fate.why)} |" for way, fate in limits),
    )
    return head + "".join(map(_chapter, CATALOGUE))


def _chapter(chapter: Chapter) -> str:
    rows = "\n".join(_rows(chapter))
    return f"\n## {chapter.title}\n\n| way | somebody … | |\n| --- | --- | --- |\n{rows}\n"


def _rows(chapter: Chapter) -> Iterator[str]:
    return (_ROW.format(id=way.id, does=_cell(way.does), fate=_told(way.fate)) for way in chapter.ways)


def _told(fate: Fate) -> str:
    match fate:
        case Caught(where):
            return f"caught: {_cell(where)}"
        case Unreadable(by):
            return "held: malformed" if by is DetectorId.MALFORMED_MESSAGE else "held: unreadable"
        case Limit():
            return "**gets out**"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
