"""Tests for gateway.roster.formats.gather."""

from __future__ import annotations

import time

import pytest

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats.gather import Gathering, id_of_names, merged_contacts
from gateway.roster.formats.roster_file import RosterFile

JANE = Contact("Jane Bishop", "Mother", ("jane@example.com",))


def gathered(*pupils: Pupil, counted: str = "line") -> RosterFile:
    gathering = Gathering(counted)
    for number, pupil in enumerate(pupils, start=2):
        gathering.pupil(number, pupil)
    return gathering.finish()


def test_rows_of_one_pupil_are_one_pupil() -> None:
    result = gathered(
        Pupil("7", "Siobhán", "O'Neill", emails=("7@oakfield.sch.uk",)),
        Pupil("7", "SIOBHAN", "ONEILL", year_group="8", contacts=(JANE,)),
        Pupil("7", "Siobhán", "O'Neill", year_group="9", contacts=(Contact(emails=("dad@example.com",)),)),
    )
    contacts = (JANE, Contact(emails=("dad@example.com",)))
    emails = ("7@oakfield.sch.uk",)
    assert result.pupils == (
        Pupil("7", "Siobhán", "O'Neill", year_group="8", emails=emails, contacts=contacts),
    )
    assert not result.problems


def test_a_name_that_is_not_given_is_filled_in_once() -> None:
    result = gathered(Pupil("7", "Grace", ""), Pupil("7", "Grace", "Bishop"), Pupil("7", "Grace", "Tudor"))
    assert result.pupils == (Pupil("7", "Grace", "Bishop"),)
    assert [str(problem) for problem in result.problems] == [
        "line 2: only one name, so this pupil cannot be recognised in mail",
        "line 4: the id is already that of the pupil in line 2, who has another name",
    ]


@pytest.mark.parametrize(
    ("pupil", "problem"),
    [
        (Pupil("", "Grace", "Bishop"), "pupil 3: no id"),
        (Pupil("8", "", ""), "pupil 3: no name"),
        (
            Pupil("1", "Grace", "Bishop"),
            "pupil 3: the id is already that of the pupil in pupil 2, who has another name",
        ),
    ],
)
def test_who_is_left_out(pupil: Pupil, problem: str) -> None:
    henry = Pupil("1", "Henry", "Tudor")
    result = gathered(henry, pupil, counted="pupil")
    assert result.pupils == (henry,)
    assert [str(each) for each in result.problems] == [problem]


def test_namesakes_with_ids_stay_apart() -> None:
    assert len(gathered(*(Pupil(str(number), "Grace", "Bishop") for number in range(40))).pupils) == 40


def test_staff_are_kept_once() -> None:
    gathering = Gathering()
    gathering.pupil(1, Pupil("1", "Grace", "Bishop"))
    for name in ("Ada King", "Ada King", ""):
        gathering.staff_member(StaffMember(name))
    assert gathering.finish().staff == (StaffMember("Ada King"),)


def test_a_list_of_problems_only_says_the_first() -> None:
    with pytest.raises(FormatError) as error:
        gathered(Pupil("", "Grace", "Bishop"), Pupil("8", "", ""))
    assert str(error.value) == "holds no pupil (line 2: no id)"


def test_no_pupil_is_no_list() -> None:
    with pytest.raises(FormatError, match="holds no pupil"):
        Gathering().finish()


def test_a_column_that_does_not_tell_pupils_apart_is_no_id() -> None:
    forenames = ("Grace", "Henry", "Zoë", "Ada", "Ann")
    pupils = [
        Pupil("801", forename, f"{surname}{ending}")
        for forename in forenames
        for surname in ("Bishop", "Tudor", "King")
        for ending in ("", "son")
    ]
    with pytest.raises(FormatError, match="has the same id for many pupils"):
        gathered(*pupils)
    assert len(gathered(*pupils[:20]).problems) == 19


def test_contacts_are_merged() -> None:
    assert merged_contacts(
        (
            Contact("Jane Bishop", "", ("jane@example.com",)),
            Contact("JANE BISHOP", "Mother", ("jane@example.net",)),
            Contact("", "", ("jane@example.com",)),
            Contact("", "Father", ("dad@example.com",)),
            Contact("", "", ("dad@example.com",)),
            Contact("", "Aunt", ()),
        )
    ) == (
        Contact("Jane Bishop", "Mother", ("jane@example.com", "jane@example.net")),
        Contact("", "Father", ("dad@example.com",)),
    )


def test_an_id_of_names_is_stable_and_tells_birthdays_apart() -> None:
    first = id_of_names("Zoë", "O'Neill", "2012-02-03")
    assert first == id_of_names("ZOE", "O’Neill", "2012-02-03") == "60e5cbd6db81b649"
    assert first != id_of_names("Zoë", "O'Neill", "2012-02-04")
    assert id_of_names("Ann Lee", "King", "") != id_of_names("Ann", "Lee King", "")


def test_one_pupil_on_very_many_rows_takes_no_longer_for_each() -> None:
    start = time.process_time()
    gathering = Gathering()
    for number in range(50_000):
        contact = Contact(emails=(f"{number}@example.com",))
        gathering.pupil(number, Pupil("7", "Grace", "Bishop", contacts=(contact,)))
    assert len(gathering.finish().pupils[0].contacts) == 50_000
    assert time.process_time() - start < 10
