"""What the pages of a search show: who may be meant, and what is on record about whoever was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from gateway.review.find.found import Mention, decided_by, mentions, outcome, rules_of, subject_of
from gateway.review.find.people import Kind, Somebody, by_address, by_words, people_in
from gateway.review.find.ticket import Search, Stage, ticket_of
from gateway.review.record.page import case_url, day, moment
from gateway.review.record.words import said
from gateway.review.web.guard import Visit
from gateway.store.about import OnRecord, Trail, count_about, messages_about, read_roster
from gateway.store.history import Entry, Extent, Reasons, Sought, page_of

PER_PAGE = 25
_MOST_DEEDS = 500
_SHOWN_DEEDS = 10
_SHOWN_RECIPIENTS = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may be meant. `about` tells namesakes apart; `ticket` is for the button."""

    name: str
    about: str
    ticket: str


@dataclass(frozen=True, slots=True)
class Choices:
    """listed: those on the school's lists; others: whoever has the address or the words that were typed"""

    listed: tuple[Choice, ...]
    others: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One message; `url` is that of its case, where it has one."""

    id: str
    url: str
    at: str
    sender: str
    recipients: tuple[str, ...]
    more_recipients: int
    subject: str
    rules: tuple[str, ...]
    outcome: str
    decided_by: str
    mentions: tuple[Mention, ...]
    is_private: bool
    is_content_kept: bool
    are_details_kept: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """What this person did here themselves."""

    at: str
    said: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """`number` counts from 1; `last` is that of the last page."""

    name: str
    about: str
    found: int
    results: tuple[Result, ...]
    number: int
    last: int
    deeds: tuple[Deed, ...]
    more_deeds: int


def choices_for(visit: Visit, school: str, typed: str) -> Choices:
    """Nobody for nothing."""
    roster = read_roster(visit.seal, school, visit.now.astimezone().date())
    other = by_address(school, typed) if "@" in typed else by_words(school, typed)
    listed = people_in(roster, school, typed)
    return Choices(tuple(_choice(visit, each) for each in listed), (_choice(visit, other),) if other else ())


def results_page(visit: Visit, somebody: Somebody, number: int) -> ResultsPage:
    trail = trail_of(somebody)
    found = count_about(visit.seal, trail)
    last = max(1, -(-found // PER_PAGE))
    number = min(number, last)
    messages = messages_about(visit.seal, trail, (number - 1) * PER_PAGE, PER_PAGE)
    deeds = deeds_of(visit, somebody)
    return ResultsPage(
        somebody.name,
        about_in_words(somebody),
        found,
        tuple(_result(visit, each, somebody) for each in messages),
        number,
        last,
        tuple(Deed(moment(each.at), said(each.action), each.note) for each in deeds[:_SHOWN_DEEDS]),
        max(0, len(deeds) - _SHOWN_DEEDS),
    )


def trail_of(somebody: Somebody) -> Trail:
    return Trail(somebody.school, somebody.pupil, somebody.names, somebody.addresses)


def deeds_of(visit: Visit, somebody: Somebody) -> tuple[Entry, ...]:
    """What the record of the school has by this person's own hand, the newest first."""
    extent = Extent(frozenset({somebody.school}), installation=False)
    reasons = Reasons(visit.seal, frozenset({somebody.school}), installation=False)
    found: list[Entry] = []
    for address in somebody.addresses:
        entries = page_of(Sought(actor=address), extent, reasons, _MOST_DEEDS)
        found += (each for each in entries if each.actor.lower() == address.lower())
    return tuple(sorted(found, key=lambda each: -each.number))


def about_in_words(somebody: Somebody) -> str:
    """By what somebody is told from a namesake."""
    addresses = ", ".join(somebody.addresses)
    match somebody.kind:
        case Kind.PUPIL:
            return _pupil_in_words(somebody)
        case Kind.STAFF:
            return (
                gettext("staff, %(addresses)s") % {"addresses": addresses} if addresses else gettext("staff")
            )
        case Kind.CONTACT:
            said = gettext("contact of %(pupil)s, %(addresses)s")
            return said % {"pupil": somebody.contact_of, "addresses": addresses or gettext("no address")}
        case Kind.ADDRESS:
            return gettext("mail from and to this address")
        case Kind.WORDS:
            return gettext("messages in whose subject, findings or file names all of these words stand")


def _pupil_in_words(somebody: Somebody) -> str:
    year = somebody.year
    if somebody.left:
        return gettext("pupil, left on %(day)s") % {"day": day(date.fromisoformat(somebody.left))}
    if year.isdecimal():
        return gettext("pupil, Year %(year)s") % {"year": year}
    return gettext("pupil, %(group)s") % {"group": year} if year else gettext("pupil")


def _choice(visit: Visit, somebody: Somebody) -> Choice:
    ticket = ticket_of(visit.seal, Search(somebody, visit.now), visit.person.id, Stage.CHOICE)
    return Choice(somebody.name, about_in_words(somebody), ticket)


def _result(visit: Visit, message: OnRecord, somebody: Somebody) -> Result:
    return Result(
        id=message.id,
        url=case_url(visit, message.id, message.school) if message.state else "",
        at=moment(message.at),
        sender=message.sender,
        recipients=message.recipients[:_SHOWN_RECIPIENTS],
        more_recipients=max(0, len(message.recipients) - _SHOWN_RECIPIENTS),
        subject=subject_of(message),
        rules=rules_of(message),
        outcome=outcome(message),
        decided_by=decided_by(message),
        mentions=mentions(message, somebody),
        is_private=message.is_private,
        is_content_kept=message.is_content_kept,
        are_details_kept=message.are_details_kept,
    )
