"""Tests for gateway.roster.formats.tables.headings, aliases and contact_headings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.formats.tables.aliases import ALIASES
from gateway.roster.formats.tables.column import Column
from gateway.roster.formats.tables.contact_headings import ContactField, ContactHeading, contact_heading
from gateway.roster.formats.tables.headings import column_of, key_of, tokens_of


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Surname", Column.SURNAME),
        ("STUDENT SURNAME", Column.SURNAME),
        ("txtSurname", Column.SURNAME),
        ("LegalSurname", Column.LEGAL_SURNAME),
        ("Pupil's Legal Last Name", Column.LEGAL_SURNAME),
        ("First Name [Required]", Column.FORENAME),
        ("preferred_forename", Column.PREFERRED_FORENAME),
        ("Preferred firstname", Column.PREFERRED_FORENAME),
        ("txtPreName", Column.PREFERRED_FORENAME),
        ("Known As", Column.PREFERRED_NAME),
        ("StudentFullName", Column.FULL_NAME),
        ("Student", Column.FULL_NAME),
        ("adno", Column.ADMISSION),
        ("Admission No.", Column.ADMISSION),
        ("AdmissionNumber", Column.ADMISSION),
        ("Student ID", Column.VENDOR_ID),
        ("txtSchoolID", Column.VENDOR_ID),
        ("D.O.B.", Column.BIRTH),
        ("Year group(s) this academic year", Column.YEAR),
        ("NC Year(s) for today", Column.YEAR),
        ("NCyearActual", Column.YEAR),
        ("Email Address (Main)", Column.EMAIL),
        ("Student e-mail", Column.EMAIL),
        ("Date of Leaving", Column.LEFT),
        ("Org Unit Path [Required]", Column.UNIT),
    ],
)
def test_headings_of_every_program(heading: str, column: Column) -> None:
    assert column_of(tokens_of(heading)) is column


@pytest.mark.parametrize(
    "heading",
    [
        "", "Username", "School Name", "School ID", "Family ID", "Tutor Name", "Class Teacher Email", "House",
        "Enrolment Status", "Gender", "Form", "Grace", "Bishop", "Contact 1 Name", "Mother Email", "x" * 5000,
    ],
)  # fmt: skip
def test_headings_that_say_nothing_of_a_pupil(heading: str) -> None:
    assert column_of(tokens_of(heading)) is None


def test_no_alias_stands_for_two_columns() -> None:
    keys = [key_of(alias.strip()) for aliases in ALIASES.values() for alias in aliases.split(",")]
    assert len(keys) == len(set(keys))


def test_every_column_goes_by_its_own_name() -> None:
    for column in Column:
        assert column_of(tokens_of(column.value)) is column


@pytest.mark.parametrize(
    ("heading", "contact"),
    [
        ("contact_emails", ContactHeading("", 0, ContactField.EMAIL)),
        ("Contact 1 Email", ContactHeading("", 1, ContactField.EMAIL)),
        ("Parent/Carer 1 Name", ContactHeading("", 1, ContactField.NAME)),
        ("Parent 2", ContactHeading("", 2, ContactField.NAME)),
        ("Priority 1 contact email", ContactHeading("", 1, ContactField.EMAIL)),
        ("Primary Contact E-mail Address", ContactHeading("", 1, ContactField.EMAIL)),
        ("Contact First Name", ContactHeading("", 0, ContactField.FORENAME)),
        ("First Contact First Name", ContactHeading("", 1, ContactField.FORENAME)),
        ("Guardian Last Name", ContactHeading("", 0, ContactField.SURNAME)),
        ("Mother Email", ContactHeading("mother", 0, ContactField.EMAIL)),
        ("Mother's Name", ContactHeading("mother", 0, ContactField.NAME)),
        ("Dad email", ContactHeading("father", 0, ContactField.EMAIL)),
        ("Relationship to Pupil", ContactHeading("", 0, ContactField.RELATIONSHIP)),
        ("Contact 2 Relationship", ContactHeading("", 2, ContactField.RELATIONSHIP)),
        ("Family Email", ContactHeading("", 0, ContactField.EMAIL)),
    ],
)
def test_headings_of_contacts(heading: str, contact: ContactHeading) -> None:
    assert contact_heading(tokens_of(heading)) == contact


@pytest.mark.parametrize(
    "heading",
    [
        "Contact Number",
        "Contact 1 Address",
        "Mother Tongue",
        "Father's Occupation",
        "Family Members",
        "Surname",
    ],
)
def test_headings_that_say_nothing_of_a_contact(heading: str) -> None:
    assert contact_heading(tokens_of(heading)) is None


@given(st.text(max_size=100))
def test_any_heading_is_taken(heading: str) -> None:
    tokens = tokens_of(heading)
    assert column_of(tokens) is None or "".join(tokens) == key_of(heading)
