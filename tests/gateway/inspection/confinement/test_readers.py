"""What readers, changers and showers do, they still do in a worker that is confined."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pikepdf
import pytest

from detectors.finding import Protection
from detectors.roster import Pupil
from gateway.inspection.exhibit import Piece, Wish
from gateway.policy.rewriting import Rewriting
from gateway.rewriting.task import Task
from tests.detectors.extract.files import pdf_of
from tests.gateway.inspection.workers import SETUP, facts, names, running
from tests.samples import archives, containers, mail, pdf, pictures, rtf, textfiles
from tests.samples.officefiles import plain_docx, plain_xlsx
from tests.samples.ooxml import agile
from tests.samples.sample import PASSWORD, WORDS, Protected, Sample
from tests.support.system import needs

CONFINED = replace(SETUP, must_be_confined=True)
MAKERS = (archives, containers, mail, pdf, textfiles)
SOME = 30  # kinds of files, at the least
RECOGNISED = ("png", "tif", "avif")


def _one_of_each(files: Iterable[Sample | Protected]) -> Iterator[Sample | Protected]:
    seen: set[str] = set()
    for file in files:
        if file.kind not in seen:
            seen.add(file.kind)
            yield file


def _carrying(name: str, content: bytes, text: str = "It is in the file.") -> bytes:
    carrier = EmailMessage()
    carrier["Subject"] = "PE kit"
    carrier.set_content(text)
    carrier.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return carrier.as_bytes()


async def test_files_of_every_family_are_read() -> None:
    samples = [each for maker in MAKERS for each in _one_of_each(maker.samples())]
    samples.append(Sample("docx", "text", "a.docx", plain_docx(WORDS), ""))
    samples.append(Sample("xlsx", "cells", "a.xlsx", plain_xlsx(tuple(WORDS.split())), ""))
    samples.append(next(rtf.samples()))
    assert len(samples) > SOME
    async with running(CONFINED) as pool:
        reports = [(each, await pool.inspect(0, _carrying(each.name, each.content))) for each in samples]
    assert [each.kind for each, report in reports if not names(report)] == []


async def test_locks_are_known_and_passwords_open_them() -> None:
    locked = [each for maker in MAKERS for each in _one_of_each(maker.protected())]
    sealed = agile(plain_docx(WORDS))
    locked.append(Protected("docx", "sealed", "a.docx", sealed, Protection.ENCRYPTED, None))
    async with running(CONFINED) as pool:
        for each in locked:
            report = await pool.inspect(0, _carrying(each.name, each.content, f"Password: {PASSWORD}"))
            assert report.attachments[0].protection is each.protection, each.kind
            if each.password == PASSWORD:
                assert names(report), each.kind


async def test_pictures_and_scanned_pages_are_recognised() -> None:
    needs("tesseract", "tesseract-ocr")
    kinds = {kind: content for kind, _, content in pictures.recognised() if kind in RECOGNISED}
    scan = next(content for _, content, _ in pdf.recognised())
    async with running(CONFINED) as pool:
        for kind, content in {**kinds, "pdf": scan}.items():
            assert names(await pool.inspect(0, _carrying(f"a.{kind}", content))), kind


async def test_the_language_model_is_asked() -> None:
    """Which alone knows that one of these is no pupil."""
    setup = replace(CONFINED, facts=(facts(Pupil("7", "Will", "Young")),))
    async with running(setup) as pool:
        late = await pool.inspect(0, b"Subject: x\r\n\r\nWill Young was late again.\r\n")
        people = await pool.inspect(0, b"Subject: x\r\n\r\nWill Young people come to the fair?\r\n")
    assert names(late) == ["Will Young"]
    assert names(people) == []


@pytest.mark.parametrize(("name", "content"), [("a.pdf", pdf_of(WORDS)), ("a.csv", WORDS.encode())])
async def test_files_are_locked(name: str, content: bytes) -> None:
    task = Task(Rewriting(lock_attachments=True), passphrase=PASSWORD)
    async with running(CONFINED) as pool:
        step = await pool.rewrite(0, _carrying(name, content), task)
    (locked,) = message_from_bytes(step.content, policy=default).iter_attachments()
    given = io.BytesIO(locked.get_payload(decode=True))
    if name.endswith("pdf"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(given)
        pikepdf.open(given, password=PASSWORD).close()
    else:
        with zipfile.ZipFile(given) as archive:
            assert all(entry.flag_bits & 1 for entry in archive.infolist())


async def test_a_message_and_its_files_are_shown() -> None:
    file = pdf_of(WORDS)
    raw = _carrying("a.pdf", file)
    async with running(CONFINED) as pool:
        shown = await pool.show(0, raw, Wish(Piece.FILE, 1))
        original = await pool.show(0, raw, Wish(Piece.ORIGINAL, 1))
    assert any(WORDS in each.text for each in shown.texts)
    assert original.content == file
