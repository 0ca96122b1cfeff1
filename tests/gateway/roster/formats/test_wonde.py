"""Tests for gateway.roster.formats.wonde."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats import format_of, wonde
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

GRACE: dict[str, Any] = {
    "id": "A1329183376",
    "upi": "0f6a1b",
    "mis_id": "1042",
    "title": None,
    "initials": "GB",
    "surname": "O'Neill",
    "forename": "Gracie",
    "middle_names": "Ann Zoë",
    "legal_surname": "Bishop",
    "legal_forename": "Grace",
    "gender": "FEMALE",
    "date_of_birth": {"date": "2012-03-04 00:00:00.000000", "timezone_type": 3, "timezone": "Europe/London"},
    "education_details": {"data": {"upn": "a823432113001", "current_nc_year": 8, "former_upn": None}},
    "contact_details": {"data": {"emails": {"email": "grace@pupils.oakfield.sch.uk", "home": None}}},
    "contacts": {
        "data": [
            {
                "id": "A77", "title": "Mrs", "forename": "Anna", "surname": "Bishop",
                "relationship": {"relationship": "Mother", "parental_responsibility": True},
                "contact_details": {
                    "data": {"emails": {"email": "anna@example.org", "work": "a@work.example"}}
                },
            },
            {"forename": None, "surname": "Tudor", "relationship": "Father"},
        ]
    },
}  # fmt: skip
EXPECTED = Pupil(
    id="A1329183376",
    forename="Grace",
    surname="Bishop",
    middle_names="Ann Zoë",
    preferred_forename="Gracie",
    preferred_surname="O'Neill",
    date_of_birth="2012-03-04",
    upn="A823432113001",
    year_group="8",
    emails=("grace@pupils.oakfield.sch.uk",),
    contacts=(
        Contact("Anna Bishop", "Mother", ("anna@example.org", "a@work.example")),
        Contact("Tudor", "Father"),
    ),
)
HENRY = {"id": "2", "forename": "Henry", "surname": "Tudor", "legal_forename": None, "legal_surname": None}


def bundle(content: object) -> Bundle:
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    return Bundle((SourceFile("students.json", text.encode() if isinstance(text, str) else text),))


def read(content: object) -> RosterFile:
    return wonde.read(bundle(content))


def names(content: object) -> list[tuple[str, str]]:
    return [(pupil.forename, pupil.surname) for pupil in read(content).pupils]


def test_a_student_with_all_that_wonde_says() -> None:
    file = read({"data": [GRACE], "meta": {"pagination": {"next": None}}})
    assert file.pupils == (EXPECTED,)
    assert file.problems == ()


def page(*students: object) -> str:
    return json.dumps({"data": students, "meta": {"pagination": {"more": True}}}, indent=1)


@pytest.mark.parametrize(
    "content",
    [
        [GRACE, HENRY],
        page(GRACE, HENRY),
        page(GRACE) + page(HENRY),
        page(GRACE) + ",\n" + page(HENRY),
        f"[{page(GRACE)}, {page(HENRY)}]",
        json.dumps(GRACE) + "\n" + json.dumps(HENRY) + "\n",
        {"students": [GRACE, HENRY]},
        {"name": "Oakfield Academy", "data": {"students": [GRACE, HENRY]}},
        json.dumps([GRACE, HENRY]).encode("utf-8-sig"),
        json.dumps([GRACE, HENRY], ensure_ascii=False).encode("utf-16"),
        json.dumps([GRACE, HENRY], ensure_ascii=False).encode("cp1252"),
    ],
)
def test_however_the_students_are_listed(content: object) -> None:
    assert wonde.recognises(bundle(content))
    assert format_of(bundle(content)).name == "wonde"
    assert names(content) == [("Grace", "Bishop"), ("Henry", "Tudor")]
    assert read(content).pupils[0] == EXPECTED


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (
            {
                "object": "student", "id": 7, "mis_id": "9", "upn": "A823432113001", "former_upn": None,
                "first_name": "Gracie", "legal_first_name": "Grace", "middle_name": "Ann",
                "last_name": "Bishop", "legal_last_name": "Bishop", "former_last_name": "Tudor",
                "dob": "2012-03-04", "year_code": "8",
            },
            Pupil("7", "Grace", "Bishop", "Ann", "Gracie", former_surname="Tudor", date_of_birth="2012-03-04",
                  upn="A823432113001", year_group="8"),
        ),
        (
            {
                "LearnerId": 7, "LearnerCode": "x", "Forename": "Grace", "LegalForename": "Grace",
                "MiddleName": "Ann", "Surname": "Bishop", "LegalSurname": "Bishop", "FormerSurname": "Tudor",
                "DateOfBirth": "04/03/2012", "UPN": "A823432113001", "FormerUPN": "",
            },
            Pupil("7", "Grace", "Bishop", "Ann", former_surname="Tudor", date_of_birth="2012-03-04",
                  upn="A823432113001"),
        ),
        (
            {"id": "7", "name": {"givenName": "Grace", "familyName": "Bishop", "fullName": "Grace Bishop"},
             "primaryEmail": "grace@pupils.oakfield.sch.uk"},
            Pupil("7", "Grace", "Bishop", emails=("grace@pupils.oakfield.sch.uk",)),
        ),
        (
            {"userId": "x", "id": "7", "profile": {"name": {"givenName": "Grace", "familyName": "Bishop"}}},
            Pupil("7", "Grace", "Bishop"),
        ),
        (
            {"id": "7", "attributes": {"first-name": "Grace", "last-name": "Bishop"}},
            Pupil("7", "Grace", "Bishop"),
        ),
        ({"id": "7", "name": "BISHOP, Grace"}, Pupil("7", "Grace", "BISHOP")),
        (
            {"id": "7", "firstName": "Grace", "lastName": "Bishop", "preferredFirstName": "Gracie",
             "emails": ["a@example.org", {"address": "b@example.org"}]},
            Pupil("7", "Grace", "Bishop", preferred_forename="Gracie",
                  emails=("a@example.org", "b@example.org")),
        ),
    ],
    ids=["Assembly", "ScholarPack", "Google", "Classroom", "attributes", "one name", "preferred"],
)  # fmt: skip
def test_other_shapes(student: dict[str, object], expected: Pupil) -> None:
    assert wonde.recognises(bundle([student]))
    assert read([student]).pupils == (expected,)


def test_teachers_and_parents_among_them_are_no_pupils() -> None:
    ann = {
        "id": "3",
        "role": "Teacher",
        "forename": "Ann",
        "surname": "Smith",
        "email": "ann@oakfield.sch.uk",
    }
    mum = {"id": "4", "role": "parent", "forename": "Anna", "surname": "Bishop"}
    file = read([HENRY, ann, mum])
    assert [pupil.id for pupil in file.pupils] == ["2"]
    assert file.staff == (StaffMember("Ann Smith", ("ann@oakfield.sch.uk",)),)


def test_a_student_of_two_pages_is_one() -> None:
    (pupil,) = read(page(HENRY) + page(HENRY | {"upn": "A823432113001"})).pupils
    assert pupil.upn == "A823432113001"


def test_without_an_id_it_is_made_of_the_name() -> None:
    nameless = {"forename": "Grace", "surname": "Bishop", "date_of_birth": None}
    first, again = read([nameless]).pupils[0].id, read([HENRY, nameless]).pupils[1].id
    assert first == again != ""


@pytest.mark.parametrize(
    ("student", "problem"),
    [
        ({"id": "9"}, "pupil 2: no name"),
        ({"id": "9", "forename": "Grace"},
         "pupil 2: only one name, so this pupil cannot be recognised in mail"),
        ({"id": "9", "forename": "=1", "surname": "Bishop"}, "pupil 2: a formula in forename"),
        ({"id": "9", "forename": "x" * 999, "surname": "y"},
         "pupil 2: a value of more than 200 characters in forename"),
        ({"id": "9", "forename": "a\u0000b", "surname": "y"}, "pupil 2: a control character in forename"),
        ({"id": "2", "forename": "Grace", "surname": "Bishop"},
         "pupil 2: the id is already that of the pupil in pupil 1, who has another name"),
        ({"id": "9", "forename": "G", "surname": "B", "dob": "x"},
         "pupil 2: the date of birth is no date and is left out"),
    ],
)  # fmt: skip
def test_problems_name_the_pupil_by_number_only(student: dict[str, str], problem: str) -> None:
    assert list(map(str, read([HENRY, student]).problems)) == [problem]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[" * 100_000, "nested more deeply"),
        ('{"data":' * 100_000, "nested more deeply"),
        ('[{"forename": "Grace", "surname": "Bishop"}, {"fore', "is no sound JSON from line 1 on"),
        ('[\n{"forename": "Grace" "surname": 1}]', "is no sound JSON from line 2 on"),
        ("[]", "holds no pupil"),
        ("{}", "holds no pupil"),
        ('"Grace"', "holds no pupil"),
        ('[[[[[[[[[[[{"forename": "Grace", "surname": "Bishop"}]]]]]]]]]]]', "holds no pupil"),
        ("[" + "9" * 100_000, "is no sound JSON"),
    ],
)
def test_refused(content: str, words: str) -> None:
    started = time.perf_counter()
    with pytest.raises(FormatError) as refused:
        read(content)
    assert words in str(refused.value)
    assert "Grace" not in str(refused.value)
    assert time.perf_counter() - started < 5


def test_what_is_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(FormatError, match="too large"):
        read(b" " * 100_000_001)


@pytest.mark.parametrize(
    "content",
    [b"id,forename,surname\n", b'{"a": 1}', b"<CTfile/>", b"", b"[1] forename: Grace", b"\xff\xfe{\x00"],
)
def test_other_files_are_not_recognised(content: bytes) -> None:
    assert not wonde.recognises(bundle(content))
