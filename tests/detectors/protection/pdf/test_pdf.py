"""Tests for detectors.protection.pdf.pdf and detectors.protection.pdf.pdfstreams."""

from __future__ import annotations

import io

import pikepdf
import pytest

from detectors.finding import Protection
from detectors.protection.pdf.pdf import judge
from detectors.protection.pdf.pdfstreams import raw_streams
from tests.detectors.extract.files import pdf_of, pdf_with, read_file, saved, texts_at

PAGES = ("Dear parents, " * 9, "Grace Bishop " * 9)


def encrypted(user: str, revision: int, **options: object) -> bytes:
    encryption = pikepdf.Encryption(
        owner="Own3r", user=user, R=revision, aes=revision > 3, metadata=revision > 3
    )
    return pdf_of(*PAGES, encryption=encryption, **options)


@pytest.mark.parametrize(
    ("revision", "protection", "method"),
    [
        (2, Protection.WEAK, "RC4-40 (PDF)"),
        (3, Protection.ENCRYPTED, "RC4-128 (PDF)"),
        (4, Protection.ENCRYPTED, "AES-128 (PDF)"),
        (6, Protection.ENCRYPTED, "AES-256 (PDF)"),
    ],
)
@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_a_password_to_open_it(
    revision: int, protection: Protection, method: str, mode: pikepdf.ObjectStreamMode
) -> None:
    judgement = judge(encrypted("Us3r", revision, object_stream_mode=mode))
    assert (judgement.protection, judgement.method) == (protection, method)
    assert judgement.opened is None
    assert bool(judgement.reason) is (protection is Protection.WEAK)


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_a_password_only_to_change_it_is_weak_and_it_is_read(revision: int) -> None:
    reading = read_file(encrypted("", revision), "report.pdf")
    assert reading.attachments[0].protection is Protection.WEAK
    assert reading.attachments[0].method == "owner password only (PDF)"
    assert "Grace Bishop" in texts_at(reading, "attachment:report.pdf")
    assert not reading.unread


def identity(**filters: pikepdf.Name) -> bytes:
    """A PDF that says that it is encrypted; the dictionary has its name given back after saving."""
    pdf = pdf_with(*PAGES)
    pdf.trailer["/Encrypx"] = pdf.make_indirect(
        pikepdf.Dictionary(
            Filter=pikepdf.Name.Standard, V=4, R=4, Length=128, P=-4, O=bytes(32), U=b"x" * 32,
            CF=pikepdf.Dictionary(), **filters,
        )
    )  # fmt: skip
    return saved(pdf).replace(b"/Encrypx", b"/Encrypt")


@pytest.mark.parametrize(
    "content",
    [
        identity(StmF=pikepdf.Name.Identity, StrF=pikepdf.Name.Identity),
        identity(),
        identity(StmF=pikepdf.Name.StdCF, StrF=pikepdf.Name.StdCF),
    ],
)
def test_a_library_that_asks_for_a_password_proves_nothing(content: bytes) -> None:
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(content))
    reading = read_file(content, "report.pdf")
    assert reading.attachments[0].protection is Protection.NONE
    assert "Grace Bishop" in texts_at(reading, "attachment:report.pdf")


def test_an_older_revision_in_clear_is_not_sealed() -> None:
    both = pdf_of(*PAGES).replace(b"startxref", b"startxrex") + encrypted("Us3r", 6)
    assert judge(both).protection is not Protection.ENCRYPTED


@pytest.mark.parametrize("around", [b"Grace Bishop\n%s", b"%s\nGrace Bishop"])
def test_words_around_a_sealed_one_are_not_sealed(around: bytes) -> None:
    assert judge(around % encrypted("Us3r", 6)).protection is Protection.UNKNOWN


def test_metadata_in_clear_is_read() -> None:
    pdf = pdf_with(*PAGES)
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Report on Grace Bishop"
    encryption = pikepdf.Encryption(owner="Own3r", user="Us3r", R=6, metadata=False)
    reading = read_file(saved(pdf, encryption=encryption), "report.pdf")
    assert reading.attachments[0].protection is Protection.ENCRYPTED
    assert "Grace Bishop" in texts_at(reading, "attachment:report.pdf#metadata")


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7 /Encrypt 5 0 R trailer", b"%PDF-1.7 /Encrypt <<>>"]
)
def test_damage_is_not_encryption(content: bytes) -> None:
    judgement = judge(content)
    assert judgement.protection is Protection.UNKNOWN
    assert judgement.reason


def test_an_unknown_handler_is_unknown() -> None:
    content = encrypted("Us3r", 6).replace(b"/Standard", b"/Strandad")
    assert judge(content).protection is Protection.UNKNOWN


def test_streams_are_found_without_believing_lengths() -> None:
    content = (
        b"1 0 obj <</Length 9999 /A 1>> stream\r\nGrace\nendstream endobj 2 0 obj <</B 1>>stream\nBishop"
    )
    found = list(raw_streams(content))
    assert [each.data for each in found] == [b"Grace\n", b"Bishop"]
    assert found[0].has(b"/A")
    assert not found[1].has(b"/A")
