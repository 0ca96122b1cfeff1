"""Tests for detectors.protection.office.office and detectors.protection.office.encryptioninfo."""

from __future__ import annotations

import zipfile

import pytest

from detectors.finding import Protection
from detectors.protection.office.encryptioninfo import UnknownEncryption, read_encryption_info
from detectors.protection.office.office import WELL_KNOWN_PASSWORDS, examine
from detectors.protection.office.storage import SIGNATURE
from tests.detectors.extract.files import docx_of, encrypted_office, read_file, texts_at, xlsx_of, zip_of
from tests.samples.officelocks import standard
from tests.samples.ooxml import protected

LETTER = docx_of("Grace Bishop")


def test_a_password_of_ones_own_is_sound() -> None:
    judgement = examine(encrypted_office(LETTER, "Str0ng!")).judgement
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "AES-256 (Office agile)")
    assert judgement.opened is None


@pytest.mark.parametrize("password", WELL_KNOWN_PASSWORDS)
def test_a_password_that_office_tries_itself_is_weak_and_the_inside_is_read(password: str) -> None:
    content = encrypted_office(xlsx_of(("Grace", "Bishop")), password)
    reading = read_file(content, "pupils.xlsx")
    assert [each.protection for each in reading.attachments] == [Protection.WEAK]
    assert "default password" in (reading.attachments[0].method or "")
    assert reading.tables[0].rows == (("Grace", "Bishop"),)
    assert not reading.unread


def test_a_wrong_verifier_does_not_make_it_sealed() -> None:
    content = encrypted_office(LETTER, "VelvetSweatshop")
    marker = b'encryptedVerifierHashValue="'
    at = content.index(marker) + len(marker)
    damaged = content[:at] + b"AAAA" + content[at + 4 :]
    assert examine(damaged).judgement.opened == LETTER


def test_a_package_in_clear_behind_encryption_info_is_read() -> None:
    content = encrypted_office(LETTER, "Str0ng!")
    sealed = _package_of(content)
    clear = LETTER + bytes(len(sealed) - len(LETTER))
    reading = read_file(content.replace(sealed[:512], clear[:512]), "letter.docx")
    assert reading.attachments[0].protection is Protection.NONE


def _package_of(content: bytes) -> bytes:
    from detectors.protection.office.storage import Storage

    with Storage(content) as storage:
        return storage.read("EncryptedPackage")[8:]


def test_words_behind_a_sealed_document_are_not_sealed() -> None:
    content = encrypted_office(LETTER, "Str0ng!")
    assert examine(content + bytes(600)).judgement.protection is Protection.ENCRYPTED
    assert examine(content + b"Grace Bishop").judgement.protection is Protection.UNKNOWN


def test_an_archive_behind_a_sealed_document_is_read() -> None:
    both = encrypted_office(LETTER, "Str0ng!") + zip_of({"a.txt": b"Grace Bishop"})
    reading = read_file(both, "letter.docx")
    assert reading.attachments[0].protection is Protection.NONE
    assert texts_at(reading, "attachment:letter.docx/a.txt") == "Grace Bishop"


def test_an_unknown_cipher_is_not_sound() -> None:
    content = encrypted_office(LETTER, "Str0ng!").replace(b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC2"')
    assert examine(content).judgement.protection is Protection.WEAK


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("too many spins", "takes too long"),
        ("for holders of certificates", "holders of certificates"),
        ("extensible encryption", "in no way that could be checked"),
        ("rights management", "rights management"),
    ],
)
def test_what_cannot_be_tried_is_unknown(what: str, reason: str) -> None:
    sealed = next(each.content for each in protected() if each.kind == "docx" and each.what == what)
    judgement = examine(sealed).judgement
    assert judgement.protection is Protection.UNKNOWN
    assert reason in judgement.reason


def test_equal_blocks_do_not_make_standard_encryption_look_open() -> None:
    content = standard(zip_of({"a.txt": b"Grace Bishop... " * 2_500}, zipfile.ZIP_STORED), "Str0ng!", 128)
    judgement = examine(content).judgement
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "AES-128 (Office standard)")


def test_one_that_is_cut_off_is_unknown() -> None:
    content = encrypted_office(LETTER, "Str0ng!")
    judgement = examine(content[: len(content) // 2]).judgement
    assert (judgement.protection, judgement.reason) == (
        Protection.UNKNOWN,
        "It is damaged and does not open.",
    )


@pytest.mark.parametrize("dtd", ["<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY a 'aaaa'>]>"])
def test_a_descriptor_with_a_document_type_is_refused(dtd: str) -> None:
    with pytest.raises(UnknownEncryption):
        read_encryption_info(b"\4\0\4\0\x40\0\0\0" + f"{dtd}<encryption/>".encode(), b"")


@pytest.mark.parametrize(
    "info", [b"", b"\4\0", b"\3\0\2\0" + bytes(8), b"\4\0\4\0\x40\0\0\0<a/>", b"\7\0\7\0" + bytes(99)]
)
def test_a_damaged_description_raises_one_thing(info: bytes) -> None:
    with pytest.raises(UnknownEncryption):
        read_encryption_info(info, b"")


@pytest.mark.parametrize("content", [b"", SIGNATURE, SIGNATURE + bytes(2_000), LETTER])
def test_what_is_no_storage_is_unknown(content: bytes) -> None:
    assert examine(content).judgement.protection is Protection.UNKNOWN


def test_a_damaged_encryption_info_is_unknown() -> None:
    content = encrypted_office(LETTER, "Str0ng!").replace(b"<keyData", b"<kexData")
    judgement = examine(content).judgement
    assert judgement.protection is Protection.UNKNOWN
    assert judgement.reason


def test_the_names_inside_are_not_guessed() -> None:
    reading = read_file(encrypted_office(LETTER, "Str0ng!"), "letter.docx")
    assert texts_at(reading, "attachment:letter.docx") == ""
