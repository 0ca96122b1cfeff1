"""What is wrong with a remembered list, in sentences: refused, or so old that its export may have stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from gateway.roster.taking import SchoolLists
from gateway.roster.terms import in_term, term_time_since
from gateway.store.rosters import ListRecord

TOO_OLD = timedelta(days=2)  # of term time


def complaints(lists: SchoolLists, records: Iterable[ListRecord], now: datetime) -> Iterator[str]:
    """One sentence for each thing that somebody must look after."""
    for record in records:
        if record.refused:
            yield f"{record.refused}. {_in_force(record)}."
        elif record.counts.pupils and is_too_old(lists, record, now):
            yield (
                f"{record.file} was {_last(record)} and may be out of date: is the nightly export still "
                "running, and does it write to this place?"
            )


def is_too_old(lists: SchoolLists, record: ListRecord, now: datetime) -> bool:
    """Whether over two days of term have gone by since it was read or written; out of term nothing is."""
    now = now.astimezone()
    since = min(record.read_at, record.written_at).astimezone(now.tzinfo)
    return in_term(now.date(), lists.terms) and term_time_since(since, now, lists.terms) > TOO_OLD


def _last(record: ListRecord) -> str:
    if record.written_at < record.read_at:
        return f"last written on {said(record.written_at)}"
    return f"last read on {said(record.read_at)}"


def _in_force(record: ListRecord) -> str:
    return f"In force are the {record.counts.pupils} pupils of {said(record.taken_at)}"


def said(moment: datetime) -> str:
    return moment.astimezone().strftime("%-d %B %Y, %H:%M")
