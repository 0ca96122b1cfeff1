"""Whose name in a header is an adult's: only where the address says so too, and is no pupil's."""

from __future__ import annotations

import pytest

from detectors.context import Directory, Facts, School
from detectors.message import HeaderField, Message
from detectors.names.context.people import Adult
from detectors.people.correspondents import adults_of
from detectors.roster import Roster, StaffMember

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",), ("*@pupils.oakfield.sch.uk",)),
    Roster((), (StaffMember("Ruth Page"),)),
    Directory(frozenset({"nhs.uk", "ac.uk"}), frozenset({"o.frost@gmail.com"}), frozenset({"gmail.com"})),
)
GRACE = ("grace", "bishop")


def adult_of(*words: str, **fields: str) -> Adult | None:
    headers = tuple(HeaderField(name.title(), value) for name, value in fields.items())
    return adults_of(Message(headers, ()), FACTS).adult_of(words)


def mail(address: str) -> str:
    return f'"Grace Bishop" <{address}>'


@pytest.mark.parametrize(
    "sender", [mail("g.bishop@oakfield.sch.uk"), "Bishop, Grace (Staff) <gbishop@mail.oakfield.sch.uk>"]
)
def test_the_sender_at_the_school(sender: str) -> None:
    assert adult_of(*GRACE, From=sender) is Adult.SENDER


@pytest.mark.parametrize("address", ["grace.bishop@leeds.nhs.uk", "grace.bishop@oakfield.sch.uk"])
def test_a_professional_who_receives(address: str) -> None:
    assert adult_of(*GRACE, To=f"a@example.com, {mail(address)}") is Adult.RECIPIENT
    assert adult_of(*GRACE, Cc=mail(address)) is Adult.RECIPIENT


@pytest.mark.parametrize(
    "address",
    [
        "a.teacher@oakfield.sch.uk",  # does not bear the name out
        "grace.bishop@gmail.com",
        "grace.bishop@pupils.oakfield.sch.uk",
        "grace.bishop@student.leeds.ac.uk",
        "grace.bishop@notoakfield.sch.uk",
    ],
)
def test_nobody_who_may_be_the_pupil(address: str) -> None:
    assert adult_of(*GRACE, To=mail(address)) is None
    assert adult_of(*GRACE, From=mail(address)) is None


def test_a_pupil_who_writes() -> None:
    sender = HeaderField("From", mail("grace.bishop@pupils.oakfield.sch.uk"))
    assert adults_of(Message((sender,), ()), FACTS).is_pupil_sender(GRACE)


def test_the_staff() -> None:
    assert adult_of("ruth", "page") is Adult.STAFF
    assert adult_of("olive", "frost", To='"Olive Frost" <o.frost@gmail.com>') is Adult.RECIPIENT


def test_a_header_without_addresses() -> None:
    assert adult_of(*GRACE, From="<" * 5000, To="," * 5000) is None
