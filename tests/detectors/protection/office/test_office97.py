"""Tests for detectors.protection.office.office97, its locks, and how each format is sealed."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path
from random import Random

import msoffcrypto
import pytest

from detectors.finding import Protection
from detectors.protection.locks import decode, encode
from detectors.protection.office.office97 import Streams
from detectors.protection.office.office97lock import (
    CryptoApiLock,
    Rc4Lock,
    UnknownLockError,
    XorLock,
    lock_of_header,
)
from detectors.protection.office.sealedexcel import ExcelSealing
from tests.detectors.extract.files import attachment, body, read_file, read_parts, reasons, texts_at
from tests.samples import office97
from tests.samples.office97seal import (
    crypto_api,
    obfuscated_xls,
    sealed_doc,
    sealed_ppt,
    sealed_xls,
    storage_with,
    streams_of,
)
from tests.samples.sample import PASSWORD

NOISE = Random(7).randbytes(8_000)
XOR = XorLock(0x8265, 0x9EB1)


def word(header: bytes, flags: int = 1 << 8, text: bytes = NOISE) -> bytes:
    fib = struct.pack("<5HHHI", 0xA5EC, 0xC1, 0, 0, 0, flags | 1 << 9, 0, len(header)).ljust(68, b"\0")
    return storage_with({"WordDocument": fib + text, "1Table": header})


def judged(content: bytes) -> tuple[Protection, str | None]:
    attachment = read_file(content, "letter.doc").attachments[0]
    return attachment.protection, attachment.method


@pytest.mark.parametrize(
    ("header", "protection", "method"),
    [
        (crypto_api("x"), Protection.ENCRYPTED, "RC4-128 (Office CryptoAPI)"),
        (crypto_api("x", 40), Protection.WEAK, "RC4-40 (Office CryptoAPI)"),
        (crypto_api("x", 56), Protection.WEAK, "RC4-56 (Office CryptoAPI)"),
        (struct.pack("<HH", 1, 1) + NOISE[:48], Protection.WEAK, "RC4-40 (Office 97)"),
        (struct.pack("<HH", 9, 9) + bytes(60), Protection.UNKNOWN, None),
        (b"", Protection.UNKNOWN, None),
    ],
)
def test_methods(header: bytes, protection: Protection, method: str | None) -> None:
    content = word(header)
    assert judged(content) == (protection, method)
    assert bool(reasons(read_file(content, "letter.doc"))) is (protection is not Protection.ENCRYPTED)


def test_a_flag_over_clear_text_is_no_protection() -> None:
    content = word(crypto_api("x"), text=b"Grace Bishop " * 500)
    assert judged(content) == (Protection.NONE, None)
    reading = read_file(content, "letter.doc")
    assert any("Grace Bishop" in text.text for text in reading.texts)


@pytest.mark.parametrize("password", ["VelvetSweatshop", "/01Hannes Ruescher/01"])
def test_what_a_password_of_offices_own_opens_is_weak_and_read(password: str) -> None:
    content = sealed_xls(office97.documents()["pupils.xls"], password)
    method = "RC4-128 (Office CryptoAPI) with Office's own default password"
    assert judged(content) == (Protection.WEAK, method)
    assert "Grace\tBishop" in texts_at(read_file(content, "pupils.xls"), "attachment:pupils.xls")


def test_words_behind_a_sealed_document_are_not_sealed() -> None:
    content = word(crypto_api("x")) + b"Grace Bishop"
    assert judged(content)[0] is Protection.UNKNOWN
    assert reasons(read_file(content, "letter.doc"))


def test_a_file_pasted_into_a_sealed_document_is_not_sealed() -> None:
    streams = streams_of(word(crypto_api("x"))) | {
        "ObjectPool/_1/CONTENTS": b"Pupil,Year\nGrace Bishop,8\n" * 9
    }
    reading = read_file(storage_with(streams), "letter.doc")
    assert "Grace Bishop" in texts_at(reading, "attachment:letter.doc/_1/CONTENTS")


@pytest.mark.parametrize("seal", [sealed_doc, sealed_xls, sealed_ppt, obfuscated_xls])
def test_samples_sealed_by_hand_are_as_another_program_expects_them(
    seal: Callable[[bytes, str], bytes],
) -> None:
    name = {sealed_doc: "letter.doc", sealed_ppt: "assembly.ppt"}.get(seal, "pupils.xls")
    office = msoffcrypto.OfficeFile(io.BytesIO(seal(office97.documents()[name], PASSWORD)))
    office.load_key(password=PASSWORD)
    out = io.BytesIO()
    office.decrypt(out)
    reading = read_file(out.getvalue(), name)
    assert any("Grace Bishop" in text.text for text in reading.texts if text.location.part != "metadata")


@pytest.mark.parametrize(
    "lock", [lock_of_header(crypto_api(PASSWORD)), lock_of_header(crypto_api(PASSWORD, 40))]
)
def test_a_lock_opens_with_its_password_alone(lock: CryptoApiLock) -> None:
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, ("", PASSWORD.lower(), "x" * 300, "\ud800", "Zoë 🙂")))


def test_an_xor_lock_knows_sixteen_bits_twice() -> None:
    assert XOR.opens("123456789012345")
    guesses = (str(number) for number in range(20_000))
    assert not any(map(XOR.opens, guesses))
    assert not any(map(XOR.opens, ("", "x" * 16, "\ud800", "🙂" * 9)))


def test_pictures_of_a_sealed_presentation() -> None:
    content = sealed_ppt(office97.documents()["assembly.ppt"], PASSWORD)
    said = body(f"The password is {PASSWORD}\n".encode())
    paths = [each.path for each in read_parts(said, attachment(content, "assembly.ppt")).attachments]
    assert "assembly.ppt/picture1.emf" in paths
    assert "assembly.ppt/picture1.emf" not in [
        each.path for each in read_file(content, "assembly.ppt").attachments
    ]


@pytest.mark.parametrize("lock", [XOR, CryptoApiLock(b"s", b"v", b"h", 128), Rc4Lock(b"s", b"v", b"h")])
def test_locks_can_be_written_down(lock: XorLock | CryptoApiLock | Rc4Lock) -> None:
    assert decode(encode(lock)) == lock


HEADER = crypto_api("x")


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"\4\0\2\0",
        HEADER[:-1],
        HEADER.replace(struct.pack("<I", 128), struct.pack("<I", 96), 1),
        HEADER.replace(b"\1\x68", b"\x0e\x66", 1),
    ],
)
def test_headers_that_say_nothing_known(header: bytes) -> None:
    with pytest.raises(UnknownLockError):
        lock_of_header(header)


def test_a_lock_among_the_records_of_a_sheet_is_none() -> None:
    record = struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2)
    end = struct.pack("<HH", 0x0A, 0)
    sealing = ExcelSealing()
    assert sealing.lock_of(Streams(record + end)) == XorLock(1, 2)
    assert sealing.lock_of(Streams(end + record)) is None


REAL = [
    ("rc4cryptoapi_password.doc", "Password1234_"),
    ("rc4cryptoapi_password.xls", "Password1234_"),
    ("rc4cryptoapi_password.ppt", "Password1234_"),
    ("xor_password_123456789012345.xls", "123456789012345"),
]


@pytest.mark.parametrize(("name", "password"), REAL)
def test_real_documents_open_with_their_passwords(corpora: Path, name: str, password: str) -> None:
    content = (corpora / "enc-msoffcrypto/tests/inputs" / name).read_bytes()
    reading = read_parts(body(f"The password is {password}\n".encode()), attachment(content, name))
    assert reading.attachments[0].password_disclosed
    assert any(text.location.part == "" and text.text for text in reading.texts)
    assert not reading.unread
