"""School Data Sync: every version of its files gives the same pupils, parents and staff."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.errors import FormatError
from gateway.roster.formats import format_of, sds
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

STUDENT = (
    "SIS ID,School SIS ID,First Name,Last Name,Username,Password,State ID,Secondary Email,Student Number,"
    "Middle Name,Grade,Status,Birthdate,Graduation Year\n"
)
GRACE_1 = (
    "p1,o1,Grace,Bishop,gbishop,,,grace@pupils.oakfield.sch.uk,A820200010001,Ann,8,Active,2012-02-03,2028\n"
)
HENRY_1 = "p2,o1,Henry,Tudor,,,,,,,8,Active,,\n"
TEACHER = "SIS ID,School SIS ID,First Name,Last Name,Username,Title\n"
ZOE_1 = "t1,o1,Zoë,O'Neill,z@oakfield.sch.uk,Ms\n"
V2 = "sourcedId,orgSourcedIds,givenName,familyName,username,password,role,grade\n"
V21 = "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms\n"
ROLES = "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n"
RELATIONSHIPS = "userSourcedId,relationshipUserSourcedId,relationshipRole\n"

GRACE = Pupil(
    "p1",
    "Grace",
    "Bishop",
    "Ann",
    date_of_birth="2012-02-03",
    upn="A820200010001",
    year_group="8",
    emails=("grace@pupils.oakfield.sch.uk",),
)
HENRY = Pupil("p2", "Henry", "Tudor", year_group="8")
ZOE = StaffMember("Zoë O'Neill", ("z@oakfield.sch.uk",))


def bundle(**files: str) -> Bundle:
    return Bundle(tuple(SourceFile(f"{name}.csv", text.encode()) for name, text in files.items()))


def read(**files: str) -> RosterFile:
    source = bundle(**files)
    assert format_of(source).name == "sds"
    return sds.read(source)


def problems(**files: str) -> list[str]:
    return [str(problem) for problem in read(**files).problems]


def uk(text: str) -> str:
    """The UK form: other names for two columns."""
    return text.replace("School SIS ID", "School DfE Number").replace("SIS ID", "ID")


@pytest.mark.parametrize("form", [str, uk])
def test_version_1(form: type[str]) -> None:
    found = read(
        School=form("SIS ID,Name\no1,Oakfield Academy\n"),
        student=form(STUDENT) + GRACE_1 + HENRY_1,
        TEACHER=form(TEACHER) + ZOE_1,
        StudentEnrollment=form("Section SIS ID,SIS ID\ns1,p1\n"),
    )
    assert found == RosterFile((GRACE, HENRY), (), (ZOE,))


@pytest.mark.parametrize(
    "data",
    [
        (STUDENT + GRACE_1 + HENRY_1).encode("utf-8-sig"),
        (STUDENT + GRACE_1 + HENRY_1).replace("\n", "\r\n").encode(),
        (uk(STUDENT) + GRACE_1 + HENRY_1).encode("utf-16"),
        (STUDENT + GRACE_1.replace("Grace", '"Grace"') + "\n" + HENRY_1).encode(),
        (STUDENT.lower().replace(" ", "") + GRACE_1 + HENRY_1).encode(),
    ],
)
def test_version_1_by_itself_and_however_written(data: bytes) -> None:
    source = Bundle((SourceFile("our pupils.csv", data),))
    assert sds.recognises(source)
    assert sds.read(source) == RosterFile((GRACE, HENRY))


@pytest.mark.parametrize("form", [str, uk])
def test_version_1_guardians(form: type[str]) -> None:
    found = read(
        Student=form(STUDENT) + HENRY_1,
        User=form(
            "Email,First Name,Last Name,Phone,SIS ID\n"
            "Jane@example.com,Jane,King,+44 7700 900001,\n"
            "unrelated@example.com,Ann,Page,,\n"
        ),
        Guardianrelationship=form(
            "SIS ID,Email,Role\n"
            "p2,jane@example.com,Parent\n"
            "p2,other@example.com,\n"
            "p2,gp@example.com,Doctor\n"
            "p2,,Guardian\n"
            "p9,jane@example.com,Parent\n"
        ),
    )
    assert found.pupils[0].contacts == (
        Contact("Jane King", "parent", ("Jane@example.com",)),
        Contact("", "", ("other@example.com",)),
    )
    assert list(map(str, found.problems)) == [
        "Guardianrelationship.csv line 5: no e-mail address",
        "Guardianrelationship.csv line 6: it names somebody who is not in the list",
    ]


def test_a_pupil_of_two_schools_is_one() -> None:
    found = read(Student=STUDENT + HENRY_1 + HENRY_1.replace(",o1,", ",o2,").replace(",8,", ",,"))
    assert found == RosterFile((HENRY,))


def test_pupils_without_names_are_counted() -> None:
    nameless = "".join(f"n{number},o1,,,user{number},,,,,,,,,\n" for number in range(22))
    assert problems(Student=STUDENT + HENRY_1 + nameless) == [
        "line 3: no name, so this pupil cannot be recognised in mail (and 21 more like it)"
    ]


def test_version_2() -> None:
    found = read(
        orgs="sourcedId,name\no1,Oakfield Academy\n",
        users=V2
        + "p2,o1,Henry,Tudor,,,Student,8\n"
        + "t1,o1,Zoë,O'Neill,z@oakfield.sch.uk,,Teacher,\n"
        + "t2,o1,Ann,Page,,,aide,\n",
    )
    assert found == RosterFile((HENRY,), (), (ZOE, StaffMember("Ann Page")))


def test_version_2_1() -> None:
    found = read(
        orgs="sourcedId,name,type\no1,Oakfield Academy,school\n",
        users=V21
        + "p1,grace@pupils.oakfield.sch.uk,Grace,Bishop,,,,,\n"
        + "p2,,Henry,Tudor,,,,,\n"
        + "a1,jane@example.com,Jane,King,,,jane@example.com,+44 7700 900001,\n"
        + "a2,,Ann,Page,,,ann@example.com,,\n"
        + "d1,,Sam,Cook,,,doctor@example.com,,\n"
        + "t1,,Zoë,O'Neill,,,z@oakfield.sch.uk,,\n",
        roles=ROLES
        + "p1,o1,teacherAssistant,,,FALSE,,\n"
        + "p1,o1,student,s,8,TRUE,8/24/2021,6/11/2022\n"
        + "p2,o1,student,s,08,TRUE,,\n"
        + "t1,o1,faculty,s,,TRUE,,\n",
        demographics="userSourcedId,sex,birthDate\np1,female,2012-02-03\np2,male,\n",
        relationships=RELATIONSHIPS
        + "p1,a1,guardian\np2,a1,relative\na2,p2,parent\np2,d1,doctor\np2,t1,parent\n",
    )
    jane, ann = ("Jane King", ("jane@example.com",)), ("Ann Page", ("ann@example.com",))
    assert found == RosterFile(
        (
            Pupil(
                "p1",
                "Grace",
                "Bishop",
                date_of_birth="2012-02-03",
                year_group="8",
                emails=("grace@pupils.oakfield.sch.uk",),
                contacts=(Contact(jane[0], "guardian", jane[1]),),
            ),
            Pupil(
                "p2",
                "Henry",
                "Tudor",
                year_group="8",
                contacts=(
                    Contact(jane[0], "relative", jane[1]),
                    Contact(ann[0], "parent", ann[1]),
                    Contact(ZOE.name, "parent", ZOE.emails),
                ),
            ),
        ),
        (),
        (ZOE,),
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2012-02-03", "20120204"), ("2012-02-03", "2012-02-04")),
        (("03/02/2012", "31/12/2012"), ("2012-02-03", "2012-12-31")),
        (("2/3/2012", "12/19/2012"), ("2012-02-03", "2012-12-19")),
        (("2/3/2012", "12-19-2012"), ("2012-02-03", "2012-12-19")),
        (("2012-02-03", "12/19/2012 00:00"), ("2012-02-03", "2012-12-19")),
    ],
)
def test_one_date_tells_the_order_of_all(dates: tuple[str, str], expected: tuple[str, str]) -> None:
    lines = (f"{date},o1,Henry,Tudor,,,,,,,,,{date},\n" for date in dates)
    pupils = read(Student=STUDENT + "".join(lines)).pupils
    assert tuple(pupil.date_of_birth for pupil in pupils) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Student": STUDENT + GRACE_1 + ",o1,Ann,Secret,,,,,,,,,,\n"}, ["line 3: no id"]),
        (
            {"Student": STUDENT + GRACE_1, "Teacher": TEACHER + "t,o1,=Ann,Secret,,\n"},
            ["Teacher.csv line 2: a formula in the column First Name"],
        ),
        (
            {"Student": STUDENT + GRACE_1 + HENRY_1.replace(",Active,,", ",Active,32/13/2012,")},
            ["line 3: the date of birth cannot be read and is left out"],
        ),
        (
            {"users": V2 + "p1,o1,Grace,Bishop,,,student,8\n", "relationships": "pupil,parent\np1,a1\n"},
            [
                "relationships.csv line 1: no columns userSourcedId and relationshipUserSourcedId, "
                "so no parents are known"
            ],
        ),
        (
            {"Student": STUDENT + GRACE_1, "Guardianrelationship": "pupil,parent\np1,a1\n"},
            ["Guardianrelationship.csv line 1: no columns SIS ID and Email, so no parents are known"],
        ),
        (
            {
                "users": V21 + "p1,,Grace,Bishop,,,,,\na1,,Ann,Secret,,,,,\na2,,Sam,Secret,,,,,\n",
                "roles": ROLES + "p1,o1,student,,,,,\na2,o1,wizard,,,,,\n",
                "relationships": RELATIONSHIPS + "p1,x,parent\n",
            },
            [
                "relationships.csv line 2: it names somebody who is not in the list",
                "users.csv line 3: no role that tells what this person is (and 1 more like it)",
            ],
        ),
    ],
)
def test_what_is_wrong_is_said_by_file_and_line(files: dict[str, str], expected: list[str]) -> None:
    assert "p1" in {pupil.id for pupil in read(**files).pupils}
    assert problems(**files) == expected


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"Student": "SIS ID,School SIS ID,Username\np1,o1,gbishop\np2,o1,htudor\n"},
            "names none of its 2 pupils; export first and last names",
        ),
        (
            {"Student": STUDENT, "Teacher": TEACHER + ZOE_1},
            "holds no pupil; each line of Student.csv below its column names is one",
        ),
        (
            {"users": V21 + "p1,,Grace,Bishop,,,,,\n"},
            "lacks roles.csv, or a column role in users.csv: one must say who is a pupil",
        ),
        (
            {"users": V21 + "p1,,Grace,Bishop,,,,,\n", "roles": "user,role\np1,student\n"},
            "lacks the column userSourcedId in roles.csv",
        ),
        (
            {"users": "id,givenName,familyName\np1,Grace,Bishop\n", "roles": ROLES},
            "lacks the column sourcedId in users.csv",
        ),
        (
            {"users": V2 + "t1,o1,Zoë,O'Neill,,,teacher,\n"},
            "holds no pupil; a pupil has the role student, in users.csv (v2) or roles.csv (v2.1)",
        ),
    ],
)
def test_what_is_no_list_says_what_is_needed(files: dict[str, str], sentence: str) -> None:
    with pytest.raises(FormatError) as error:
        read(**files)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    "files",
    [
        {"pupils": "id,forename,surname\n1042,Grace,Bishop\n"},
        {"Student": "Student ID,First Name,Last Name\n1042,Grace,Bishop\n"},
        {"users": "user,first,last\n1042,Grace,Bishop\n"},
        {"Student": "\x00\x01\x02"},
        {},
    ],
)
def test_other_lists_are_not_taken_for_it(files: dict[str, str]) -> None:
    assert not sds.recognises(bundle(**files))


@given(st.lists(st.text(st.sampled_from('p1a,student"\n\r=;\x00é'), max_size=60), max_size=6))
def test_any_lines_leave_the_sound_ones_alone(lines: list[str]) -> None:
    noise = "\n".join(lines) + "\n"
    found = sds.read(bundle(Student=STUDENT + GRACE_1 + noise + HENRY_1))
    assert {"p1", "p2"} <= {pupil.id for pupil in found.pupils}
