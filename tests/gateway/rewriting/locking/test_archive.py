"""Tests for gateway.rewriting.locking.archive."""

from __future__ import annotations

import io
import random
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.finding import Protection
from detectors.protection.containers.archive import entries_of
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.locking import archive
from gateway.rewriting.locking.archive import Entry, lock_together
from tests.detectors.extract.files import members_of
from tests.gateway.rewriting.filemail import PASSPHRASE
from tests.support.system import needs

ENTRIES = (
    Entry("Grace Bishop.txt", b"Grace Bishop has done well.\r\n"),
    Entry("Zoë O'Neill – Größe.csv", "Zoë;O'Neill\r\n".encode()),
    Entry("empty.txt", b""),
    Entry("Grace Bishop.txt", b"another of that name"),
)


def by_7z(
    directory: Path, command: str, content: bytes, passphrase: str
) -> subprocess.CompletedProcess[bytes]:
    source = directory / "attachments.zip"
    source.write_bytes(content)
    line = (needs("7z", "p7zip-full"), command, "-y", f"-p{passphrase}", f"-o{directory}/out", source)
    return subprocess.run(line, capture_output=True, check=False, timeout=30)


def inner(content: bytes) -> bytes:
    opened = archive._opened(content, PASSPHRASE)
    assert opened is not None
    return opened


def files_in(content: bytes) -> dict[str, bytes]:
    return members_of(inner(content))


def test_7_zip_opens_it_with_the_passphrase(tmp_path: Path) -> None:
    assert by_7z(tmp_path, "x", lock_together(ENTRIES, PASSPHRASE), PASSPHRASE).returncode == 0
    subprocess.run(
        ("7z", "x", "-y", f"-o{tmp_path}", tmp_path / "out/files.zip"), check=True, capture_output=True
    )
    assert (tmp_path / "Grace Bishop.txt").read_bytes() == ENTRIES[0].content
    assert (tmp_path / "Zoë O'Neill – Größe.csv").read_bytes() == ENTRIES[1].content
    assert (tmp_path / "empty.txt").read_bytes() == b""
    assert (tmp_path / "Grace Bishop (2).txt").read_bytes() == ENTRIES[3].content


def test_7_zip_opens_it_with_no_other(tmp_path: Path) -> None:
    for wrong in ("", "gallows", PASSPHRASE.upper()):
        assert by_7z(tmp_path, "x", lock_together(ENTRIES, PASSPHRASE), wrong).returncode != 0


def test_nothing_can_be_learnt_without_the_passphrase(tmp_path: Path) -> None:
    content = lock_together(ENTRIES, PASSPHRASE)
    listed = by_7z(tmp_path, "l", content, "").stdout
    assert b"files.zip" in listed
    for word in (b"Grace", b"Zo", b"empty"):
        assert word not in content
        assert word not in listed
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        (only,) = opened.infolist()
        assert only.CRC == 0  # AE-2; a checksum of what is inside would confirm guesses


def test_its_cipher_is_sound() -> None:
    judgement = entries_of(lock_together(ENTRIES, PASSPHRASE)).judgement
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "AES-256 (zip)")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("RE: Grace?", "RE_ Grace_"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\Users\\zoe\\list.csv", "C__Users_zoe_list.csv"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("console.txt", "console.txt"),
        ("notes. .", "notes"),
        ("..", "attachment-1.bin"),
        ("", "attachment-1.bin"),
        ("学校.txt", "学校.txt"),
        ("é" * 300 + ".txt", "é" * 200 + "….txt"),
    ],
)
def test_names_that_every_system_can_write(name: str, written: str) -> None:
    assert list(files_in(lock_together((Entry(name, b"x"),), PASSPHRASE))) == [written]


def test_no_two_names_are_alike_where_case_does_not_count() -> None:
    entries = [Entry(name, name.encode()) for name in ("a:b.txt", "A_B.txt", "a_b.TXT")]
    assert list(files_in(lock_together(entries, PASSPHRASE))) == ["a_b.txt", "A_B (2).txt", "a_b (3).TXT"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.builds(Entry, st.text(max_size=30), st.binary(max_size=300)), min_size=1, max_size=6))
def test_every_file_comes_out_as_it_was(entries: list[Entry]) -> None:
    assert list(files_in(lock_together(entries, PASSPHRASE)).values()) == [each.content for each in entries]


def damaged_outside(inner: bytes, passphrase: str) -> bytes:
    sealed = bytearray(archive_locked(inner, passphrase))
    sealed[len(sealed) // 2] ^= 1
    return bytes(sealed)


def of_nobody(inner: bytes, passphrase: str) -> bytes:
    return archive_locked(inner, f"{passphrase}-other")


def damaged_inside(entries: tuple[Entry, ...]) -> bytes:
    return archive_packed((*entries[1:], entries[0]))


archive_locked, archive_packed = archive._locked, archive._packed


@pytest.mark.parametrize(
    ("name", "instead"),
    [("_locked", damaged_outside), ("_locked", of_nobody), ("_packed", damaged_inside)],
)
def test_what_does_not_open_again_as_it_was_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, instead: object
) -> None:
    monkeypatch.setattr(archive, name, instead)
    with pytest.raises(CannotRewriteError, match="did not open again"):
        lock_together(ENTRIES, PASSPHRASE)


@pytest.mark.parametrize(
    ("content", "method"),
    [
        (b"Grace Bishop\n" * 1_000, zipfile.ZIP_DEFLATED),
        (random.Random(1).randbytes(9_000), zipfile.ZIP_STORED),
    ],
)
def test_what_can_be_made_smaller_is(content: bytes, method: int) -> None:
    locked = lock_together((Entry("a", content),), PASSPHRASE)
    with zipfile.ZipFile(io.BytesIO(inner(locked))) as opened:
        assert opened.infolist()[0].compress_type == method


def test_25_megabytes() -> None:
    began = time.process_time()
    assert lock_together((Entry("a", b"Grace,Bishop,2\r\n" * 1_560_000),), PASSPHRASE)
    assert time.process_time() - began < 4
