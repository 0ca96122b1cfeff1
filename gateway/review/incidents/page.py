"""What the page of one incident says: its clock, its facts, its messages, what else left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from gateway.actions.plan import Case, CaseState
from gateway.review.incidents.clock import Clock, clock_of
from gateway.review.incidents.facts import Decision, Facts, decode_facts
from gateway.review.incidents.prefill import known_of, prefilled
from gateway.review.incidents.report import Report, report_of
from gateway.review.queue.words import STATES
from gateway.store.cases import NoSuchCaseError, find_case
from gateway.store.incidents import Incident, Related, related_messages
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class Listed:
    """One incident in the list."""

    incident: Incident
    title: str
    clock: Clock
    decision: Decision


@dataclass(frozen=True, slots=True)
class Belonging:
    """A message that belongs to the incident, or may: envelope and outcome only; its page has the rest."""

    id: str
    at: datetime
    sender: str
    recipients: int
    state: str  # in words


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Everything that the page shows."""

    incident: Incident
    facts: Facts
    clock: Clock
    report: Report
    messages: tuple[Belonging, ...]
    related: tuple[Belonging, ...]


def listed(incident: Incident, now: datetime) -> Listed:
    facts = decode_facts(incident.facts)
    return Listed(incident, facts.title, _clock(incident, facts, now), facts.decision)


def incident_page(seal: Seal, incident: Incident, now: datetime) -> IncidentPage:
    """With what its messages already say where nobody has said anything else."""
    cases = cases_of(seal, incident.cases)
    facts = prefilled(decode_facts(incident.facts), known_of(cases))
    return IncidentPage(
        incident,
        facts,
        _clock(incident, facts, now),
        report_of(incident, facts, now),
        tuple(
            _belonging(each.id, each.opened_at, each.envelope.sender, len(each.held), each.state)
            for each in cases
        ),
        tuple(
            _belonging(each.id, each.at, each.sender, each.recipients, each.state)
            for each in related(seal, incident, cases)
        ),
    )


def _belonging(id_: str, at: datetime, sender: str, recipients: int, state: str) -> Belonging:
    """`state`: of its case; empty where it was not held."""
    said = STATES[CaseState(state)] if state else gettext("Changed, or sent securely")
    return Belonging(id_, at.astimezone(), sender, recipients, str(said))


def cases_of(seal: Seal, ids: tuple[str, ...]) -> tuple[Case, ...]:
    """Those of the messages that were held; of others there is no case."""
    found = []
    for each in ids:
        try:
            found.append(find_case(seal, each))
        except NoSuchCaseError:
            continue
    return tuple(found)


def related(seal: Seal, incident: Incident, cases: tuple[Case, ...]) -> tuple[Related, ...]:
    """What else left around it; nothing where no message belongs to it yet."""
    if not cases:
        return ()
    senders = {each.envelope.sender for each in cases}
    people = {address for each in cases for address in each.held}
    return related_messages(seal, incident, senders, people, known_of(cases).pupils)


def _clock(incident: Incident, facts: Facts, now: datetime) -> Clock:
    decided = facts.decision is not Decision.UNDECIDED or incident.closed_at is not None
    return clock_of(incident.known_at.astimezone(), now, decided=decided)
