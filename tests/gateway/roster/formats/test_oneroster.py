"""OneRoster: roles tell pupils from parents and staff, whichever file and version gives the roles."""

from __future__ import annotations

import io
import zipfile

import pytest

from detectors.roster import Contact, Pupil, StaffMember
from gateway.roster.formats import oneroster, read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile
from gateway.roster.formats.unpack import unpack
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
    read,
    role,
    user,
    user_12,
)


@pytest.mark.parametrize(
    "data",
    [
        (V11 + GRACE_11 + HENRY_11).encode(),
        (V11 + GRACE_11 + HENRY_11).encode("utf-8-sig"),
        (V11 + GRACE_11 + HENRY_11).encode("utf-16"),
        (V11 + GRACE_11 + HENRY_11).replace("\n", "\r\n").encode(),
        (V11 + GRACE_11 + "\n,,\n" + HENRY_11).rstrip("\n").encode(),
        (V11.upper() + GRACE_11 + HENRY_11).encode(),
        (
            V11.replace(",", '","').replace("sourcedId", '"sourcedId', 1).replace("\n", '"\n')
            + GRACE_11
            + HENRY_11
        ).encode(),
        (V11 + GRACE_11.replace("Grace,Bishop", '"Grace","Bishop"') + HENRY_11).encode(),
        (V11 + GRACE_11 + HENRY_11).replace(",", ";").encode(),
    ],
)
@pytest.mark.parametrize("name", ["users.csv", "USERS.CSV", "export of today.csv"])
def test_one_file_however_written(data: bytes, name: str) -> None:
    source = Bundle((SourceFile(name, data),))
    assert oneroster.recognises(source)
    assert oneroster.read(source) == RosterFile((GRACE, HENRY))


@pytest.mark.parametrize(
    ("lines", "contacts"),
    [
        (
            user("p", "student", agents="a") + user("a", "parent", "Jane", "King", email="j@example.com"),
            ["parent"],
        ),
        (
            user("a", "guardian", "Jane", "King", email="j@example.com", agents="p") + user("p", "student"),
            ["guardian"],
        ),
        (
            user("p", "student", agents="b, a")
            + user("a", "RELATIVE", "Jane", "King", email="j@example.com"),
            ["relative"],
        ),
        (
            user("p", "student", agents="a")
            + user("a", "aide", "Jane", "King", email="j@example.com", agents="p"),
            [""],
        ),
        (user("p", "student") + user("a", "parent", "Jane", "King", email="j@example.com"), []),
        (user("p", "student", agents="a") + user("a", "student", "Jane", "King", email="j@example.com"), []),
        (
            user("p", "student", agents="a")
            + user("a", "parent", "Jane", "King", email="j@example.com", more="tobedeleted,2026-01-01"),
            [],
        ),
    ],
)
def test_contacts_are_joined_from_either_side(lines: str, contacts: list[str]) -> None:
    pupil = next(each for each in read(users=V11 + lines).pupils if each.id == "p")
    assert pupil.contacts == tuple(Contact("Jane King", each, ("j@example.com",)) for each in contacts)


@pytest.mark.parametrize("name", ["teacher", "administrator", "proctor", "Teacher", "aide"])
def test_staff(name: str) -> None:
    found = read(users=V11 + user("s", name, "Zoë", "O'Neill", email="z@oakfield.sch.uk") + GRACE_11)
    assert found == RosterFile((GRACE,), (), (StaffMember("Zoë O'Neill", ("z@oakfield.sch.uk",)),))


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ("active,2026-01-05T10:00:00.000Z", ""),
        (",2026-01-05", ""),
        ("tobedeleted,2026-01-05T10:00:00.000Z", "2026-01-05"),
        ("TOBEDELETED,2026-01-05", "2026-01-05"),
    ],
)
def test_a_deleted_pupil_is_a_leaver_since_then(more: str, left: str) -> None:
    assert read(users=V11 + user("p", "student", more=more)).pupils == (
        Pupil("p", "Henry", "Tudor", left=left),
    )


def test_a_pupil_deleted_nobody_knows_when_is_passed_over() -> None:
    deleted = user("p", "student", "Ann", "Secret", more="tobedeleted,", agents="a")
    assert read(users=V11 + deleted + GRACE_11) == RosterFile((GRACE,))


@pytest.mark.parametrize(
    ("identifier", "user_ids", "upn"),
    [
        ("A820200010001", "", "A820200010001"),
        ("", "{UPN:A82020001000b}", "A82020001000B"),
        ("12345", "{LDAP:gbishop}", ""),
    ],
)
def test_a_unique_pupil_number_where_it_is_given(identifier: str, user_ids: str, upn: str) -> None:
    line = f"p,,,true,o1,student,,{user_ids},Henry,Tudor,,{identifier},,,,,,\n"
    assert read(users=V11 + line).pupils[0].upn == upn


@pytest.mark.parametrize(
    ("grades", "year"), [("08", "8"), ("8", "8"), ('"08,09"', "8"), ("00", "0"), ("KG", "KG"), ("", "")]
)
def test_year_groups(grades: str, year: str) -> None:
    line = f"p,,,true,o1,student,,,Henry,Tudor,,,,,,,{grades},\n"
    assert read(users=V11 + line).pupils[0].year_group == year


def test_version_1_2() -> None:
    files = {
        "manifest": MANIFEST.replace("1.1", "1.2")
        + "file.users,bulk\nfile.roles,bulk\nfile.classes,absent\n",
        "users": V12
        + user_12("p", "Henry", "Tudor", agents="a", preferred="Hal,James,King")
        + user_12("a", "Jane", "King", email="j@example.com")
        + user_12("s", "Zoë", "O'Neill", email="z@oakfield.sch.uk", preferred="Zo,,")
        + user_12("q", "Grace", "Bishop"),
        "roles": ROLES
        + role("q", "proctor")
        + role("q", "student")
        + role("p", "student")
        + role("a", "parent")
        + role("s", "student", status="tobedeleted")
        + role("s", "principal"),
        "demographics": "sourcedId,status,dateLastModified,birthDate,sex\np,,,2012-02-03,male\nq,,,,female\n",
    }
    assert oneroster.recognises(bundle(**files))
    assert read(**files) == RosterFile(
        (
            Pupil(
                "p",
                "Henry",
                "Tudor",
                preferred_forename="Hal",
                preferred_surname="King",
                date_of_birth="2012-02-03",
                contacts=(Contact("Jane King", "parent", ("j@example.com",)),),
            ),
            Pupil("q", "Grace", "Bishop"),
        ),
        (),
        tuple(StaffMember(name, ("z@oakfield.sch.uk",)) for name in ("Zoë O'Neill", "Zo O'Neill")),
    )


def test_a_zip_archive_as_the_specification_asks_for_it() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("export/manifest.csv", MANIFEST + "file.users,bulk\n")
        archive.writestr("export/users.csv", V11 + GRACE_11 + HENRY_11)
    unpacked = unpack("oneroster.zip", buffer.getvalue())
    assert unpacked is not None
    assert read_roster(unpacked) == RosterFile((GRACE, HENRY))


@pytest.mark.parametrize(
    "files",
    [
        {"users": "sourcedId,orgSourcedIds,givenName,familyName,username,password,role,grade\n"},
        {"users": "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email\n"},
        {"pupils": "id,forename,surname\n1042,Grace,Bishop\n"},
        {"manifest": "file,sha256\nx,y\n"},
        {"users": "\x00\x01\x02"},
        {},
    ],
)
def test_other_lists_are_not_taken_for_it(files: dict[str, str]) -> None:
    assert not oneroster.recognises(bundle(**files))
