"""Tests for detectors.protection.containers.archive."""

from __future__ import annotations

import io
import os
import re
import struct
import time
import zipfile
from collections.abc import Callable

import pytest
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import Protection
from detectors.protection.containers import archive
from detectors.protection.containers.archive import entries_of
from tests.detectors.extract.files import docx_of, png_of, zip_of
from tests.samples.containerfiles import made

LETTER = docx_of("Grace Bishop")


class Nothing(bytes):
    """The empty password, which the library refuses to set."""

    def __bool__(self) -> bool:
        return True


def aes(*members: tuple[str, bytes], password: bytes = b"Str0ng!", bits: int = 256) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.setpassword(password)
        archive.setencryption(pyzipper.WZ_AES, nbits=bits)
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def adding(content: bytes, name: str, member: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, member)
    return out.getvalue()


def patched(content: bytes, signature: bytes, offset: int, value: int) -> bytes:
    """With a 16-bit field of the first header of a kind set."""
    changed = bytearray(content)
    struct.pack_into("<H", changed, content.index(signature) + offset, value)
    return bytes(changed)


def flagged(content: bytes) -> bytes:
    return patched(patched(content, b"PK\x03\x04", 6, 1), b"PK\x01\x02", 8, 1)


@pytest.mark.parametrize("bits", [128, 192, 256])
def test_aes_is_sound(bits: int) -> None:
    judgement = entries_of(aes(("a.docx", LETTER), bits=bits)).judgement
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, f"AES-{bits} (zip)")


OPEN = [
    zip_of({"a.docx": LETTER}),
    adding(aes(("a.docx", LETTER)), "pupils.csv", b"Grace,Bishop"),
    flagged(zip_of({"a.txt": b"Grace Bishop" * 50})),
    flagged(zip_of({"a.txt": b"Grace Bishop, " * 20}, zipfile.ZIP_STORED)),
    flagged(zip_of({"a.png": png_of(900)}, zipfile.ZIP_STORED)),
    flagged(zip_of({"a.docx": LETTER}, zipfile.ZIP_STORED)),
    zip_of({}),
]


@pytest.mark.parametrize("content", OPEN)
def test_what_can_be_read_is_not_protected_whatever_its_flags_say(content: bytes) -> None:
    assert entries_of(content).judgement.protection is Protection.NONE


def test_zipcrypto_is_weak() -> None:
    random_looking = flagged(zip_of({"a": bytes(range(256)) * 4}, zipfile.ZIP_STORED))
    changed = bytearray(random_looking)
    at = changed.index(bytes(range(64)))
    changed[at : at + 1024] = os.urandom(1024)
    judgement = entries_of(bytes(changed)).judgement
    assert (judgement.protection, judgement.method) == (Protection.WEAK, "ZipCrypto")


def test_no_password_is_no_protection() -> None:
    assert entries_of(aes(("a.docx", LETTER), password=Nothing())).judgement.protection is Protection.WEAK


def test_folders_and_empty_files_do_not_count() -> None:
    content = adding(adding(aes(("trip/a.docx", LETTER)), "trip/", b""), "empty.txt", b"")
    assert entries_of(content).judgement.protection is Protection.ENCRYPTED


FAULTS: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("something else in front", lambda content: b"Grace Bishop" + content),
    ("something else behind", lambda content: content + b"Grace Bishop"),
    ("describes an entry twice", lambda content: patched(content, b"PK\x03\x04", 8, 12)),
    ("describes an entry twice", lambda content: patched(content, b"PK\x03\x04", 6, 0)),
    ("describes an entry twice", lambda content: content.replace(b"a.docx", b"b.docx", 1)),
]


@pytest.mark.parametrize(("fault", "damage"), FAULTS)
def test_an_archive_with_a_fault_is_never_called_encrypted(
    fault: str, damage: Callable[[bytes], bytes]
) -> None:
    archive = entries_of(damage(aes(("a.docx", LETTER))))
    assert any(fault in sentence for sentence in archive.faults)
    assert archive.judgement.protection is not Protection.ENCRYPTED


def test_an_entry_that_the_directory_does_not_name_is_a_fault() -> None:
    hidden = zip_of({"pupils.csv": b"Grace,Bishop" * 9})
    stray = hidden[: hidden.index(b"PK\x01\x02")]
    whole = zip_of({"a.txt": b"x"})
    at = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    content = bytearray(whole[:at] + stray + whole[at:])
    struct.pack_into("<L", content, end + len(stray) + 16, at + len(stray))
    assert entries_of(bytes(content)).faults == (
        "There is data between its entries that not every program shows.",
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), zip_of({"a": b"x"})[:40]],
    ids=["nothing", "a beginning", "an end", "cut off"],  # a zip holds the time, which no id may
)
def test_what_is_no_archive_is_not_encrypted(content: bytes) -> None:
    assert entries_of(content).judgement.protection is not Protection.ENCRYPTED


def test_archives_of_ordinary_programs_have_no_faults() -> None:
    streamed = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return streamed.write(data)

    with zipfile.ZipFile(Unseekable(), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"Grace" * 100)
        archive.writestr("Ελένη.txt", b"Bishop" * 100)
    for content in (
        streamed.getvalue(),
        LETTER,
        aes(("a", LETTER), ("b", LETTER)),
        adding(LETTER, "x", b"y"),
    ):
        assert entries_of(content).faults == ()


@pytest.mark.parametrize("piece", ["made.z01", "made.zip"])
def test_a_piece_of_a_split_archive_says_so(piece: str) -> None:
    content = made(
        "zip",
        "zip",
        "-q",
        "-0",
        "-s",
        "64k",
        "made",
        "noise",
        members={"noise": os.urandom(90_000)},
        gives=piece,
    )
    archive = entries_of(content)
    assert archive.judgement.protection is Protection.UNKNOWN
    assert "was split" in archive.faults[0]


def test_entries_that_are_all_the_same_are_not_looked_at() -> None:
    whole = zip_of({"a": os.urandom(900_000)}, zipfile.ZIP_STORED)
    start, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    directory = flagged(whole[:end])[start:] * 2_000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2_000, 2_000, len(directory), start, 0)
    started = time.process_time()
    archive = entries_of(whole[:start] + directory + tail)
    assert time.process_time() - started < 3
    assert archive.entries == ()
    assert archive.judgement.protection is Protection.UNKNOWN


def test_long_extra_fields_are_refused_before_they_take_quadratic_time() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60):
            entry = zipfile.ZipInfo(str(number))
            entry.extra = b"\x99\x99\0\0" * 16_000
            archive.writestr(entry, b"x")
    started = time.process_time()
    assert "says too much" in entries_of(out.getvalue()).faults[0]
    assert time.process_time() - started < 1


def test_zip64_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as entry:
        entry.write(b"Grace Bishop" * 50)
    archive = entries_of(out.getvalue())
    assert archive.judgement.protection is Protection.NONE
    assert archive.faults == ()


@given(
    st.lists(st.sampled_from((b"PK\x01\x02", b"PK", b"\xff" * 26, b"\x01\x00", b"x")), max_size=20).map(
        b"".join
    )
)
def test_the_extras_of_a_directory_are_added_up(content: bytes) -> None:
    """Those of each entry once, whatever else begins within it."""
    entries = re.finditer(rb"PK\x01\x02.{26}(..)", content, re.DOTALL)
    lengths = list(archive._extras(content))
    assert sum(lengths) == sum(int.from_bytes(each[1], "little") for each in entries)
    assert len(lengths) == content.count(b"PK\x01\x02")
