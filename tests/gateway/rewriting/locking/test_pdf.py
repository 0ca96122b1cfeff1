"""Tests for gateway.rewriting.locking.pdf."""

from __future__ import annotations

import random
import subprocess
import time
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Encryption, Name, Permissions

from detectors.finding import Protection
from detectors.protection.pdf.pdf import judge
from detectors.protection.pdf.qpdf import open_pdf
from gateway.rewriting.locking.pdf import lock_pdf
from tests.detectors.extract.files import pdf_of, pdf_with, saved
from tests.gateway.rewriting.filemail import PASSPHRASE
from tests.samples.pdf import by_qpdf
from tests.support.system import needs
from tests.support.timing import quickest

REPORT = pdf_of("Grace Bishop has done well.", "Her second page.")
NO_PRINTING = Permissions(print_highres=False, print_lowres=False, extract=False)


def locked(content: bytes) -> bytes:
    made = lock_pdf(content, PASSPHRASE)
    assert made is not None
    return made


def pages(content: bytes, password: str = "") -> list[bytes]:
    """What draws each page."""
    with open_pdf(content, password.encode()) as pdf:
        return [page.Contents.read_bytes() for page in pdf.pages]


def by_qpdf_with(directory: Path, content: bytes, password: str) -> subprocess.CompletedProcess[bytes]:
    source = directory / "report.pdf"
    source.write_bytes(content)
    command = (needs("qpdf", "qpdf"), f"--password={password}", "--decrypt", source, "-")
    return subprocess.run(command, capture_output=True, check=False, timeout=30)


def test_qpdf_opens_it_with_the_passphrase_only(tmp_path: Path) -> None:
    opened = by_qpdf_with(tmp_path, locked(REPORT), PASSPHRASE)
    assert opened.returncode == 0
    assert pages(opened.stdout) == pages(REPORT)
    for wrong in ("", "gallows", PASSPHRASE.upper()):
        assert by_qpdf_with(tmp_path, locked(REPORT), wrong).returncode != 0


def test_its_cipher_is_sound() -> None:
    judgement = judge(locked(REPORT))
    assert (judgement.protection, judgement.method) == (Protection.ENCRYPTED, "AES-256 (PDF)")


def test_metadata_is_locked_with_it() -> None:
    pdf = pdf_with("Dear parents,")
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = "Report on Grace Bishop"
    content = saved(pdf)
    assert b"Grace Bishop" in content
    assert b"Grace Bishop" not in locked(content)


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_an_owners_password_is_no_lock_and_what_it_forbids_stays_forbidden(revision: int) -> None:
    lock = Encryption(owner="Own3r", R=revision, aes=revision > 3, metadata=revision > 3, allow=NO_PRINTING)
    content = saved(pdf_with("Grace Bishop has done well."), encryption=lock)
    assert judge(content).protection is Protection.WEAK
    made = locked(content)
    with pytest.raises(pikepdf.PasswordError):
        open_pdf(made)
    with pytest.raises(pikepdf.PasswordError):
        open_pdf(made, b"Own3r")
    with open_pdf(made, PASSPHRASE.encode()) as pdf, open_pdf(content) as before:
        assert not pdf.owner_password_matched
        assert pdf.allow == before.allow
        assert not pdf.allow.print_highres
    assert pages(made, PASSPHRASE) == pages(content)


@pytest.mark.parametrize("option", ["--object-streams=generate", "--linearize"])
def test_however_it_is_packed(option: str) -> None:
    content = by_qpdf(REPORT, option)
    assert pages(locked(content), PASSPHRASE) == pages(REPORT)


def test_files_inside_stay_inside() -> None:
    attached = by_qpdf(REPORT, "--add-attachment", "pupils.txt", "--")
    with open_pdf(locked(attached), PASSPHRASE.encode()) as pdf:
        assert b"Grace Bishop" in pdf.attachments["pupils.txt"].get_file().read_bytes()


def signed(flags: int = 3) -> bytes:
    pdf = pdf_with("An agreement")
    value = pdf.make_indirect(
        Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 1, 2, 3], Contents=b"\x30")
    )
    field = pdf.make_indirect(Dictionary(FT=Name.Sig, T="Signature1", V=value))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=flags)
    return saved(pdf)


def certified() -> bytes:
    pdf = pdf_with("An agreement")
    pdf.Root.Perms = Dictionary(DocMDP=Dictionary(Type=Name.Sig))
    return saved(pdf)


@pytest.mark.parametrize(
    "content", [signed(), signed(0), certified()], ids=["signed", "without a level", "certified"]
)
def test_a_signed_one_is_left_for_the_archive(content: bytes) -> None:
    assert lock_pdf(content, PASSPHRASE) is None


@pytest.mark.parametrize(
    "content",
    [
        saved(pdf_with("Grace"), encryption=Encryption(user="Us3r", owner="Own3r")),
        REPORT[:-200],
        REPORT.replace(b"endobj", b"endobk", 1),
        b"%PDF-1.7\nnothing",
        b"",
    ],
)
def test_one_that_does_not_open_as_it_is_is_left_for_the_archive(content: bytes) -> None:
    assert lock_pdf(content, PASSPHRASE) is None


def test_a_bomb_is_locked_without_being_unpacked() -> None:
    pdf = pdf_with("Grace")
    pdf.Root.Bomb = pdf.make_stream(bytes(90_000_000))
    content = saved(pdf, compress_streams=True)
    assert len(content) < 200_000
    assert len(locked(content)) < 200_000
    assert quickest(lambda: locked(content)) < 0.5


def test_25_megabytes() -> None:
    pdf = pdf_with("Grace")
    pdf.Root.Scan = pdf.make_stream(random.Random(1).randbytes(25_000_000))
    content = saved(pdf)
    began = time.process_time()
    assert len(locked(content)) > 25_000_000
    assert time.process_time() - began < 4


def test_real_documents(corpora: Path) -> None:
    """Those that are locked show the same pages; those that are not are signed, damaged or locked already."""
    done = 0
    for path in sorted(corpora.glob("text-pdfminer/**/*.pdf")):
        content = path.read_bytes()
        made = lock_pdf(content, PASSPHRASE)
        if made is None:
            continue
        done += 1
        with open_pdf(content) as before, open_pdf(made, PASSPHRASE.encode()) as after:
            assert len(before.pages) == len(after.pages), path.name
            for one, other in zip(before.pages, after.pages, strict=True):
                assert drawn(one) == drawn(other), path.name
    assert done > 15


def drawn(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents")
    if contents is None:
        return b""
    streams = contents.as_list() if isinstance(contents, Array) else [contents]
    return b"\n".join(stream.read_raw_bytes() for stream in streams)
