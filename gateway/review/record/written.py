"""The record as a table for a spreadsheet and as lines of JSON for whoever checks its chain."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC

from gateway.store.history import Entry

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8
COLUMNS = (
    "number",
    "time (UTC)",
    "school",
    "message",
    "who",
    "action",
    "what they did",
    "note",
    "reason",
    "hash before",
    "hash of reason",
    "hash",
)
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOGETHER = 200  # entries in one piece of text


def safe_cell(text: str) -> str:
    """With an apostrophe in front where a spreadsheet would take it for a formula and run it."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def as_csv(entries: Iterable[Entry], said: Callable[[str], str]) -> Iterator[str]:
    """RFC 4180 with a byte order mark, in pieces of many lines. said: an action in words"""
    yield BYTE_ORDER_MARK + csv_line(COLUMNS)
    yield from _in_pieces(csv_line(_cells(entry, said)) for entry in entries)


def as_json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """One object a line, in pieces of many lines.

    SHA-256 of its first nine values, written as one JSON list without spaces, is the tenth: its hash.
    """
    yield from _in_pieces(json.dumps(_fields(entry), ensure_ascii=False) + "\n" for entry in entries)


def csv_line(cells: Iterable[str]) -> str:
    """No cell of it is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(each) for each in cells])
    return line.getvalue().encode("utf-8", "replace").decode()


def _cells(entry: Entry, said: Callable[[str], str]) -> tuple[str, ...]:
    return (
        str(entry.number),
        _moment(entry),
        entry.school,
        entry.message,
        entry.actor,
        entry.action,
        said(entry.action),
        entry.note,
        entry.detail,
        entry.previous,
        entry.detail_digest,
        entry.hash,
    )


def _fields(entry: Entry) -> dict[str, object]:
    """The first nine are what the chain is made of, in its order."""
    return {
        "previous": entry.previous,
        "number": entry.number,
        "at": _moment(entry),
        "school": entry.school,
        "message": entry.message,
        "actor": entry.actor,
        "action": entry.action,
        "note": entry.note,
        "detail_digest": entry.detail_digest,
        "hash": entry.hash,
        "detail": entry.detail,
    }


def _moment(entry: Entry) -> str:
    return entry.at.astimezone(UTC).isoformat(timespec="microseconds")


def _in_pieces(lines: Iterable[str]) -> Iterator[str]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == _TOGETHER:
            yield "".join(piece)
            piece = []
    if piece:
        yield "".join(piece)
