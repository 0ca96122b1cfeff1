"""A pupil list on the disk, file, archive or folder, becomes a roster, or one sentence on what is needed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.roster.errors import RosterError
from gateway.roster.source import Source, read_list, stamp_of
from tests.gateway.roster.lists import HEADINGS, write_list


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    return write_list(tmp_path / "pupils.csv", 2)


def test_a_file(pupils: Path) -> None:
    pupils.write_text(pupils.read_text() + ",Ann,King\n")
    os.utime(pupils, (1_750_000_000, 1_750_000_000))
    read = read_list(Source(pupils))
    assert [each.forename for each in read.roster.pupils] == ["Ada", "Ben"]
    assert read.format == "csv"
    assert read.version == hashlib.sha256(pupils.read_bytes()).hexdigest()
    assert read.written_at == datetime.fromtimestamp(1_750_000_000, UTC)
    assert read.problems == ("line 4: no id",)


def test_the_version_is_that_of_the_contents(pupils: Path) -> None:
    first = read_list(Source(pupils)).version
    os.utime(pupils, (1, 1))
    assert read_list(Source(pupils)).version == first
    write_list(pupils, 3)
    assert read_list(Source(pupils)).version != first


def test_an_archive_is_read_as_what_is_in_it(pupils: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(pupils, "export/pupils.csv")
    assert read_list(Source(tmp_path / "export.zip")).roster == read_list(Source(pupils)).roster


def test_a_folder_is_read_without_what_others_leave_in_it(pupils: Path, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    (folder / "old").mkdir(parents=True)
    write_list(folder / "old" / "pupils.csv", 9)
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "~$pupils.csv").write_bytes(b"x")
    write_list(folder / "pupils.csv", 2)
    assert read_list(Source(folder)).roster == read_list(Source(pupils)).roster


def test_the_format_can_be_said_outright(pupils: Path) -> None:
    assert read_list(Source(pupils, "csv")).format == "csv"
    with pytest.raises(RosterError, match="cannot be read as cft; the formats are "):
        read_list(Source(pupils, "cft"))


@pytest.mark.parametrize("change", ["written", "grown", "replaced", "gone"])
def test_the_stamp_tells_a_change(pupils: Path, change: str) -> None:
    before, status = stamp_of(Source(pupils)), pupils.stat()
    assert stamp_of(Source(pupils)) == before
    match change:
        case "written":
            os.utime(pupils, (1, 1))
        case "grown":
            write_list(pupils, 3)
            os.utime(pupils, ns=(status.st_atime_ns, status.st_mtime_ns))
        case "replaced":
            other = pupils.with_name("new.csv")
            other.write_bytes(pupils.read_bytes())
            os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
            other.replace(pupils)
        case "gone":
            pupils.unlink()
    assert stamp_of(Source(pupils)) != before


def test_the_stamp_of_a_folder_covers_its_files(tmp_path: Path) -> None:
    write_list(tmp_path / "pupils.csv")
    before = stamp_of(Source(tmp_path))
    write_list(tmp_path / "pupils.csv", 3)
    grown = stamp_of(Source(tmp_path))
    (tmp_path / "more.csv").touch()
    assert len({before, grown, stamp_of(Source(tmp_path))}) == 3


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (None, "does not exist; put the pupil list there or mend [roster] sources"),
        (b"", "is empty"),
        (HEADINGS.encode(), "holds no pupil"),
    ],
)
def test_errors_name_the_file_and_what_is_needed(tmp_path: Path, content: bytes | None, needed: str) -> None:
    path = tmp_path / "pupils.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RosterError) as error:
        read_list(Source(path))
    assert str(error.value) == f"{path} {needed}"


def test_what_is_no_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(RosterError, match="is neither a file nor a folder"):
        read_list(Source(Path("/dev/null")))
    with pytest.raises(RosterError, match="is a folder with no file in it"):
        read_list(Source(tmp_path))


CLOSED = """\
import os, sys
from pathlib import Path
from gateway.roster.errors import RosterError
from gateway.roster.source import Source, read_list, stamp_of
if os.getuid() == 0:  # whom nothing is closed to
    os.setgroups([]); os.setresgid(65534, 65534, 65534); os.setresuid(65534, 65534, 65534)
path = Path(sys.argv[1])
try:
    read_list(Source(path))
except RosterError as error:
    print(str(error).removeprefix(f"{path} "), stamp_of(Source(path)))
"""


def test_a_folder_that_is_closed_to_us_is_said(tmp_path: Path) -> None:
    """In /root, in a colleague's home, or where the service manager shows none."""
    closed = tmp_path / "closed"
    closed.mkdir()
    write_list(closed / "pupils.csv", 2)
    closed.chmod(0)
    try:
        ran = subprocess.run(
            [sys.executable, "-c", CLOSED, closed / "pupils.csv"], capture_output=True, text=True, check=False
        )
    finally:
        closed.chmod(0o700)
    assert ran.stdout == "may not be read by the account that runs Schoolgate ()\n", ran.stderr


def test_a_reader_that_breaks_quotes_nothing(pupils: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("Ada Bishop")

    monkeypatch.setattr("gateway.roster.source.read_roster", broken)
    with pytest.raises(RosterError) as error:
        read_list(Source(pupils))
    assert str(error.value) == f"{pupils} breaks the program that reads it; export it again"
    assert error.value.__suppress_context__
