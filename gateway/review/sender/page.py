"""What the sender's page says of a held message: words and lists for its templates, nothing of its text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gateway.actions.arrival import GATEWAY
from gateway.actions.at_deadline import promised
from gateway.actions.desk import Desk
from gateway.actions.notices.deciders import deciders, deciders_in_words
from gateway.actions.notices.found import Observation, observations
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.reasons import Reason, explaining, reasons
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.values import House
from gateway.actions.notices.ways import Way
from gateway.actions.plan import Action, Case
from gateway.actions.quoting import one_line
from gateway.policy.verdict import AtDeadline, Disposition
from gateway.review.sender.offers import Offer, held_verdict
from gateway.review.sender.ruling import actor_of
from gateway.store.cases import AuditLine

_MOST_OBSERVATIONS = 5
_MOST_PEOPLE = 10
_GOES_OUT = frozenset({Disposition.DELIVER, Disposition.REWRITE, Disposition.SECURE})
_TOLD = frozenset(
    {
        Action.HELD,
        Action.ASKED,
        Action.REMOVED_RECIPIENTS,
        Action.SENT_SECURELY,
        Action.SENT_SHORTENED,
        Action.SENT_LOCKED,
        Action.WITHDRAWN,
        Action.RELEASED,
        Action.RELEASED_SECURELY,
        Action.RELEASED_SHORTENED,
        Action.RETURNED,
        Action.DELETED,
        Action.EXPIRED,
    }
)
_TOLD_OF_THE_GATEWAY = frozenset({Action.HELD, Action.EXPIRED})  # the rest is about other recipients


class Who(StrEnum):
    """Who did something, as far as it is the sender's business."""

    SENDER = "sender"
    SCHOOL = "school"
    GATEWAY = "gateway"


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was done with the message; `action` as in the audit trail."""

    at: datetime
    who: Who
    action: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One way. `cannot` says why it would not help here; empty where it does."""

    way: Way
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why it is held: what was found, by which rules, and what they advise."""

    found: Shortlist[Observation]
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that page.html may say. Times are in the zone in which the sender reads them.

    people: for whom it is held; `shown` as many of them as a person wants to read
    elsewhere: how many others it has gone to, or is going to
    then: what becomes of it when nobody has decided by the deadline: "it is not sent"
    asked: when its sender asked for it to be let go
    reasons: from which they may choose who ask
    last: what was done last
    """

    decider: str
    case: str
    subject: str
    sent: datetime
    state: str
    deadline: datetime
    then: str
    until: datetime
    people: tuple[str, ...]
    shown: Shortlist[str]
    elsewhere: int
    grounds: Grounds
    offers: tuple[OfferView, ...]
    reasons: tuple[str, ...]
    asked: datetime | None
    happened: tuple[Happened, ...]

    @property
    def last(self) -> Happened | None:
        return self.happened[-1] if self.happened else None

    @property
    def possible(self) -> tuple[OfferView, ...]:
        return tuple(each for each in self.offers if not each.cannot)

    @property
    def impossible(self) -> tuple[OfferView, ...]:
        return tuple(each for each in self.offers if each.cannot)


def page(
    case: Case,
    desk: Desk,
    offers: Iterable[Offer],
    cannot: Mapping[Way, str],
    reasons_to_ask: tuple[str, ...],
    trail: Sequence[AuditLine],
    until: datetime,
) -> Page:
    """`cannot`: why a way that is offered would not help; `until`: how long the link works."""
    house, phrases = desk.house, desk.templates.phrases
    return Page(
        decider=deciders_in_words(deciders(held_verdict(case), house), phrases),
        case=one_line(case.id),
        subject=one_line(case.judged.headline.subject, 80),
        sent=case.opened_at.astimezone(),
        state=case.state.value,
        deadline=case.deadline.astimezone(),
        then=phrases.say(f"deadline.{_then(case, house)}"),
        until=until.astimezone(),
        people=case.held,
        shown=shortlist(tuple(map(one_line, case.held)), _MOST_PEOPLE),
        elsewhere=sum(each.disposition in _GOES_OUT for each in case.judged.verdict.recipients),
        grounds=_grounds(case, phrases),
        offers=tuple(OfferView(each.way, phrases.told(cannot.get(each.way, ""))) for each in offers),
        reasons=reasons_to_ask,
        asked=case.asked.at.astimezone() if case.asked else None,
        happened=tuple(_happened(trail, actor_of(case.envelope.sender))),
    )


def _then(case: Case, house: House) -> AtDeadline:
    return promised(case.judged.verdict, case.held, secure_mail=house.secure_mail)


def _grounds(case: Case, phrases: Phrases) -> Grounds:
    people: Collection[str] = case.held
    rules = explaining(case.judged.verdict, people)
    found = observations((finding for rule in rules for finding in rule.findings), phrases)
    return Grounds(
        found=shortlist(found, _MOST_OBSERVATIONS),
        reasons=reasons(case.judged.verdict, people, phrases),
        advice=tuple(
            dict.fromkeys(one_line(phrases.told(rule.advice), 400) for rule in rules if rule.advice)
        ),
    )


def _happened(trail: Sequence[AuditLine], sender: str) -> Iterator[Happened]:
    for line in trail:
        who = Who.SENDER if line.actor == sender else Who.SCHOOL
        who = Who.GATEWAY if line.actor == GATEWAY else who
        if line.action in (_TOLD_OF_THE_GATEWAY if who is Who.GATEWAY else _TOLD):
            yield Happened(line.at.astimezone(), who, line.action)
