"""What the queue's page shows: values for its templates, made of what the store has found."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gateway.actions.plan import CaseState
from gateway.actions.quoting import one_line
from gateway.review.queue.filters import GRAVEST, Asked, address_of, hidden_fields
from gateway.review.queue.words import SEVERITIES, STATES, class_in_words, least_in_words, moment_in_words
from gateway.review.web.guard import Visit
from gateway.reviewers.roles import Right
from gateway.store.caserows import CaseRow, RuleName, read_cases, rules_within
from gateway.store.queue import Page, Wanted, count_held_since, count_states, find_cases
from gateway.store.reach import Sight

PER_PAGE = 50
_LONGEST_SUBJECT = 120


class Urgency(StrEnum):
    """How much time is left to decide."""

    NONE = ""
    SOON = "soon"  # no more than a day on which somebody is there
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ShownRecipient:
    """`kind`: who it is, in words; empty where nothing is known."""

    address: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A row as it is read, `row` being what it is made of.

    subject: empty where this person is not shown it
    reasons: the rules that hold it; the same for cases that can be decided on together
    may_rule: whether this person may decide on it, now
    looking: who else has it open
    """

    row: CaseRow
    sender: str
    recipients: tuple[ShownRecipient, ...]
    subject: str
    reasons: str
    since: str
    deadline: str
    urgency: Urgency
    closed: str
    state: str | Promise
    severity: str | Promise
    may_rule: bool
    new: bool
    looking: tuple[str, ...]

    @property
    def filled(self) -> str:
        return "●" * self.row.severity

    @property
    def hollow(self) -> str:
        return "○" * (GRAVEST - self.row.severity)


@dataclass(frozen=True, slots=True)
class Tab:
    """A state, how many cases are in it, and the address that shows them."""

    label: str | Promise
    count: int
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """All by which a page can be told from what it was before, at the price of two queries."""

    page: Page
    counts: Mapping[CaseState, int]
    looking: Mapping[str, tuple[str, ...]]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class ShownList:
    """The part of the page that changes by itself. Addresses are what stands behind the question mark.

    poll: with which the page asks whether anything has changed
    news: how many came since the page was opened
    elsewhere: how many fit in other states; counted for an empty list only
    """

    cases: tuple[ShownCase, ...]
    tabs: tuple[Tab, ...]
    total: int
    waiting: bool
    filtered: bool
    schools: bool
    previous: str
    next: str
    poll: str
    news: int
    elsewhere: int
    everywhere: str


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that is filtered by, and the address without it."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Form:
    """The fields with which one searches, and what can be chosen in them."""

    wanted: Wanted
    hidden: tuple[tuple[str, str], ...]
    rules: tuple[RuleName, ...]
    schools: tuple[str, ...]
    severities: tuple[tuple[int, str], ...]
    chips: tuple[Chip, ...]

    @property
    def opened(self) -> bool:
        """Whether more is filtered by than what is searched for."""
        return replace(self.wanted, text="", state=CaseState.OPEN) != Wanted()


def sight_of(visit: Visit) -> Sight:
    return Sight(visit.reach(Right.SEE_CASES), visit.reach(Right.SEE_CONTENT))


def glance_at(visit: Visit, asked: Asked) -> Glance:
    """What is there now."""
    sight = sight_of(visit)
    page = find_cases(visit.seal, sight, asked.wanted, asked.place, PER_PAGE)
    counts = count_states(visit.seal, sight, asked.wanted)
    looking = visit.site.presence.others(page.ids, visit.person.id)
    hour = visit.now.astimezone().replace(minute=0, second=0, microsecond=0)  # "tomorrow" becomes "today"
    seen = (page.cases, page.previous, page.next, sorted(counts.items()), sorted(looking.items()), hour)
    return Glance(page, counts, looking, hashlib.sha256(repr(seen).encode()).hexdigest()[:16])


def list_of(visit: Visit, asked: Asked, glance: Glance, since: int) -> ShownList:
    """since: `last_held` when the page was opened"""
    sight, wanted = sight_of(visit), asked.wanted
    rows = read_cases(visit.seal, sight, glance.page.ids)
    soon = {each: _soon(visit, each) for each in {row.school for row in rows}}
    others = sum(glance.counts.values())
    here = others if wanted.state is None else glance.counts.get(wanted.state, 0)
    poll = f"{address_of(wanted, asked.place)}&seen={glance.fingerprint}&since={since}".lstrip("&")
    return ShownList(
        cases=tuple(
            _case(visit, row, soon[row.school], since, glance.looking.get(row.id, ())) for row in rows
        ),
        tabs=_tabs(wanted, glance.counts),
        total=here,
        waiting=wanted.state is CaseState.OPEN,
        filtered=replace(wanted, state=CaseState.OPEN) != Wanted(),
        schools=len(_schools(visit)) > 1,
        previous=address_of(wanted, glance.page.previous) if glance.page.previous else "",
        next=address_of(wanted, glance.page.next) if glance.page.next else "",
        poll=poll,
        news=count_held_since(visit.seal, sight, wanted, since),
        elsewhere=others - here,
        everywhere=address_of(replace(wanted, state=None)),
    )


def form_of(visit: Visit, wanted: Wanted) -> Form:
    rules = rules_within(visit.reach(Right.SEE_CASES))
    return Form(
        wanted=wanted,
        hidden=hidden_fields(wanted),
        rules=rules,
        schools=_schools(visit),
        severities=tuple((each, least_in_words(each)) for each in range(1, GRAVEST + 1)),
        chips=_chips(wanted, {each.id: each.title for each in rules}),
    )


def _schools(visit: Visit) -> tuple[str, ...]:
    return visit.reach(Right.SEE_CASES).schools(visit.site.schools)


def _soon(visit: Visit, school: str) -> datetime:
    """What has to be decided by then has less than a day left on which somebody is there."""
    return replace(visit.site.desk(school).patience, remind_before=1).reminding(visit.now)


def _case(visit: Visit, row: CaseRow, soon: datetime, since: int, looking: tuple[str, ...]) -> ShownCase:
    rules = frozenset(each.id for each in row.rules)
    may_rule = visit.reach(Right.RULE).covers(row.school, rules, row.approvers)
    return ShownCase(
        row=row,
        sender=one_line(row.sender),
        recipients=tuple(
            ShownRecipient(one_line(each.address), class_in_words(each.classes)) for each in row.recipients
        ),
        subject=one_line(row.glimpse.subject, _LONGEST_SUBJECT) if row.glimpse else "",
        reasons=" ".join(sorted(rules)),
        since=moment_in_words(row.opened_at, visit.now),
        deadline=moment_in_words(row.deadline, visit.now),
        urgency=_urgency(row, soon, visit.now),
        closed=moment_in_words(row.closed_at, visit.now) if row.closed_at else "",
        state=STATES[row.state],
        severity=SEVERITIES[row.severity],
        may_rule=may_rule and row.state is CaseState.OPEN,
        new=row.held_as > since,
        looking=looking,
    )


def _urgency(row: CaseRow, soon: datetime, now: datetime) -> Urgency:
    if row.state is not CaseState.OPEN or row.deadline > soon:
        return Urgency.NONE
    return Urgency.SOON if row.deadline > now else Urgency.OVER


def _tabs(wanted: Wanted, counts: Mapping[CaseState, int]) -> tuple[Tab, ...]:
    """What waits, each state in which anything is, and all of them together."""
    states = [each for each in CaseState if each in counts or each in (CaseState.OPEN, wanted.state)]
    tabs = [_tab(STATES[each], counts.get(each, 0), wanted, each) for each in states]
    return (*tabs, _tab(_("All"), sum(counts.values()), wanted, None))


def _tab(label: str | Promise, count: int, wanted: Wanted, state: CaseState | None) -> Tab:
    return Tab(label, count, address_of(replace(wanted, state=state)), wanted.state is state)


def _chips(wanted: Wanted, titles: Mapping[str, str]) -> tuple[Chip, ...]:
    """One for each thing that is filtered by, but for the state, which the tabs show."""
    said: tuple[tuple[object, str, Wanted], ...] = (
        (wanted.text, _("Search: %s") % wanted.text, replace(wanted, text="")),
        (wanted.rule, _("Rule: %s") % titles.get(wanted.rule, wanted.rule), replace(wanted, rule="")),
        (wanted.sender, _("Sender: %s") % wanted.sender, replace(wanted, sender="")),
        (wanted.school, _("School: %s") % wanted.school, replace(wanted, school="")),
        (wanted.severity, least_in_words(wanted.severity), replace(wanted, severity=0)),
        (wanted.false_holds, _("Held by mistake"), replace(wanted, false_holds=False)),
        (wanted.private, _("Marked as private"), replace(wanted, private=False)),
    )
    return tuple(Chip(label, address_of(without)) for given, label, without in said if given)
