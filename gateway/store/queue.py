"""The queue: the cases that somebody may know of, filtered and in order, one page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import and_

from django.db.models import Count, F, Max, Q, QuerySet

from gateway.actions.plan import CaseState
from gateway.store import models
from gateway.store.marks import Marks, marks_key
from gateway.store.reach import Sight, within
from gateway.store.seal import Seal
from gateway.store.search import words_of

_MOST_TERMS = 10  # of one search


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the queue is asked for. The empty one: all that waits.

    state: None: whatever became of it
    sender: a part of the address
    severity: the least
    text: what is searched for; each of its words has to be found
    """

    state: CaseState | None = CaseState.OPEN
    school: str = ""
    rule: str = ""
    sender: str = ""
    severity: int = 0
    false_holds: bool = False
    private: bool = False
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind this case, or, where `before`, ends in front of it."""

    moment: datetime
    case: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The cases of one page, by id and version, and where the pages beside it are."""

    cases: tuple[tuple[str, int], ...]
    previous: Place | None
    next: Place | None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(case for case, _ in self.cases)


def find_cases(seal: Seal, sight: Sight, wanted: Wanted, place: Place | None, limit: int) -> Page:
    """What waits has the soonest deadline first; anything else the newest first.

    Pages hold on to a case and not to a number, so they stay right while cases come and go. Where there is
    nothing at that place any more it is the first page.
    """
    found = _wanted(seal, sight, wanted)
    order = _Order("deadline_at") if wanted.state is CaseState.OPEN else _Order("opened_at", newest=True)
    if place is None:
        return _first(found, order, limit)
    rows = order.beside(found, place, limit + 1)
    beyond, rows = len(rows) > limit, rows[:limit]
    if place.before:
        return _page(rows[::-1], True, True) if beyond else _first(found, order, limit)
    return _page(rows, True, beyond) if rows else _first(found, order, limit)


def count_states(seal: Seal, sight: Sight, wanted: Wanted) -> Mapping[CaseState, int]:
    """How many there are in each state, whichever is asked for; a state without any is left out."""
    found = _wanted(seal, sight, wanted, of_state=False)
    counted = found.order_by().values_list("state").annotate(Count("pk"))
    return {CaseState(state): count for state, count in counted}


def last_held() -> int:
    """The number of the last recipient for whom anything was held; it grows in the order of the commits."""
    return models.HeldRecipient.objects.aggregate(last=Max("pk"))["last"] or 0


def count_held_since(seal: Seal, sight: Sight, wanted: Wanted, number: int) -> int:
    """How many of the cases were opened after `last_held` was this number."""
    new = models.HeldRecipient.objects.filter(pk__gt=number).values("case")
    return _wanted(seal, sight, wanted).filter(pk__in=new).count()


@dataclass(frozen=True, slots=True)
class _Order:
    """By a moment, and by the id where it is the same."""

    column: str
    newest: bool = False

    def beside(self, found: QuerySet[models.Case], place: Place, count: int) -> list[_Spot]:
        """Behind the place in this order; or in front of it, from there on."""
        down = self.newest is not place.before
        step = "lt" if down else "gt"
        edge = Q(**{f"{self.column}__{step}e": place.moment})  # by which an index is entered
        same = Q(**{self.column: place.moment, f"pk__{step}": place.case})
        found = found.filter(edge & (Q(**{f"{self.column}__{step}": place.moment}) | same))
        return self._spots(found, down, count)

    def first(self, found: QuerySet[models.Case], count: int) -> list[_Spot]:
        return self._spots(found, self.newest, count)

    def _spots(self, found: QuerySet[models.Case], down: bool, count: int) -> list[_Spot]:
        sign = "-" if down else ""
        rows = found.order_by(f"{sign}{self.column}", f"{sign}pk").annotate(moment=F(self.column))
        return [_Spot(*each) for each in rows.values_list("pk", "version", "moment")[:count]]


@dataclass(frozen=True, slots=True)
class _Spot:
    case: str
    version: int
    moment: datetime


def _first(found: QuerySet[models.Case], order: _Order, limit: int) -> Page:
    rows = order.first(found, limit + 1)
    return _page(rows[:limit], False, len(rows) > limit)


def _page(rows: list[_Spot], before: bool, behind: bool) -> Page:
    return Page(
        tuple((each.case, each.version) for each in rows),
        Place(rows[0].moment, rows[0].case, before=True) if rows and before else None,
        Place(rows[-1].moment, rows[-1].case) if rows and behind else None,
    )


def _wanted(seal: Seal, sight: Sight, wanted: Wanted, *, of_state: bool = True) -> QuerySet[models.Case]:
    found = models.Case.objects.filter(within(sight.cases))
    if of_state and wanted.state is not None:
        found = found.filter(state=wanted.state)
    if wanted.school:
        found = found.filter(school__name=wanted.school)
    if wanted.rule:
        found = found.filter(pk__in=models.CaseRule.objects.filter(rule=wanted.rule).values("case"))
    if wanted.sender:
        found = found.filter(message__sender__icontains=wanted.sender)
    if wanted.severity:
        found = found.filter(severity__gte=wanted.severity)
    if wanted.false_holds:
        found = found.exclude(false_hold="")
    if wanted.private:
        found = found.filter(private=True)
    return found.filter(_said(seal, sight, wanted.text)) if wanted.text else found


def _said(seal: Seal, sight: Sight, text: str) -> Q:
    """Each word is in what the person may read, or in an address; a text without words is nowhere.

    Of a private message, and where somebody may not read, that a word is found would tell what it says.
    """
    schools = models.School.objects.values_list("name", flat=True)
    marks = tuple(Marks(marks_key(seal), each) for each in schools)
    readable = within(sight.content) & Q(private=False)
    terms = [each for each in text.split() if words_of(each)][:_MOST_TERMS]
    return reduce(and_, (_term(each, marks, readable) for each in terms)) if terms else Q(pk__in=())


def _term(term: str, marks: tuple[Marks, ...], readable: Q) -> Q:
    words = ([each.word(word) for each in marks] for word in words_of(term))
    found = reduce(and_, map(_marked, words), readable)
    if "@" not in term and "." not in term:
        return found
    held = models.HeldRecipient.objects.filter(address__icontains=term).values("case")
    addressed = Q(pk__in=held) | Q(message__sender__icontains=term)
    return found | addressed | _marked([each.address(term) for each in marks])


def _marked(marks: list[str]) -> Q:
    """A message has marks of its own school only."""
    return Q(pk__in=models.SearchMark.objects.filter(mark__in=marks).values("message"))
