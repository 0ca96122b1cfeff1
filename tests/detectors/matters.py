"""A matter made of the few things that a test is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.matter import Matter
from detectors.message import Envelope, HeaderField, Message, Part, Text
from detectors.people.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster, StaffMember
from tests.detectors.extract.files import body

SENDER = "m.okafor@oakfield.sch.uk"
PUPIL = "gbishop@pupils.oakfield.sch.uk"
ROSTER = Roster(
    (
        Pupil(
            "1",
            "Grace",
            "Bishop",
            emails=("grace.b@gmail.com",),
            contacts=(Contact(emails=("ruth.bishop@gmail.com",)), Contact(emails=("t.bishop@yahoo.co.uk",))),
        ),
        Pupil("2", "Henry", "Tudor", contacts=(Contact(emails=("jane.tudor@btinternet.com",)),)),
        Pupil("3", "Zoë", "O'Neill", contacts=(Contact(emails=("oneill@firm.example",)),)),
        Pupil("4", "Finn", "Bishop", contacts=(Contact(emails=("ruth.bishop@gmail.com",)),)),
    ),
    (StaffMember("Mary Okafor", ("m.okafor@oakfield.sch.uk", "head.of.year7@oakfield.sch.uk")),),
)


def facts_with(approved_services: Iterable[str] = ()) -> Facts:
    directory = Directory(
        professional_domains=frozenset({"gov.uk", "nhs.uk", "sch.uk", "police.uk", "ac.uk"}),
        professional_addresses=frozenset({"therapist@gmail.com"}),
        consumer_domains=frozenset({"gmail.com", "googlemail.com", "yahoo.co.uk", "btinternet.com"}),
        approved_services=frozenset(approved_services),
    )
    school = School(
        "Oakfield Academy", ("oakfield.sch.uk", "oakfield-trust.example"), ("*@pupils.oakfield.sch.uk",)
    )
    return Facts.of(school, ROSTER, directory)


FACTS = facts_with()


def matter_of(
    *parts: Part | str,
    fields: Iterable[tuple[str, str]] = (),
    sender: str = SENDER,
    recipients: Iterable[str] = (),
    facts: Facts = FACTS,
) -> Matter:
    """Strings are bodies of plain text; everything is read, and recipients classed, as in earnest."""
    whole = tuple(body(part.encode(), charset="utf-8") if isinstance(part, str) else part for part in parts)
    message = Message(tuple(HeaderField(*field) for field in fields), whole)
    sending = Recipients.of(facts).sending(Envelope(sender, tuple(recipients)))
    return Matter(read(message, Budget()), facts, sending)


def matter_read(
    text: str, *, fields: Iterable[tuple[str, str]] = (), recipients: Iterable[str] = ()
) -> Matter:
    """As if the body had been read already: for texts that are vast on purpose."""
    whole = matter_of(fields=fields, recipients=recipients)
    source = body(text.encode(), "text/html", "utf-8")
    message = replace(whole.reading.message, parts=(source,))
    return replace(
        whole, reading=replace(whole.reading, message=message, texts=(Text(source.location, text),))
    )
