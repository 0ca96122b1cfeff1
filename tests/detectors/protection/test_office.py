"""Tests for detectors.protection.office and detectors.protection.office97."""

from __future__ import annotations

import pytest

from detectors.finding import Protection
from detectors.protection.office import WELL_KNOWN_PASSWORDS, judge_package
from detectors.protection.office97 import judge_document
from detectors.protection.storage import SIGNATURE
from tests.detectors.extract.files import docx_of, encrypted_office, read_file, texts_at, xlsx_of, zip_of

LETTER = docx_of("Grace Bishop")


def test_a_password_of_ones_own_is_sound() -> None:
    judgement = judge_package(encrypted_office(LETTER, "Str0ng!"))
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
    assert judge_package(damaged).opened == LETTER


def test_a_package_in_clear_behind_encryption_info_is_read() -> None:
    content = encrypted_office(LETTER, "Str0ng!")
    sealed = _package_of(content)
    clear = LETTER + bytes(len(sealed) - len(LETTER))
    reading = read_file(content.replace(sealed[:512], clear[:512]), "letter.docx")
    assert reading.attachments[0].protection is Protection.NONE


def _package_of(content: bytes) -> bytes:
    from detectors.protection.storage import Storage

    with Storage(content) as storage:
        return storage.read("EncryptedPackage")[8:]


def test_words_behind_a_sealed_document_are_not_sealed() -> None:
    content = encrypted_office(LETTER, "Str0ng!")
    assert judge_package(content + bytes(600)).protection is Protection.ENCRYPTED
    assert judge_package(content + b"Grace Bishop").protection is Protection.UNKNOWN


def test_an_archive_behind_a_sealed_document_is_read() -> None:
    both = encrypted_office(LETTER, "Str0ng!") + zip_of({"a.txt": b"Grace Bishop"})
    reading = read_file(both, "letter.docx")
    assert reading.attachments[0].protection is Protection.NONE
    assert texts_at(reading, "attachment:letter.docx/a.txt") == "Grace Bishop"


def test_an_unknown_cipher_is_not_sound() -> None:
    content = encrypted_office(LETTER, "Str0ng!").replace(b'cipherAlgorithm="AES"', b'cipherAlgorithm="RC2"')
    assert judge_package(content).protection is Protection.WEAK


def test_too_many_spins_are_not_tried() -> None:
    content = encrypted_office(LETTER, "Str0ng!").replace(b'spinCount="100000" ', b'spinCount="9999999"')
    assert judge_package(content).protection is Protection.UNKNOWN


@pytest.mark.parametrize("content", [b"", SIGNATURE, SIGNATURE + bytes(2_000), LETTER])
def test_what_is_no_storage_is_unknown(content: bytes) -> None:
    assert judge_package(content).protection is Protection.UNKNOWN
    assert judge_document(content).protection is Protection.UNKNOWN


def test_a_damaged_encryption_info_is_unknown() -> None:
    content = encrypted_office(LETTER, "Str0ng!").replace(b"<keyData", b"<kexData")
    judgement = judge_package(content)
    assert judgement.protection is Protection.UNKNOWN
    assert judgement.reason


def test_the_names_inside_are_not_guessed() -> None:
    reading = read_file(encrypted_office(LETTER, "Str0ng!"), "letter.docx")
    assert texts_at(reading, "attachment:letter.docx") == ""
