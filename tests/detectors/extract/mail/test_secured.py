"""Tests for detectors.extract.mail.secured and detectors.extract.mail.pgp, on what OpenSSL and GnuPG make."""

from __future__ import annotations

import base64
import zlib

import pytest

from detectors.extract import mediatypes
from detectors.extract.budget import Budget
from detectors.extract.filetype import kinds
from detectors.finding import Protection
from detectors.message import Reading
from tests.detectors.extract.files import (
    attachment,
    body,
    docx_of,
    pdf_of,
    png_of,
    read_file,
    read_parts,
    reasons,
    texts_at,
    zip_of,
)
from tests.samples.sample import PASSWORD
from tests.samples.securedmail import ENTITY, ENVELOPES, openpgp, packed, smime

UNPROVEN = "It could not be established that it is encrypted."


def with_password(content: bytes, name: str = "a.gpg") -> Reading:
    return read_parts(body(f"The password is {PASSWORD}\n".encode()), attachment(content, name))


@pytest.mark.parametrize(("what", "protection", "method"), ENVELOPES)
def test_what_is_sealed_to_a_key(what: str, protection: Protection, method: str) -> None:
    reading = read_file(smime()[what], "smime.p7m", "application/pkcs7-mime")
    (sealed,) = reading.attachments
    assert (sealed.protection, sealed.method) == (protection, method)
    assert bool(reading.unread) is (protection is Protection.WEAK)


def test_what_is_signed_may_be_sealed_inside() -> None:
    reading = read_file(smime()["sealed and signed"], "smime.p7m", "application/pkcs7-mime")
    assert [(each.path, each.protection) for each in reading.attachments] == [
        ("smime.p7m", Protection.NONE), ("smime.p7m/smime.p7m", Protection.ENCRYPTED),
    ]  # fmt: skip
    assert not reading.unread


def test_certificates_alone_seal_nothing() -> None:
    reading = read_file(smime()["certificates"], "school.p7b", "application/x-pkcs7-certificates")
    (only,) = reading.attachments
    assert (only.media_type, only.protection) == (mediatypes.CMS_SIGNATURE, Protection.NONE)
    assert not reading.unread


@pytest.mark.parametrize("form", ["signed", "signed.pem", "signed in pieces"])
def test_signed_mail_is_told_by_its_bytes_in_every_form(form: str) -> None:
    content = smime()[form]
    assert kinds(attachment(content, "a.txt", "text/plain"))[0] == mediatypes.CMS
    if form == "signed":
        assert kinds(attachment(base64.encodebytes(content), "a.txt", "text/plain"))[0] == mediatypes.CMS


def test_a_long_signed_text_is_no_plain_text() -> None:
    """Nearly all of it is letters, but its attachments would stay base64."""
    content = packed(b"Grace Bishop " * 40_000)
    assert kinds(attachment(content, "a.p7m")) == (mediatypes.CMS,)


def test_words_beside_base64_are_not_passed_over() -> None:
    content = base64.encodebytes(smime()["AES-256"]) + b"Grace, Bishop\n"
    assert reasons(read_file(content, "smime.p7m")) == [UNPROVEN]


def test_what_is_compressed_is_paid_for() -> None:
    content = packed(zlib.compress(ENTITY.encode() + bytes(50_000)))
    reading = read_parts(attachment(content, "smime.p7m"), budget=Budget(unpacked=20_000))
    assert reasons(reading) == ["It is too large to be read once it is unpacked."]


def test_a_signed_message_keeps_the_name_of_its_file() -> None:
    reading = read_file(openpgp()["signed"], "letter.gpg")
    assert [each.path for each in reading.attachments] == ["letter.gpg", "letter.gpg/letter.txt"]
    assert not reading.unread


@pytest.mark.parametrize("what", ["to a key", "Twofish"])
def test_what_no_password_opens_here(what: str) -> None:
    reading = with_password(openpgp()[what])
    (sealed,) = reading.attachments
    assert sealed.protection is Protection.ENCRYPTED
    assert not sealed.password_disclosed
    assert not reading.unread


def test_a_sealed_entity_is_read_as_mail() -> None:
    reading = with_password(openpgp()["entity"], "encrypted.asc")
    assert "Grace Bishop" in texts_at(reading, "attachment:encrypted.asc")


def test_sealed_data_that_was_changed_is_unread_even_with_its_password() -> None:
    content = bytearray(openpgp()["password"])
    content[-30] ^= 0xFF
    reading = with_password(bytes(content))
    assert reasons(reading) == ["It is damaged and does not open."]


def test_a_message_in_the_text_is_opened_where_it_stands() -> None:
    text = b"Dear parents,\r\n\r\n" + openpgp()["password.asc"] + f"\r\nPassword: {PASSWORD}\r\n".encode()
    reading = read_parts(body(text))
    assert any("Grace Bishop" in each.text for each in reading.texts)


def test_two_messages_in_one_text() -> None:
    letters = openpgp()["signed.asc"]
    reading = read_file(letters + b"\n" + letters, "a.asc")
    assert [each.path for each in reading.attachments] == [
        "a.asc",
        "a.asc/letter.txt",
        "a.asc/letter (2).txt",
    ]


def test_broken_armour_beside_sound_armour_is_said() -> None:
    letters = openpgp()["signed.asc"]
    reading = read_file(letters + letters.replace(b"\n\n", b"\n", 1), "a.asc")
    assert reasons(reading) == [UNPROVEN]


@pytest.mark.parametrize(
    "what", ["packed", "signed", "signed unpacked", "to a key", "password", "unprotected"]
)
def test_it_is_told_without_armour_whatever_it_is_called(what: str) -> None:
    content = openpgp()[what]
    assert kinds(attachment(content, "a.dat", "text/plain"))[0] == mediatypes.PGP_MESSAGE
    assert read_file(content + b"Grace Bishop", "a.gpg").unread


@pytest.mark.parametrize(
    "content",
    [
        docx_of("Hello"),
        pdf_of("Hello"),
        png_of(5_000),
        zip_of({"a.txt": b"Hello"}),
        "Zoë O’Neill, Łódź".encode("utf-16"),
        "Zoë O’Neill".encode("cp1252"),
        "ëëëë Zoë".encode("cp1252"),
        b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8,
        b"\xa3\x01" + bytes(range(256)) * 8,
        b"\x99\x01\x0d\x04" + bytes(range(256)) * 8,
    ],
)
def test_nothing_else_is_taken_for_it(content: bytes) -> None:
    assert mediatypes.PGP_MESSAGE not in kinds(attachment(content, "a.bin"))
