"""A dossier is all that is on record about one person, with what belongs to others blacked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from detectors.finding import Place
from gateway.actions.places import in_words
from gateway.inspection.exhibit import ShownText
from gateway.review.case.words import phrases
from gateway.review.find.blackout import Blackout, Redaction
from gateway.review.find.found import decided_by, findings_of, mentions, outcome, rules_of, subject_of
from gateway.review.find.people import Somebody
from gateway.review.find.reading import Contents, Missing
from gateway.review.record.page import moment
from gateway.review.record.words import said, who
from gateway.store.about import Deed, OnRecord
from gateway.store.history import Entry

MOST_CHARACTERS = 20_000_000  # of all texts together


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a message; `where` it stands, such as: in the file “trip.docx”."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody did, when."""

    at: str
    who: str
    said: str
    note: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One message. Nothing in it is still to be blacked out."""

    number: int
    id: str
    at: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    rules: tuple[str, ...]
    outcome: str
    decided_by: str
    found: tuple[str, ...]
    files: tuple[str, ...]
    asked: str
    events: tuple[Event, ...]
    passages: tuple[Passage, ...]
    missing: Missing | None
    is_whole: bool
    are_details_kept: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands in front: who was searched for, by whom, and what is missing.

    left_out: messages that are too many; missing: how many messages are without their text, by the reason
    """

    name: str
    school: str
    pupil: str
    addresses: tuple[str, ...]
    searched_at: str
    searched_by: str
    shows_addresses: bool
    messages: int
    left_out: int
    missing: tuple[tuple[Missing, int], ...]
    without_details: int
    cut: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """`deeds`: what this person did here themselves."""

    cover: Cover
    items: tuple[Item, ...]
    deeds: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """By whom and when somebody was searched for, and how many messages were found."""

    by: str
    at: str
    found: int
    shows_addresses: bool


def make_dossier(
    somebody: Somebody,
    searched: Searched,
    blackout: Blackout,
    messages: Iterable[OnRecord],
    deeds: Iterable[Entry],
    read: Callable[[OnRecord], Contents],
) -> Dossier:
    """read: what a message says"""
    items = tuple(_items(somebody, blackout, messages, read))
    plain = blackout.of(())
    own = tuple(_event(plain, each.at, each.actor, each.action, each.note, each.detail) for each in deeds)
    missing = Counter(each.missing for each in items if each.missing)
    cover = Cover(
        name=somebody.name,
        school=somebody.school,
        pupil=somebody.pupil,
        addresses=somebody.addresses,
        searched_at=searched.at,
        searched_by=searched.by,
        shows_addresses=searched.shows_addresses,
        messages=len(items),
        left_out=searched.found - len(items),
        missing=tuple(sorted(missing.items())),
        without_details=sum(not each.are_details_kept for each in items),
        cut=sum(not each.is_whole for each in items),
    )
    return Dossier(cover, items, own)


def _items(
    somebody: Somebody,
    blackout: Blackout,
    messages: Iterable[OnRecord],
    read: Callable[[OnRecord], Contents],
) -> Iterator[Item]:
    room = MOST_CHARACTERS
    for number, message in enumerate(messages, 1):
        contents = read(message) if room > 0 else Contents(missing=Missing.TOO_MUCH)
        room -= sum(len(each.text) for each in contents.texts)
        yield _item(number, message, somebody, blackout.of(findings_of(message)), contents)


def _item(
    number: int, message: OnRecord, somebody: Somebody, redaction: Redaction, contents: Contents
) -> Item:
    black = redaction.text
    files = () if message.is_private or message.judged is None else message.judged.report.attachments
    return Item(
        number=number,
        id=message.id,
        at=moment(message.at),
        sender=redaction.address(message.sender),
        recipients=tuple(map(redaction.address, message.recipients)),
        subject=black(subject_of(message)),
        rules=rules_of(message),
        outcome=outcome(message),
        decided_by=black(decided_by(message)),
        found=tuple(dict.fromkeys(black(each.said) for each in mentions(message, somebody))),
        files=tuple(black(each.path) for each in files),
        asked="" if message.is_private else black(message.asked),
        events=tuple(
            _event(redaction, each.at, each.actor, each.action, each.note, _reason(message, each))
            for each in message.deeds
        ),
        passages=tuple(_passage(each, redaction) for each in contents.texts if _is_text(each)),
        missing=contents.missing,
        is_whole=contents.is_whole,
        are_details_kept=message.are_details_kept,
    )


def _event(redaction: Redaction, at: datetime, actor: str, action: str, note: str, reason: str) -> Event:
    black = redaction.text
    return Event(moment(at), black(who(actor)), said(action), black(note), black(reason))


def _reason(message: OnRecord, deed: Deed) -> str:
    """What somebody wrote about a private message may say what is in it."""
    return "" if message.is_private else deed.reason


def _passage(text: ShownText, redaction: Redaction) -> Passage:
    where = in_words(text.location, phrases())
    return Passage(redaction.text(where), redaction.text(text.text, text.spans))


def _is_text(text: ShownText) -> bool:
    """The subject and the names of files stand above already."""
    return text.location.place is not Place.SUBJECT and text.location.part != "name"
