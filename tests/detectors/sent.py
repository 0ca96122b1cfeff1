"""A message on its way: who sends it to whom at the usual school, as a detector sees it."""

from __future__ import annotations

from dataclasses import replace

from detectors.context import Directory, Facts, School
from detectors.finding import Location, Place
from detectors.matter import Matter
from detectors.message import Envelope, HeaderField, Message, Reading, Text
from detectors.people.groups import Group, Groups
from detectors.people.recipients import Recipients
from detectors.roster import Contact, Pupil, Roster, StaffMember

SENDER = "m.okafor@oakfield.sch.uk"


def _contact(name: str, address: str) -> Contact:
    return Contact(name, emails=(address,))


FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",)),
    Roster(
        (
            Pupil("1", "Grace", "Bishop", contacts=(_contact("Ruth Bishop", "ruth.bishop@gmail.com"),)),
            Pupil("2", "Zoë", "O'Neill", contacts=(_contact("Mrs Aisha Khan", "akhan7@hotmail.co.uk"),)),
            Pupil("3", "Henry", "Tudor", contacts=(_contact("Mum", "tudors@btinternet.com"),)),
        ),
        (
            StaffMember("Sarah Jones", ("s.jones@oakfield.sch.uk",)),
            StaffMember("Peter Frost", ("p.frost@oakfield.sch.uk", "headteacher@oakfield.sch.uk")),
        ),
    ),
    Directory(
        frozenset({"gov.uk", "sch.uk", "nhs.uk", "pearson.com"}),
        frozenset({"speech.therapist@gmail.com"}),
        frozenset({"gmail.com", "hotmail.co.uk", "hotmail.com", "btinternet.com", "yahoo.com", "ymail.com"}),
        supplier_domains=frozenset({"caterlunch.example"}),
        private_accounts=(StaffMember("", ("s.jones@oakfield.sch.uk", "sarah@jones-family.example")),),
        groups=Groups(
            (Group("office", frozenset({"office@oakfield.sch.uk", "m.okafor@oakfield.sch.uk"})),),
        ),
    ),
)
_RECIPIENTS = Recipients.of(FACTS)


def sent(
    *recipients: str, sender: str = SENDER, body: str = "", facts: Facts = FACTS, **fields: str
) -> Matter:
    """To envelope recipients; header fields by name, with underscores for hyphens (reply_to="…")."""
    headers = tuple(HeaderField(name.replace("_", "-").title(), value) for name, value in fields.items())
    texts = (Text(Location(Place.BODY), body),) if body else ()
    reading = Reading(Message(headers, ()), texts, (), (), ())
    known = _RECIPIENTS if facts is FACTS else Recipients.of(facts)
    return Matter(reading, facts, known.sending(Envelope(sender, recipients)))


def without_staff(facts: Facts = FACTS) -> Facts:
    """The same school whose pupil list names no staff."""
    return Facts.of(facts.school, replace(facts.roster, staff=()), facts.directory)
