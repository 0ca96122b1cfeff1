"""Files under false names are told from those that programs misname."""

from __future__ import annotations

import time

import pytest

from detectors.disguised_file import find
from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Protection
from detectors.inspect import inspect
from detectors.matter import Matter
from detectors.message import Attachment, Message, Part, Reading
from tests.detectors.extract.files import attachment, docx_of, encrypted_office, png_of, xlsx_of, zip_of
from tests.detectors.matters import FACTS, matter_of
from tests.samples.mail import letter, raw

DOCX, XLSX = docx_of("Grace"), xlsx_of(("Grace", "Bishop"))
ZIP = zip_of({"a.docx": DOCX})


def found(*parts: Part) -> list[str]:
    findings = list(find(matter_of("See attached.", *parts)))
    assert all(each.kind == "renamed" for each in findings)
    return [str(each.location) for each in findings]


@pytest.mark.parametrize(
    "part",
    [
        attachment(ZIP, "holiday.jpg", "image/jpeg"),
        attachment(ZIP, "Holiday.PNG"),
        attachment(XLSX, "notes.txt", "text/plain"),
        attachment(DOCX, "driver.dll"),
        attachment(encrypted_office(DOCX, "Str0ng!"), "film.mp4"),
        attachment(b"Rar!\x1a\x07\x01\0" + bytes(60), "song.mp3"),
        attachment(b"!BDN" + bytes(600), "page.html"),
        attachment(DOCX, "report.docx.jpg"),
    ],
)
def test_disguises(part: Part) -> None:
    assert found(part) == [f"attachment:{part.filename}"]


@pytest.mark.parametrize(
    "part",
    [
        attachment(ZIP, "a.zip"),
        attachment(DOCX, "a.zip"),
        attachment(ZIP, "a.docx"),
        attachment(XLSX, "a.csv"),
        attachment(XLSX, "a.xls"),
        attachment(b"<table><tr><td>Grace</td></tr></table>", "a.xls"),
        attachment(rb"{\rtf1 Grace}", "a.doc"),
        attachment(png_of(8_000), "a.jpg", "image/jpeg"),
        attachment(b"Grace,Bishop\n", "a.txt"),
        attachment(b"%PDF-1.4\n%%EOF", "a.pdf"),
        attachment(ZIP, "slides.key"),
        attachment(ZIP, "noextension"),
        attachment(ZIP, ""),
    ],
)
def test_names_that_fit_or_that_programs_give(part: Part) -> None:
    assert found(part) == []


def test_a_file_without_a_name_is_called_after_what_it_declares() -> None:
    mail = letter()
    mail.add_attachment(ZIP, "image", "jpeg")
    assert list(inspect(raw(mail), FACTS, Budget()).of(DetectorId.DISGUISED_FILE)) == []


def test_nested_ones_are_found_through_inspection() -> None:
    mail = letter()
    mail.add_attachment(zip_of({"photos/me.jpg": XLSX}), "application", "zip", filename="a.zip")
    (finding,) = inspect(raw(mail), FACTS, Budget()).of(DetectorId.DISGUISED_FILE)
    assert str(finding.location) == "attachment:a.zip/photos/me.jpg"
    assert "(.jpg)" in finding.detail or ".jpg file" in finding.detail


def test_many_files_take_a_moment() -> None:
    files = tuple(Attachment(f"{at}.jpg", "application/zip", Protection.NONE) for at in range(5_000))
    start = time.process_time()
    assert list(find(Matter(Reading(Message((), ()), (), (), files, ()), FACTS))) == []
    assert time.process_time() - start < 1
