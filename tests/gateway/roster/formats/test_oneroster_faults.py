"""What is wrong with OneRoster files is said by file and line, and costs no other pupil."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.roster.errors import FormatError
from gateway.roster.formats import format_of, oneroster
from gateway.roster.formats.bundle import Bundle, SourceFile
from tests.gateway.roster.formats.oneroster_lines import (
    GRACE,
    GRACE_11,
    HENRY,
    HENRY_11,
    MANIFEST,
    ROLES,
    V11,
    V12,
    bundle,
    problems,
    read,
    role,
    user,
    user_12,
)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (user("", "student", "Ann", "Secret"), "line 3: no sourcedId"),
        (
            user("p", "student", "-", ""),
            "line 3: no name, so this pupil cannot be recognised in mail",
        ),
        (
            user("p", "student", "=cmd|x!A1", "Secret"),
            "line 3: a formula in the column givenName",
        ),
        (
            user("p", "student", "An\x07n", "Secret"),
            "line 3: a control character in the column givenName",
        ),
        (
            user("p", "student", "Ann", "Secret" * 2_000),
            "line 3: a value of more than 200 characters in the column familyName",
        ),
        (
            user("p", "student", '"Ann', "Secret"),
            "line 3: a quotation mark is not closed, or stands where none may",
        ),
        (
            user("p", "ext:mascot", "Ann", "Secret"),
            "line 3: no role that tells what this person is",
        ),
        (user("p", "", "Ann", "Secret"), "line 3: no role that tells what this person is"),
        (
            user("p1", "student", "Ann", "Secret"),
            "line 3: the id is already that of the pupil in line 2, who has another name",
        ),
    ],
)
def test_a_broken_line_is_left_out_and_never_quoted(line: str, problem: str) -> None:
    files = {"users": V11 + GRACE_11 + line + HENRY_11}
    assert read(**files).pupils == (GRACE, HENRY)
    assert problems(**files) == [problem]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"users": V11 + user("p", "student", "Priya", "")},
            ["line 2: only one name, so this pupil cannot be recognised in mail"],
        ),
        (
            {"users": V11 + GRACE_11.replace(",08,", ",08,secret,for,you")},
            ["line 2: there are more values than columns; a value with a comma in it needs quotation marks"],
        ),
        (
            {"users": V11 + user("p", "student", email="ask at office")},
            ["line 2: the e-mail address is none and is left out"],
        ),
        (
            {"users": V11 + user("p", "student", agents="x") + user("q", "student", agents="y,z")},
            ["line 2: it names somebody who is not in the list (and 2 more like it)"],
        ),
        (
            {"users": V11 + GRACE_11, "demographics": "sourcedId,birthDate\np1,soon\n"},
            ["demographics.csv line 2: the date of birth cannot be read and is left out"],
        ),
        (
            {"users": V11 + GRACE_11, "demographics": "id,born\np1,2012-02-03\n"},
            ["demographics.csv line 1: no columns sourcedId and birthDate, so no dates of birth are known"],
        ),
        (
            {"users": V11 + GRACE_11, "manifest": MANIFEST + "file.users,delta\nfile.classes,delta\n"},
            [
                "manifest.csv line 4: users.csv holds changes only (delta) and is no full list; "
                "export it in bulk"
            ],
        ),
        (
            {
                "users": V12 + user_12("p", "Henry", "Tudor") + user_12("q", "Ann", "Secret"),
                "roles": ROLES + role("p", "student") + 'r,,,q,"primary,student,,,o1,\n',
            },
            [
                "roles.csv line 3: a quotation mark is not closed, or stands where none may",
                "users.csv line 3: no role that tells what this person is",
            ],
        ),
    ],
)
def test_the_pupil_stays_and_the_doubt_is_said(files: dict[str, str], expected: list[str]) -> None:
    assert read(**files).pupils
    assert problems(**files) == expected


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"manifest": MANIFEST, "orgs": "sourcedId,name\n"}, "lacks users.csv, which names the pupils"),
        (
            {"users": V12 + user_12("p", "Henry", "Tudor")},
            "lacks roles.csv, or a column role in users.csv: one must say who is a pupil",
        ),
        (
            {"users": V12 + user_12("p", "Henry", "Tudor"), "roles": "userId,role\np,student\n"},
            "lacks the column userSourcedId in roles.csv",
        ),
        (
            {"manifest": MANIFEST, "users": "sourcedId,role,name\np,student,Henry\n"},
            "lacks the columns givenName, familyName in users.csv",
        ),
        (
            {"users": V11 + user("s", "teacher")},
            "holds no pupil; a pupil has the role student, in users.csv (OneRoster 1.1) or roles.csv (1.2)",
        ),
        (
            {"users": V11 + user("p", "student", "", "") + user("q", "student", "", "")},
            "names none of its 2 pupils; export first and last names",
        ),
        (
            {"users": V11},
            "holds no pupil; a pupil has the role student, in users.csv (OneRoster 1.1) or roles.csv (1.2)",
        ),
    ],
)
def test_what_is_no_list_says_what_is_needed(files: dict[str, str], sentence: str) -> None:
    source = bundle(**files)
    assert format_of(source).name == "oneroster"
    with pytest.raises(FormatError) as error:
        oneroster.read(source)
    assert str(error.value) == sentence


def test_two_schools_in_one_archive_are_refused_rather_than_one_of_them_lost() -> None:
    source = Bundle((SourceFile("users.csv", V11.encode()), SourceFile("Users.csv", V11.encode())))
    assert oneroster.recognises(source)
    with pytest.raises(FormatError, match=r"holds 2 files users\.csv; give the files of each school"):
        oneroster.read(source)


@given(st.lists(st.text(st.sampled_from('p1a,student"\n\r=;\x00é'), max_size=60), max_size=6))
def test_any_lines_leave_the_sound_ones_alone(lines: list[str]) -> None:
    noise = "\n".join(lines) + "\n"
    found = oneroster.read(bundle(users=V11 + GRACE_11 + noise + HENRY_11))
    assert {"p1", "p2"} <= {pupil.id for pupil in found.pupils}


@given(st.binary(max_size=200), st.sampled_from(["users.csv", "roles.csv", "manifest.csv", "x"]))
def test_any_bytes_are_recognised_or_not_and_read_or_refused(data: bytes, name: str) -> None:
    users = SourceFile("users.csv", (V12 + user_12("p", "Henry", "Tudor")).encode())
    for source in (Bundle((SourceFile(name, data),)), Bundle((SourceFile(name, data), users))):
        oneroster.recognises(source)
        try:
            found = oneroster.read(source)
        except FormatError:
            continue
        assert found.pupils
