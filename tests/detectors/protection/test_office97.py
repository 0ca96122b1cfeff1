"""Tests for detectors.protection.office97."""

from __future__ import annotations

import io
import os
import struct
from hashlib import sha1

import pytest
from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from detectors.finding import Protection
from detectors.protection.office97 import judge_document
from tests.detectors.extract.files import read_file, reasons
from tests.detectors.protection.storages import storage_of

NOISE = os.urandom(8_000)


def crypto_api(bits: int, password: str = "Str0ng!") -> bytes:  # noqa: S107
    """An encryption header as [MS-OFFCRYPTO] §2.3.5.1 has it, whose verifier fits the password."""
    head = struct.pack("<8I", 4, 0, 0x6801, 0x8004, bits, 1, 0, 0) + "Provider\0".encode("utf-16-le")
    salt, verifier = os.urandom(16), os.urandom(16)
    clear = io.BytesIO(verifier + sha1(verifier, usedforsecurity=False).digest())
    sealed = DocumentRC4CryptoAPI.decrypt(password, salt, bits, clear).read()
    start = struct.pack("<HHII", 4, 2, 4, len(head)) + head
    return start + struct.pack("<I", 16) + salt + sealed[:16] + struct.pack("<I", 20) + sealed[16:]


def word(flags: int, header: bytes = b"", text: bytes = NOISE) -> bytes:
    fib = struct.pack("<5HHHI", 0xA5EC, 0xC1, 0, 0, 0, flags | 1 << 9, 0, len(header)).ljust(68, b"\0")
    return storage_of(WordDocument=fib + text, **{"1Table": header})


def excel(filepass: bytes, text: bytes = NOISE) -> bytes:
    def record(number: int, content: bytes) -> bytes:
        return struct.pack("<HH", number, len(content)) + content

    return storage_of(Workbook=record(0x809, bytes(16)) + filepass + record(0xFC, text) + record(0x0A, b""))


def filepass(kind: int, header: bytes) -> bytes:
    return struct.pack("<HHH", 0x2F, len(header) + 2, kind) + header


def powerpoint(token: int, header: bytes) -> bytes:
    user = struct.pack("<HHIII", 0, 0xFF6, 20, 20, token)
    session = b"\x0f\x00\x14\x2f" + struct.pack("<I", len(header)) + header
    return storage_of(**{"Current User": user, "PowerPoint Document": NOISE + session})


ENCRYPTED, XOR = 1 << 8, 1 << 8 | 1 << 15
RC4_40 = struct.pack("<HH", 1, 1) + os.urandom(48)

DOCUMENTS = [
    (word(ENCRYPTED, crypto_api(128)), Protection.ENCRYPTED, "RC4-128 (Office CryptoAPI)"),
    (word(ENCRYPTED, crypto_api(40)), Protection.WEAK, "RC4-40 (Office CryptoAPI)"),
    (word(ENCRYPTED, RC4_40), Protection.WEAK, "RC4-40 (Office 97)"),
    (word(XOR), Protection.WEAK, "XOR obfuscation (Office 95)"),
    (word(ENCRYPTED, struct.pack("<HH", 9, 9) + bytes(60)), Protection.UNKNOWN, None),
    (word(ENCRYPTED, crypto_api(128), b"Grace Bishop " * 500), Protection.NONE, None),
    (word(0), Protection.NONE, None),
    (excel(filepass(1, crypto_api(128))), Protection.ENCRYPTED, "RC4-128 (Office CryptoAPI)"),
    (excel(filepass(1, RC4_40)), Protection.WEAK, "RC4-40 (Office 97)"),
    (excel(filepass(0, bytes(4))), Protection.WEAK, "XOR obfuscation (Office 95)"),
    (excel(b""), Protection.NONE, None),
    (powerpoint(0xF3D1C4DF, crypto_api(128)), Protection.ENCRYPTED, "RC4-128 (Office CryptoAPI)"),
    (powerpoint(0xF3D1C4DF, b""), Protection.UNKNOWN, None),
    (powerpoint(0xE391C05F, crypto_api(128)), Protection.NONE, None),
    (word(ENCRYPTED, b""), Protection.UNKNOWN, None),
]


@pytest.mark.parametrize(("content", "protection", "method"), DOCUMENTS)
def test_documents(content: bytes, protection: Protection, method: str | None) -> None:
    judgement = judge_document(content)
    assert (judgement.protection, judgement.method) == (protection, method)
    assert bool(judgement.reason) is (protection is not Protection.ENCRYPTED)


def test_words_behind_a_sealed_document_are_not_sealed() -> None:
    content = word(ENCRYPTED, crypto_api(128)) + b"Grace Bishop"
    assert judge_document(content).protection is Protection.UNKNOWN


@pytest.mark.parametrize("password", ["VelvetSweatshop", "/01Hannes Ruescher/01"])
def test_a_password_that_office_tries_itself_is_weak(password: str) -> None:
    judgement = judge_document(excel(filepass(1, crypto_api(128, password))))
    assert judgement.protection is Protection.WEAK
    assert "default password" in (judgement.method or "")


def test_an_old_document_in_clear_is_unread_and_unprotected() -> None:
    reading = read_file(word(0), "letter.doc")
    assert reasons(reading) == ["This kind of file cannot be opened (an Office document of 2003 or earlier)."]
    assert [(each.media_type, each.protection) for each in reading.attachments] == [
        ("application/msword", Protection.NONE)
    ]
