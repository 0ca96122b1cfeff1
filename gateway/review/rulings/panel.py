"""The panel: all that the page says of a case's rulings, for whoever looks at it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gateway.actions.notices.deciders import deciders
from gateway.actions.plan import Case, CaseState
from gateway.review.queue.words import moment_in_words
from gateway.review.rulings.choice import Way
from gateway.review.rulings.effects import effect_of, happened, kept_afterwards
from gateway.review.rulings.offers import asked_about, open_ways, some_are_reached
from gateway.review.rulings.presence import POLL_SECONDS
from gateway.review.rulings.standing import Position, position_of
from gateway.review.web.guard import Visit
from gateway.reviewers.roles import Right
from gateway.store.rulings import covered, last_deed, others_who_may_rule


@dataclass(frozen=True, slots=True)
class Offered:
    """One ruling, by the name of its way, and what it would bring about."""

    way: str
    effect: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody wants it deleted. `mine`: the person who looks."""

    who: str
    when: str
    reason: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Here:
    """Who else has the case open. A page asks again after so many seconds, and says what it has `heard`."""

    case: str
    version: int
    others: tuple[str, ...]
    seconds: int = POLL_SECONDS

    @property
    def heard(self) -> str:
        """The same for the same people."""
        return hashlib.sha256("\n".join(self.others).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that panel.html and presence.html show.

    own: whoever looks wrote the message themselves
    lead: whom to ask instead
    sentences: ready for the note to the sender, where `needs_note`
    some_securely: secure mail reaches some of them
    alone: nobody else could agree to a deletion; `needed`: it is kept for an open incident
    done: who brought it to where it is, and when; empty where nobody has done anything yet
    """

    case: str
    version: int
    open: bool
    state: str
    people: tuple[str, ...]
    may_rule: bool
    own: bool
    lead: tuple[str, ...]
    offers: tuple[Offered, ...]
    sentences: tuple[str, ...]
    needs_note: bool
    some_securely: bool
    proposed: Proposed | None
    alone: bool
    needed: bool
    done: str
    kept: str
    may_open_incident: bool
    here: Here

    @property
    def has_other_rules(self) -> bool:
        """Whether rules that do not hold it ask for something before it goes."""
        return any(each.way == Way.AS_IT_CAME for each in self.offers)


def panel_for(visit: Visit, case: Case) -> Panel:
    """Others see from now on that this person has it open. Raises NotYoursError where it is gone."""
    position = position_of(visit, case)
    asked = asked_about(case)
    ways = open_ways(case, position.standing) if position.may_rule else ()
    deed = last_deed(case.id, case.state)
    is_open = case.state is CaseState.OPEN
    return Panel(
        case=case.id,
        version=case.version,
        open=is_open,
        state=case.state.value,
        people=case.held,
        may_rule=position.may_rule,
        own=position.own,
        lead=_deciding(visit, case),
        offers=tuple(Offered(way.value, effect_of(way, case)) for way in ways),
        sentences=asked.sentences,
        needs_note=asked.needs_note,
        some_securely=some_are_reached(case, position.standing.secure),
        proposed=_proposed(position, visit),
        alone=is_open and position.may_rule and not _somebody_else(visit, case, position),
        needed=position.standing.needed,
        done="" if is_open and deed is None else happened(deed, case.state, visit.now),
        kept=kept_afterwards(visit.site.settings.retention.contents_days),
        may_open_incident=covered(visit.reach(Right.MANAGE_INCIDENTS), position.scope),
        here=here_for(visit, case),
    )


def here_for(visit: Visit, case: Case) -> Here:
    """The others see from now on that this person has it open."""
    person, presence = visit.person, visit.site.presence
    presence.note(case.id, person.id, person.name or person.email)
    return Here(case.id, case.version, presence.others((case.id,), person.id).get(case.id, ()))


def _somebody_else(visit: Visit, case: Case, position: Position) -> bool:
    """Whether another person could agree to a deletion; its sender could not."""
    sender = case.envelope.sender.lower()
    others = others_who_may_rule(visit.person, position.scope)
    return any(each.email.lower() != sender for each in others)


def _proposed(position: Position, visit: Visit) -> Proposed | None:
    proposal = position.proposal
    if proposal is None:
        return None
    when = moment_in_words(proposal.at, visit.now)
    return Proposed(proposal.name, when, proposal.reason, position.standing.by_me)


def _deciding(visit: Visit, case: Case) -> tuple[str, ...]:
    house = visit.site.desk(case.school).house
    found = deciders(case.judged.verdict, house)
    return tuple(dict.fromkeys(address for each in found for address in each.addresses))
