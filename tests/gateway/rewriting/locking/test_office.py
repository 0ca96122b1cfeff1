"""Tests for gateway.rewriting.locking.office."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from detectors.finding import Protection
from detectors.protection.office.office import examine
from gateway.rewriting.locking.office import lock_office
from tests.detectors.extract.files import docx_of, members_of, xlsx_of, zip_of
from tests.gateway.rewriting.filemail import PASSPHRASE
from tests.gateway.rewriting.locking.libreoffice import Try, open_all
from tests.samples.slides import plain_pptx

LETTER = docx_of("Grace Bishop has done well.")
PUPILS = xlsx_of(("Grace", "Bishop"))
MACROS = random.Random(5).randbytes(20_000)
WITH_MACROS = zip_of({**members_of(PUPILS), "xl/vbaProject.bin": MACROS})


def locked(content: bytes) -> bytes:
    made = lock_office(content, PASSPHRASE)
    assert made is not None
    return made


def unlocked(content: bytes, passphrase: str) -> bytes:
    out = io.BytesIO()
    document = OOXMLFile(io.BytesIO(content))
    document.load_key(passphrase, verify_password=True)
    document.decrypt(out, verify_integrity=True)
    return out.getvalue()


@pytest.mark.parametrize("content", [LETTER, PUPILS, WITH_MACROS], ids=["letter", "pupils", "macros"])
def test_the_passphrase_gives_back_every_byte(content: bytes) -> None:
    assert unlocked(locked(content), PASSPHRASE) == content


def test_macros_are_untouched() -> None:
    assert members_of(unlocked(locked(WITH_MACROS), PASSPHRASE))["xl/vbaProject.bin"] == MACROS


def test_another_passphrase_gives_nothing() -> None:
    with pytest.raises(InvalidKeyError):
        unlocked(locked(LETTER), PASSPHRASE.upper())


def test_its_cipher_is_sound() -> None:
    judgement = examine(locked(LETTER)).judgement
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "AES-256 (Office agile)")


def test_the_same_document_is_never_locked_alike() -> None:
    assert locked(LETTER) != locked(LETTER)


def test_one_that_would_not_open_again_is_not_locked() -> None:
    """Of a package of less than 4 KB msoffcrypto counts the checksum otherwise than it checks it."""
    assert lock_office(zip_of({"[Content_Types].xml": b"<Types/>"}), PASSPHRASE) is None


def test_25_megabytes() -> None:
    picture = random.Random(1).randbytes(25_000_000)
    content = zip_of({**members_of(LETTER), "word/media/photo.jpg": picture}, zipfile.ZIP_STORED)
    began = time.process_time()
    assert len(locked(content)) > 25_000_000
    assert time.process_time() - began < 6


def test_libreoffice_opens_them_with_the_passphrase_only(tmp_path: Path) -> None:
    documents = (
        ("letter.docx", LETTER, "Text"),
        ("pupils.xlsx", PUPILS, "Text - txt - csv (StarCalc)"),
        ("pupils.xlsm", WITH_MACROS, "Text - txt - csv (StarCalc)"),
        ("slides.pptx", plain_pptx("Assembly", "Grace Bishop"), "impress_pdf_Export"),
    )
    tries = [
        Try(name, locked(content), passphrase, export)
        for name, content, export in documents
        for passphrase in (PASSPHRASE, "gallows-tux-contend-plausibly-wrong")
    ]
    letter, _, pupils, _, with_macros, _, slides, _ = opened = open_all(tmp_path, tries)
    assert letter is not None
    assert letter.decode("utf-8-sig").strip() == "Grace Bishop has done well."
    assert pupils == with_macros == b"Grace,Bishop\n"
    assert slides is not None
    assert slides.startswith(b"%PDF-")
    assert opened[1::2] == [None] * 4
