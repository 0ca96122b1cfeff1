"""Letters apart, words cut at a line's end, names in one word and in records are found as they stand."""

from __future__ import annotations

import pytest

from detectors.names.index import NameIndex
from detectors.names.labels import role_of_label
from detectors.names.lexicon import Role
from detectors.names.sense import Form
from detectors.roster import Pupil, Roster

INDEX = NameIndex.of(
    Roster(
        (
            Pupil("grace", "Grace", "Bishop"),
            Pupil("zoe", "Zoë", "O'Neill"),
            Pupil("mary", "Mary Jane", "Smith-Jones"),
            Pupil("soren", "Søren", "Kjærgaard"),
            Pupil("li", "Wei", "Li"),
            Pupil("kasia", "Katarzyna", "Wójcik", middle_names="Anna"),
            Pupil("ana", "Ana", "de la Cruz"),
        )
    )
)


def found(text: str) -> list[tuple[str, str]]:
    return [(hit.pupils[0], hit.text) for hit in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "pupil", "quoted"),
    [
        ("about G r a c e  B i s h o p today", "grace", "G r a c e  B i s h o p"),
        ("about G r a c e B i s h o p today", "grace", "G r a c e B i s h o p"),
        ("G.r.a.c.e B.i.s.h.o.p", "grace", "G.r.a.c.e B.i.s.h.o.p"),
        ("G-r-a-c-e B-i-s-h-o-p", "grace", "G-r-a-c-e B-i-s-h-o-p"),
        ("G*r*a*c*e B*i*s*h*o*p", "grace", "G*r*a*c*e B*i*s*h*o*p"),
        ("G r a c e\nB i s h o p", "grace", "G r a c e\nB i s h o p"),
        ("G r a\nc e  B i s h o p", "grace", "G r a\nc e  B i s h o p"),
        ("S ø r e n  K j æ r g a a r d", "soren", "S ø r e n  K j æ r g a a r d"),
        ("Grace Bis-\nhop came", "grace", "Grace Bis-\nhop"),
        ("> Ka-\n> tarzyna Wójcik", "kasia", "Ka-\n> tarzyna Wójcik"),
        ("Grace\u200bBishop", "grace", "Grace\u200bBishop".replace("\u200b", " ")),
        ("login gracebishop12", "grace", "gracebishop"),
        ("her user name is bishopgrace", "grace", "bishopgrace"),
        ("weili@example.com", "li", "weili"),
        ("#GraceBishop", "grace", "GraceBishop"),
        ("KatarzynaWójcik", "kasia", "KatarzynaWójcik"),
        ("maryjanesmithjones@example.com", "mary", "maryjanesmithjones"),
        ("8KGraceBishopEHCP", "grace", "GraceBishop"),
        ("anadelacruz_2012", "ana", "anadelacruz"),
    ],
)
def test_disguises(text: str, pupil: str, quoted: str) -> None:
    assert (pupil, quoted) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "a b c d e f g h",
        "G r a c e  and  B i s h o p",
        "the weili of it",
        "well-\nknown",
        "Grace-\n\nBishop",
        "disgracebishopric",
        "gracelandbishop",
        "W e i",
    ],
)
def test_no_disguises(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "pupil"),
    [
        ("1042;Grace;F;8K;Bishop", "grace"),
        ("1042\tBishop\tF\tGrace\t8K", "grace"),
        ('1042,"Bishop",F,"Grace",8K', "grace"),
        ("Surname: Bishop\nForename: Grace", "grace"),
        ("First name: Grace\nDate of birth: 1 May 2014\nLast name: Bishop", "grace"),
        ("Legal Surname\tO’Neill\nLegal Forename\tZoe", "zoe"),
        ('{"givenName": "Grace", "yearGroup": 8, "familyName": "Bishop"}', "grace"),
        ("{'first_name': 'Katarzyna Anna', 'last_name': 'Wojcik'}", "kasia"),
        ("<Surname>BISHOP</Surname><UPN/><Forename>GRACE</Forename>", "grace"),
        ("forename=Grace&year=8&surname=Bishop", "grace"),
        ("**Surname:** Bishop **First name:** Grace", "grace"),
        ("Forename: Grace\nSurname: Bihsop", "grace"),
    ],
)
def test_records_in_running_text(text: str, pupil: str) -> None:
    assert pupil in [each for each, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Forename: Grace\nSurname: Kowalska",
        "Forename: Grace\n" + "x " * 300 + "\nSurname: Bishop",
        '{"pupil": {"forename": "Grace"}, "teacher": {"surname": "Bishop"}}',
        "Surname: Grace\nForename: Bishop",
        "Grace; James; Bishop",
        "1;Grace",
    ],
)
def test_no_records(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Forename", "Surname"), ("Grace", "Bishop")], [("grace", Form.RECORD)]),
        ([("Surname", "Year", "Known as"), ("Bishop", "8", "Grace")], [("grace", Form.RECORD)]),
        ([("8K", "Grace", "F", "Bishop")], [("grace", Form.CELLS)]),
        ([("Katarzyna", "Anna", "Wójcik")], [("kasia", Form.CELLS)]),
        ([("Katarzyna Anna", "Wójcik")], [("kasia", Form.CELLS)]),
        ([("Grace", "Bishpo")], [("grace", Form.SLIP)]),
        ([("Bishop", "Grace K")], [("grace", Form.MIDDLE)]),
        (
            [("A forename", "A surname", "B forename", "B surname"), ("Grace", "Li", "Zoë", "Bishop")],
            [],
        ),
    ],
)
def test_tables(rows: list[tuple[str, ...]], expected: list[tuple[str, Form]]) -> None:
    assert [(hit.pupils[0], hit.form) for hit in INDEX.find_in_rows(rows)] == expected


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Forename", Role.FORENAME),
        ("Legal First Name", Role.FORENAME),
        ("givenName", Role.FORENAME),
        ("Pupil's surname", Role.SURNAME),
        ("LAST_NAME", Role.SURNAME),
        ("txtSurname", Role.SURNAME),
        ("Name", None),
        ("Username", None),
        ("Year group", None),
        ("x" * 999, None),
    ],
)
def test_labels(label: str, role: Role | None) -> None:
    assert role_of_label(label) is role
