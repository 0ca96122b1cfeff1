"""What the page of the record shows: lines in words, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format

from gateway.review.record.extent import extent_of, reasons_of
from gateway.review.record.wanted import Wanted
from gateway.review.record.words import actions_of, said, who
from gateway.review.web.guard import Visit
from gateway.reviewers.roles import Right
from gateway.store.history import Entry, page_of

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `url` is that of its case, where it has one that is open to whoever looks.

    has_reason: somebody wrote one; `reason` is empty where it is not kept, or not for these eyes
    """

    number: int
    at: str
    who: str
    said: str
    note: str
    school: str
    message: str
    url: str
    reason: str
    has_reason: bool
    is_reason_kept: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A page of the record. `older`: the number before which the next page begins; 0 where there is none."""

    lines: tuple[Line, ...]
    older: int = 0


def record_page(visit: Visit, wanted: Wanted, before: int | None) -> RecordPage:
    """Nothing where what is asked for makes no sense."""
    actions = actions_of(wanted.kind)
    if wanted.faults or (wanted.kind and not actions):
        return RecordPage(())
    found = page_of(wanted.sought(actions), extent_of(visit), reasons_of(visit), PER_PAGE + 1, before)
    shown = found[:PER_PAGE]
    older = shown[-1].number if len(found) > PER_PAGE else 0
    return RecordPage(tuple(_line(visit, each) for each in shown), older)


def _line(visit: Visit, entry: Entry) -> Line:
    return Line(
        number=entry.number,
        at=moment(entry.at),
        who=who(entry.actor),
        said=said(entry.action),
        note=entry.note,
        school=entry.school,
        message=entry.message,
        url=case_url(visit, entry.message, entry.school) if entry.is_case else "",
        reason=entry.detail,
        has_reason=bool(entry.detail_digest),
        is_reason_kept=entry.is_detail_kept,
    )


def moment(when: datetime) -> str:
    """By the clock on this machine's wall, with its year: "Tue 3 Nov 2026, 15:40"."""
    return date_format(when.astimezone(), "D j M Y, H:i")


def case_url(visit: Visit, case: str, school: str) -> str:
    """Empty where the page of the case is not open to whoever looks."""
    if not visit.reach(Right.SEE_CASES).whole(school):
        return ""
    try:
        return reverse("case", args=(case,))
    except NoReverseMatch:
        return ""


def day(when: date) -> str:
    """ "Tue 3 Nov 2026"."""
    return date_format(when, "D j M Y")
