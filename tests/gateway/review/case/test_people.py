"""How a recipient stands to the pupils who are named, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.roster import Contact, Pupil
from gateway.review.case.people import Tone, held_for
from tests.gateway.review.case.conftest import GRACE, HENRY
from tests.support.review import Office

ZOE = Pupil(
    "1044",
    "Zoë",
    "O'Neill",
    emails=("z.oneill@pupils.oakfield.sch.uk",),
    contacts=(Contact("", "", ("x@y.uk",)),),
)


def _told(office: Office, address: str, *pupils: Pupil) -> list[tuple[str, Tone]]:
    case = office.case(office.hold(address))
    (one,) = held_for(case, {each.id: each for each in pupils}).shown
    return [(each.sentence, each.tone) for each in one.relations]


@pytest.mark.parametrize(
    ("address", "pupil", "sentence", "tone"),
    [
        (
            "Parent+kit@Example.com",
            GRACE,
            "On the pupil list it is a contact of Grace Bishop (Year 8): Mother.",
            Tone.FOR,
        ),
        ("x@y.uk", ZOE, "On the pupil list it is a contact of Zoë O'Neill.", Tone.FOR),
        ("z.oneill@pupils.oakfield.sch.uk", ZOE, "It is the address of Zoë O'Neill.", Tone.FOR),
        ("other@example.org", GRACE, "It is not among the contacts of Grace Bishop (Year 8).", Tone.AGAINST),
        (
            "other@example.org",
            HENRY,
            "The pupil list has no contacts for Henry Tudor (Year 10).",
            Tone.NEITHER,
        ),
        (
            "other@example.org",
            replace(GRACE, left="2026-07-20"),
            "It is not among the contacts of Grace Bishop (has left the school).",
            Tone.AGAINST,
        ),
    ],
)
def test_one_pupil(office: Office, address: str, pupil: Pupil, sentence: str, tone: Tone) -> None:
    assert _told(office, address, pupil) == [(sentence, tone)]


def test_many_pupils_are_counted(office: Office) -> None:
    others = [replace(HENRY, id=str(number)) for number in range(5)]
    assert _told(office, "parent@example.com", GRACE, *others) == [
        ("It is a contact of 1 of the 6 pupils who are named.", Tone.AGAINST)
    ]
    assert _told(office, "other@example.org", GRACE, *others) == [
        ("It is a contact of none of the pupils who are named.", Tone.AGAINST)
    ]


def test_an_address_that_may_be_somebody_elses_is_nobodys_contact(office: Office) -> None:
    assert _told(office, "parent%example.com@oakfield.example", GRACE) == []
