"""Tests for detectors.protection.pdf.pdflock."""

from __future__ import annotations

import csv
import warnings
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from detectors.lock import LARGEST_LOCK
from detectors.protection.locks import decode, encode
from detectors.protection.pdf.pdf import locks_of
from detectors.protection.pdf.pdflock import PdfLock
from tests.detectors.extract.files import pdf_of

REVISIONS = (2, 3, 4, 5, 6)
PASSWORDS = ("Kestrel-7714", "Zoë’s key", "correct horse battery staple")


@cache
def sealed(password: str, revision: int) -> bytes:
    encryption = pikepdf.Encryption(
        owner="Own3r", user=password, R=revision, aes=revision > 3, metadata=revision > 3
    )
    with warnings.catch_warnings():  # revision 5 was never published, but was in use for a year
        warnings.simplefilter("ignore")
        return pdf_of("Grace Bishop " * 9, encryption=encryption)


def lock_of(content: bytes) -> PdfLock:
    (lock,) = locks_of(content)
    return lock


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize("password", PASSWORDS)
def test_both_passwords_open_it_and_others_do_not(password: str, revision: int) -> None:
    lock = lock_of(sealed(password, revision))
    assert lock.revision == revision
    assert lock.opens(password)
    assert lock.opens("Own3r")
    assert not any(map(lock.opens, ("", "wrong", password.upper(), password + " ")))


def test_it_is_small_and_can_be_written_down() -> None:
    for revision in REVISIONS:
        lock = lock_of(sealed(PASSWORDS[0], revision))
        written = encode(lock)
        assert len(written) < LARGEST_LOCK / 4
        assert decode(written) == lock
        assert b"Grace" not in written.encode()


def test_a_file_without_an_identifier() -> None:
    content = sealed(PASSWORDS[0], 6).replace(b"/ID", b"/XX")
    assert lock_of(content).opens(PASSWORDS[0])


@pytest.mark.parametrize("password", ["x" * 100_000, "\ud800", "\0", "🦅" * 99])
def test_whatever_is_tried_it_does_not_raise(password: str) -> None:
    for revision in REVISIONS:
        assert not lock_of(sealed(PASSWORDS[0], revision)).opens(password)


def test_a_lock_of_nonsense_stays_shut() -> None:
    lock = PdfLock(1, 99, -1, 1 << 70, b"", b"x", b"", b"", b"", "", 0, b"")
    assert not lock.opens("Kestrel-7714")


def test_certificates_have_no_password() -> None:
    content = sealed(PASSWORDS[0], 6).replace(b"/Standard", b"/Adobe.PubSec")
    assert locks_of(content) == ()


def test_every_password_of_the_truth(corpora: Path) -> None:
    opened = 0
    with (corpora / "truth_encryption.tsv").open(newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if row["format"].startswith("pdf") and row["must_treat_as"].startswith("ENCRYPTED"):
                lock = lock_of((corpora / row["path"]).read_bytes())
                assert lock.opens(row["password_verified"]), row["path"]
                opened += 1
    assert opened >= 10
