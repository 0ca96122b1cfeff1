"""What the page of a case says beside the message: why it is held, for whom, until when, what came before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from detectors.finding import Finding
from detectors.roster import Pupil
from gateway.actions.arrival import GATEWAY
from gateway.actions.notices.found import Observation
from gateway.actions.notices.reasons import explaining, reason_of
from gateway.actions.notices.shortlist import Shortlist
from gateway.actions.plan import Action, Case, CaseState
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, RuleMatch, Truth
from gateway.review.case.found import Found, found_in, kinds_in
from gateway.review.case.people import HeldFor, held_for
from gateway.review.case.words import phrases, severity_in_words
from gateway.review.queue.words import SEVERITIES, STATES, moment_in_words
from gateway.review.record.words import said, who
from gateway.store.caseindex import case_severity
from gateway.store.looks import TrailEntry
from gateway.store.senders import SenderCase

_MOST_BEFORE = 5
_GOES_OUT = frozenset({Disposition.DELIVER, Disposition.REWRITE, Disposition.SECURE})
_GRAVE = 3
_LOOKS = frozenset({Action.VIEWED, Action.READ})


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule that holds the message.

    sentence: what it found, rule: what it says itself, in plain English
    unsure: something that would decide it could not be read
    """

    title: str
    clause: str
    sentence: str
    rule: str
    unsure: bool


@dataclass(frozen=True, slots=True)
class BeforeView:
    """One message of the same sender that was held before."""

    id: str
    when: str
    why: str
    state: str


@dataclass(frozen=True, slots=True)
class Before:
    """The last few of them, and how all of them ended: "8 × Released"."""

    count: int
    last: tuple[BeforeView, ...]
    ends: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry of the record. `detail`: what somebody wrote."""

    when: str
    who: str
    what: str
    note: str
    detail: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that case.html may say.

    veiled: nothing of what it says is shown
    elsewhere: how many others it went to
    kept: the message itself is still there
    looks: who saw it, apart from what else happened
    grave: it takes care; `overdue`: the deadline is over, and in a moment it is given back
    asked: when its sender asked for it to be let go, and why
    """

    id: str
    sender: str
    people: tuple[str, ...]
    subject: str
    state: str
    is_open: bool
    veiled: bool
    kept: bool
    received: str
    deadline: str
    overdue: bool
    rules: tuple[RuleView, ...]
    found: Found
    kinds: tuple[Observation, ...]
    also: tuple[Observation, ...]
    severity: str
    grave: bool
    severity_in_words: str
    held: Shortlist[HeldFor]
    elsewhere: int
    asked: str
    asked_why: str
    before: Before
    happened: tuple[Happened, ...]
    looks: tuple[Happened, ...]

    @property
    def more_people(self) -> int:
        """Beside the first."""
        return max(0, len(self.people) - 1)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the case itself. `pupils` by the roster's ids; `entries` the oldest first."""

    pupils: Mapping[str, Pupil]
    before: Sequence[SenderCase]
    entries: Sequence[TrailEntry]
    now: datetime
    veiled: bool = False
    kept: bool = True


def case_page(case: Case, known: Known) -> CasePage:
    """`case.judged`: as far as it may be shown."""
    judged, now = case.judged, known.now
    rules = explaining(judged.verdict, case.held)
    telling = _findings(rules) or judged.report.findings
    beside = tuple(each for each in judged.report.findings if each not in telling)
    severity = case_severity(judged, set(case.held))
    return CasePage(
        id=case.id,
        sender=one_line(case.envelope.sender, 254),
        people=tuple(one_line(each, 254) for each in case.held),
        subject="" if known.veiled else one_line(judged.headline.subject, 200),
        state=str(STATES[case.state]),
        is_open=case.state is CaseState.OPEN,
        veiled=known.veiled,
        kept=known.kept,
        received=moment_in_words(case.opened_at, now),
        deadline=moment_in_words(case.deadline, now),
        overdue=case.deadline <= now,
        rules=tuple(_rule(each) for each in rules),
        found=found_in(() if known.veiled else telling, known.pupils),
        kinds=kinds_in(telling) if known.veiled else (),
        also=() if known.veiled else found_in(beside, {}).rest.shown,
        severity="" if known.veiled else str(SEVERITIES[severity]),
        grave=severity >= _GRAVE,
        severity_in_words="" if known.veiled else severity_in_words(severity),
        held=held_for(case, known.pupils),
        elsewhere=sum(each.disposition in _GOES_OUT for each in judged.verdict.recipients),
        asked=moment_in_words(case.asked.at, now) if case.asked else "",
        asked_why=case.asked.reason if case.asked else "",
        before=_before(known.before, now),
        happened=tuple(_happened(each, now) for each in known.entries if each.action not in _LOOKS),
        looks=tuple(_happened(each, now) for each in known.entries if each.action in _LOOKS),
    )


def pupils_named(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(pupil for finding in findings for pupil in finding.pupils)


def _findings(rules: Iterable[RuleMatch]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(finding for rule in rules for finding in rule.findings))


def _rule(match: RuleMatch) -> RuleView:
    reason = reason_of(match, phrases())
    return RuleView(reason.title, reason.clause, reason.sentence, reason.rule, match.truth is Truth.UNKNOWN)


def _before(cases: Sequence[SenderCase], now: datetime) -> Before:
    ends = Counter(each.state for each in cases)
    last = tuple(
        BeforeView(
            each.id,
            moment_in_words(each.opened_at, now),
            ", ".join(one_line(title, 120) for title in each.titles),
            str(STATES[each.state]),
        )
        for each in cases[:_MOST_BEFORE]
    )
    counted = tuple((str(STATES[each]), ends[each]) for each in CaseState if ends[each])
    return Before(len(cases), last, counted)


def _happened(entry: TrailEntry, now: datetime) -> Happened:
    """What the program notes for itself, such as the ids of rules, is for the record."""
    when, note = moment_in_words(entry.at, now), "" if entry.actor == GATEWAY else entry.note
    return Happened(when, one_line(who(entry.actor), 254), said(entry.action), note, entry.detail)
