"""The pupil lists on the disk become one roster, or one sentence that says what is needed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.roster.errors import RosterError
from gateway.roster.source import changed_since, load_roster, stamps_of

HEADINGS = "id,forename,surname\n"


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    path = tmp_path / "pupils.csv"
    path.write_text(HEADINGS + "1042,Grace,Bishop\n1043,Henry,Tudor\n", encoding="utf-8")
    return path


def test_files_are_united_and_the_later_one_counts(pupils: Path, tmp_path: Path) -> None:
    leavers = tmp_path / "leavers.csv"
    leavers.write_text(HEADINGS + "1043,Hal,Tudor\n900,Zoë,O'Neill\n,Ann,\n,Ann,King\n", encoding="utf-8")
    loaded = load_roster([pupils, leavers])
    assert {each.id: each.forename for each in loaded.roster.pupils} == {
        "1042": "Grace",
        "1043": "Hal",
        "900": "Zoë",
    }
    assert [str(each) for each in loaded.problems] == [
        f"{leavers}: line 4: no id",
        f"{leavers}: line 5: no id",
        f"{leavers}: ids of an earlier file are here again (1); this file counts",
    ]


def test_the_version_is_that_of_the_contents(pupils: Path) -> None:
    first = load_roster([pupils]).version
    os.utime(pupils, (1, 1))
    assert load_roster([pupils]).version == first
    pupils.write_text(HEADINGS + "1042,Grace,Bishop\n", encoding="utf-8")
    assert load_roster([pupils]).version != first


def test_notices_that_a_file_changed(pupils: Path) -> None:
    stamps = stamps_of([pupils])
    assert not changed_since([pupils], stamps)
    os.utime(pupils, (1, 1))
    assert changed_since([pupils], stamps)
    pupils.unlink()
    assert stamps_of([pupils]) == (None,)


def test_notices_that_a_file_was_replaced(pupils: Path, tmp_path: Path) -> None:
    stamps, status = stamps_of([pupils]), pupils.stat()
    other = tmp_path / "new.csv"
    other.write_bytes(pupils.read_bytes())
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(pupils)
    assert changed_since([pupils], stamps)


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (None, "does not exist; put the pupil list there or mend [roster] sources"),
        (b"", "is empty"),
        (b"id,forename\n1,Grace\n", "lacks the column surname; found: id, forename"),
        (
            b"PK\x03\x04",
            "is a zip archive; export the pupils as CSV with the columns id, forename and surname",
        ),
    ],
)
def test_errors_name_the_file_and_what_is_needed(tmp_path: Path, content: bytes | None, needed: str) -> None:
    path = tmp_path / "pupils.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RosterError) as error:
        load_roster([path])
    assert str(error.value) == f"{path} {needed}"


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="is not a file"):
        load_roster([tmp_path])


def test_a_list_must_be_configured() -> None:
    with pytest.raises(RosterError, match="no pupil list is configured"):
        load_roster([])


def test_one_broken_file_is_enough_to_refuse(pupils: Path, tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="does not exist"):
        load_roster([pupils, tmp_path / "missing.csv"])
