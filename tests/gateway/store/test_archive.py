"""Archives by somebody who means harm, or that a disk has damaged: nothing of them is taken."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.store.archive import read_archive, write_archive
from gateway.store.manifest import (
    Contents,
    FileEntry,
    Manifest,
    UnsoundError,
    encode_manifest,
    entry_of,
    make_manifest,
)

CONTENTS = Contents("0008_review_page", {"store_case": 1}, 1, 0, "", 0)
DATABASE = b"SQLite format 3\0" + b"held mail, sealed " * 300
Change = Callable[[tarfile.TarInfo], None]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    database = tmp_path / "schoolgate.sqlite3"
    database.write_bytes(DATABASE)
    write_archive(tmp_path / "sound.tar", make_manifest((entry_of(database),), CONTENTS), [database])
    return tmp_path / "sound.tar"


def is_taken(archive: Path) -> bool:
    """Whether it is read and its database comes out; what comes out is what went in."""
    target = archive.with_name("unpacked")
    target.unlink(missing_ok=True)
    try:
        read_archive(archive).unpack("schoolgate.sqlite3", target)
    except UnsoundError:
        return False
    assert target.read_bytes() == DATABASE
    return True


def test_what_was_written_comes_out(sound: Path) -> None:
    assert is_taken(sound)
    assert sound.stat().st_mode & 0o777 == 0o600
    assert (sound.parent / "unpacked").stat().st_mode & 0o777 == 0o600


def test_other_programs_can_read_it(sound: Path) -> None:
    with tarfile.open(sound) as tar:
        assert tar.getnames() == ["manifest.json", "schoolgate.sqlite3"]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_byte_is_changed(sound: Path, data: st.DataObject) -> None:
    """What comes out is what went in, or nothing does: `is_taken` compares."""
    content = bytearray(sound.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    damaged = sound.with_name("damaged.tar")
    damaged.write_bytes(content)
    in_the_database = 0 <= place - content.find(DATABASE[:16]) < len(DATABASE)
    assert not (is_taken(damaged) and in_the_database)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_that_is_cut_off_is_refused(sound: Path, data: st.DataObject) -> None:
    content = sound.read_bytes()
    cut = sound.with_name("cut.tar")
    cut.write_bytes(content[: data.draw(st.integers(0, len(content) - tarfile.RECORDSIZE))])
    assert not is_taken(cut)


def made(*members: tuple[str, bytes, Change], manifest: bytes | None = None) -> bytes:
    """A tar whose headers say what `Change` makes of them."""
    text = encode_manifest(_manifest(members)) if manifest is None else manifest
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content, change in (("manifest.json", text, as_it_is), *members):
            header = tarfile.TarInfo(name)
            header.size = len(content)
            change(header)
            tar.addfile(header, io.BytesIO(content))
    return output.getvalue()


def _manifest(members: tuple[tuple[str, bytes, Change], ...]) -> Manifest:
    """With the true digests: it is never by these that one is refused."""
    files = tuple(FileEntry(name, len(content), sha256(content).hexdigest()) for name, content, _ in members)
    return make_manifest(files, CONTENTS)


def as_it_is(_header: tarfile.TarInfo) -> None:
    """An ordinary file."""


def kind(letter: bytes, target: str = "") -> Change:
    def change(header: tarfile.TarInfo) -> None:
        header.type, header.linkname = letter, target

    return change


def sparse(header: tarfile.TarInfo) -> None:
    """As GNU tar writes a file with holes: it would become 8 TB large (format 1.0, by an extended header)."""
    header.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.realsize": str(8 * 1024**4),
        "GNU.sparse.name": "schoolgate.sqlite3",
    }


DATA = ("schoolgate.sqlite3", DATABASE, as_it_is)
HOSTILE = {
    "a path that leads out": made(DATA, ("../key", b"x", as_it_is)),
    "an absolute path": made(DATA, ("/etc/cron.d/x", b"x", as_it_is)),
    "a name that is not ours": made(DATA, ("lock", b"x", as_it_is)),
    "the same file twice": made(DATA, DATA),
    "a symbolic link": made(DATA, ("key", b"", kind(tarfile.SYMTYPE, "/etc/shadow"))),
    "a hard link": made(DATA, ("key", b"", kind(tarfile.LNKTYPE, "/etc/shadow"))),
    "a database that is a link": made(("schoolgate.sqlite3", b"", kind(tarfile.SYMTYPE, "/etc/passwd"))),
    "a device": made(DATA, ("key", b"", kind(tarfile.CHRTYPE))),
    "a pipe": made(DATA, ("key", b"", kind(tarfile.FIFOTYPE))),
    "a folder": made(DATA, ("key", b"", kind(tarfile.DIRTYPE))),
    "a file with holes": made(("schoolgate.sqlite3", DATABASE, sparse)),
    "an old file with holes": made(("schoolgate.sqlite3", b"", kind(tarfile.GNUTYPE_SPARSE))),
    "an extended header for all": made(DATA, ("key", b"12 size=99\n", kind(tarfile.XGLTYPE))),
    "a very long name": made(DATA, ("k" * 5000, b"x", as_it_is)),
    "a large key": made(DATA, ("key", b"k" * 70_000, as_it_is)),
    "a large manifest": made(DATA, manifest=b" " * 1_100_000 + b"{}"),
    "a manifest that is none": made(DATA, manifest=b"[]"),
    "a manifest that nests": made(DATA, manifest=b"[" * 100_000),
    "no database": made(("key", b"x", as_it_is)),
    "no manifest": made(DATA)[tarfile.BLOCKSIZE * 3 :],
    "something behind the end": made(DATA) + b"x",
    "another archive behind the end": made(DATA) + made(DATA),
    "nothing": b"",
    "blocks of nothing": bytes(10240),
    "no tar": b"PK\x03\x04" * 1000,
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_archives(tmp_path: Path, hostile: str) -> None:
    archive = tmp_path / "hostile.tar"
    archive.write_bytes(HOSTILE[hostile])
    with pytest.raises(UnsoundError):
        read_archive(archive)
    assert [each.name for each in tmp_path.iterdir()] == ["hostile.tar"]


def test_a_name_that_is_no_utf_8(sound: Path) -> None:
    content = bytearray(sound.read_bytes())
    header = tarfile.TarInfo("\udcff")
    place = content.index(b"schoolgate.sqlite3\0")
    content[place : place + 512] = header.tobuf(tarfile.GNU_FORMAT, "utf-8", "surrogateescape")
    sound.write_bytes(content)
    with pytest.raises(UnsoundError, match="something in it that does not belong there"):
        read_archive(sound)


def test_it_says_a_size_that_it_does_not_have(sound: Path) -> None:
    """A header may say any size (GNU: up to 2^95); memory and disk are taken for what is there only."""
    content = bytearray(sound.read_bytes())
    header = tarfile.TarInfo("schoolgate.sqlite3")
    header.size = 2**60
    place = content.index(b"schoolgate.sqlite3\0")
    content[place : place + 512] = header.tobuf(tarfile.GNU_FORMAT)
    sound.write_bytes(content)
    with pytest.raises(UnsoundError, match="cut off, or one of its files is too large"):
        read_archive(sound)


def test_one_of_a_later_kind(tmp_path: Path) -> None:
    text = encode_manifest(_manifest((DATA,))).replace(b'"format": 1', b'"format": 2')
    (tmp_path / "later.tar").write_bytes(made(DATA, manifest=text))
    with pytest.raises(UnsoundError, match="of a later kind, written by Schoolgate"):
        read_archive(tmp_path / "later.tar")
