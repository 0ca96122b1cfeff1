"""The reports of every program become pupils, whatever it calls its columns and however it writes names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.formats import FORMATS, format_of, read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.gather import id_of_names
from gateway.roster.formats.reports import read_table
from gateway.roster.formats.roster_file import RosterFile

BOTH = "Legal Forename,Forename,Legal Surname,Surname"
PREFERRED = "Forename,Surname,Preferred Name"
OF_NAMES = id_of_names("Grace", "Bishop", "2012-09-12")
JANE = Contact("Jane Bishop", "", ("jane@example.com",))
JOHN = Contact("John King", "", ("john@example.com",))


def bundle(text: str) -> Bundle:
    return Bundle((SourceFile("export.csv", text.encode()),))


def read(text: str) -> RosterFile:
    return read_roster(bundle(text))


def pupil(text: str) -> Pupil:
    result = read(text)
    assert not result.problems
    return result.pupils[0]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("csv", "id,forename,surname\n7,Grace,Bishop", Pupil("7", "Grace", "Bishop")),
        (
            "sims",
            "Year 8 pupils,,,\n,,,\nadno,Forename,Legal Surname,Year\n7,Grace,Bishop,8",
            Pupil("7", "Grace", "Bishop", year_group="8"),
        ),
        (
            "sims",
            "Admission No,UPN,Legal Surname,Legal Forename,Preferred Name,Date of Birth,Gender,Year Group,"
            "Reg Group,Enrolment Status,SEN Status,School\n"
            "7,H801200001001,Bishop,Grace,Gracie,12/09/2012,F,Year  8,8K,Single,N,Oakfield Academy",
            Pupil(
                "7", "Grace", "Bishop", preferred_forename="Gracie", date_of_birth="2012-09-12",
                upn="H801200001001", year_group="Year 8",
            ),
        ),
        (
            "arbor",
            "Arbor Student ID,Legal First Name,Legal Last Name,Year group(s) this academic year,"
            "Email Address (Main)\n"
            "7,Grace,Bishop,Year 8,7@oakfield.sch.uk",
            Pupil("7", "Grace", "Bishop", year_group="Year 8", emails=("7@oakfield.sch.uk",)),
        ),
        (
            "bromcom",
            "AdmissionNo,StudentClassList,StudentYearGroup,StudentFullName\n"
            '7,8K/En,8,"BISHOP, Grace Ann (Gracie)"',
            Pupil("7", "Grace", "BISHOP", "Ann", "Gracie", year_group="8"),
        ),
        (
            "table",
            "First Name [Required],Last Name [Required],Email Address [Required],Org Unit Path [Required],"
            "Employee ID\n"
            "Grace,Bishop,7@oakfield.sch.uk,/Students/8,7",
            Pupil("7", "Grace", "Bishop", emails=("7@oakfield.sch.uk",)),
        ),
        (
            "table",
            "PupilMatchingRef,AcademicYear,CensusTerm,LA,Estab,Surname,Forename,MiddleNames,PreferredSurname,"
            "FormerSurname,UPN,DOB,NCyearActual\n"
            "7,2025,Spring,801,4000,Bishop,Grace,Ann,King,Page,H801200001001,2012-09-12,8",
            Pupil(
                "7", "Grace", "Bishop", "Ann", "", "King", former_surname="Page", date_of_birth="2012-09-12",
                upn="H801200001001", year_group="8",
            ),
        ),
        (
            "table",
            "txtSchoolID,txtForename,txtSurname,txtMiddleNames,txtPreName,txtDOB,intNCYear,txtEmailAddress\n"
            "7,Grace,Bishop,Ann,Gracie,2012-09-12 00:00:00,8,7@oakfield.sch.uk",
            Pupil(
                "7", "Grace", "Bishop", "Ann", "Gracie", date_of_birth="2012-09-12", year_group="8",
                emails=("7@oakfield.sch.uk",),
            ),
        ),
        (
            "table",
            "Pupil Name|Form\nGrace Bishop|8K",
            Pupil(id_of_names("Grace", "Bishop", ""), "Grace", "Bishop"),
        ),
    ],
)  # fmt: skip
def test_every_program(name: str, text: str, expected: Pupil) -> None:
    assert format_of(bundle(text)).name == name
    assert pupil(text) == expected


@pytest.mark.parametrize(
    ("headings", "values", "names"),
    [
        (BOTH, "Grace,Gracie,Bishop,King", ("Grace", "Bishop", "Gracie", "King")),
        (BOTH, "Grace,Grace,Bishop,Bishop", ("Grace", "Bishop", "", "")),
        ("Legal Forename,Forename,Surname", ",Gracie,Bishop", ("Gracie", "Bishop", "", "")),
        ("Legal Forename,Preferred Forename,Surname", ",Gracie,Bishop", ("Gracie", "Bishop", "Gracie", "")),
        (PREFERRED, "Grace,Bishop,Gracie King-Bishop", ("Grace", "Bishop", "Gracie", "King-Bishop")),
        (PREFERRED, "Grace,Bishop,Grace King", ("Grace", "Bishop", "", "King")),
        (PREFERRED, "Grace,Bishop,Gracie Bishop", ("Grace", "Bishop", "Gracie", "")),
        ("Surname,Known As", "Bishop,Gracie", ("Gracie", "Bishop", "Gracie", "")),
        ("Preferred Name,Form", "Grace Bishop,8K", ("Grace", "Bishop", "Grace", "Bishop")),
        ("Surname,Forename,Surname,Forename", "Bishop,Grace,King,Jane", ("Grace", "Bishop", "", "")),
    ],
)  # fmt: skip
def test_legal_and_preferred_names(headings: str, values: str, names: tuple[str, ...]) -> None:
    found = pupil(f"{headings}\n{values}\n")
    assert (found.forename, found.surname, found.preferred_forename, found.preferred_surname) == names


@pytest.mark.parametrize(
    ("headings", "values", "key"),
    [
        ("Forename,Surname,UPN,Student ID,Adno,Id", "Grace,Bishop,U,S,A,I", "I"),
        ("Forename,Surname,UPN,Student ID,Adno", "Grace,Bishop,U,S,A", "A"),
        ("Forename,Surname,UPN,Student ID,Adno", "Grace,Bishop,U,S,", "S"),
        ("Forename,Surname,UPN", "Grace,Bishop,U", "U"),
        ("Forename,Surname,DOB", "Grace,Bishop,12/09/2012", OF_NAMES),
        ("Pupil Name,Date of Birth", '"BISHOP, Grace",2012-09-12', OF_NAMES),
    ],
)
def test_the_id(headings: str, values: str, key: str) -> None:
    assert pupil(f"{headings}\n{values}\n").id == key


@pytest.mark.parametrize(
    ("headings", "values", "contacts"),
    [
        (
            "Parent/Carer 1 Name,Parent/Carer 1 Email,Contact 1 Relationship,Parent/Carer 2 Email",
            "Jane Bishop,jane@example.com,Mother,dad@example.com",
            (replace(JANE, relationship="Mother"), Contact(emails=("dad@example.com",))),
        ),
        (
            "Mother Name,Mother Email,Father Email",
            "Jane Bishop,jane@example.com,dad@example.com",
            (replace(JANE, relationship="Mother"), Contact("", "Father", ("dad@example.com",))),
        ),
        (
            "Contact Forename,Contact Surname,Contact Email,Contact Forename,Contact Surname,Contact Email",
            "Jane,Bishop,jane@example.com,John,King,john@example.com",
            (JANE, JOHN),
        ),
        ("Parents", "jane@example.com; john@example.com", (
            Contact(emails=("jane@example.com",)), Contact(emails=("john@example.com",)),
        )),
        ("Priority 1 contact email", "", ()),
    ],
)  # fmt: skip
def test_contacts(headings: str, values: str, contacts: tuple[Contact, ...]) -> None:
    assert pupil(f"id,forename,surname,{headings}\n7,Grace,Bishop,{values}\n").contacts == contacts


def test_one_pupil_on_a_row_for_each_class_and_contact() -> None:
    result = read(
        "Adno,Forename,Surname,Class,Contact Name,Contact Email\n"
        "7,Grace,Bishop,8K/En,Jane Bishop,jane@example.com\n"
        "7,Grace,Bishop,8K/Ma,Jane Bishop,jane@example.com\n"
        "7,Grace,Bishop,8K/Ma,John King,john@example.com\n"
    )
    contacts = (
        Contact("Jane Bishop", "", ("jane@example.com",)),
        Contact("John King", "", ("john@example.com",)),
    )
    assert result == RosterFile((Pupil("7", "Grace", "Bishop", contacts=contacts),))


def test_parents_and_staff_among_pupils() -> None:
    result = read(
        "Role,ID,First name,Last name,Email\n"
        "Student,7,Grace,Bishop,\nGuardian,8,Jane,Bishop,jane@example.com\nTeacher,9,Ada,King,a.king@oakfield.sch.uk\n"
    )
    assert result.pupils == (Pupil("7", "Grace", "Bishop"),)
    assert result.staff == (StaffMember("Ada King", ("a.king@oakfield.sch.uk",)),)
    assert not result.problems


def test_who_has_left_is_still_on_the_list() -> None:
    result = read(
        "Adno,Forename,Surname,Enrolment Status,Leaving Date\n"
        "7,Grace,Bishop,Leaver,31/08/2025\n8,Henry,Tudor,Guest,\n9,Zoë,O'Neill,Single,Current\n"
    )
    assert [each.left for each in result.pupils] == ["2025-08-31", "", ""]
    assert not result.problems


def test_the_same_name_forty_times_without_an_id_is_one_pupil() -> None:
    assert len(read("Forename,Surname\n" + "Grace,Bishop\n" * 40).pupils) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr><td>Forename</td><td>Surname</td></tr></table>",
        '{"forename": "Grace", "surname": "Bishop"}',
        "1042,Grace,Bishop\n1043,Henry,Tudor\n",
        "Staff,Room\nAda King,12\n",
    ],
)
def test_what_is_no_such_table_is_not_taken_for_one(text: str) -> None:
    assert not any(each.recognises(bundle(text)) for each in FORMATS if each.read is read_table)
