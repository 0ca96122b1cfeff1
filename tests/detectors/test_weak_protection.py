"""Tests for detectors.weak_protection."""

from __future__ import annotations

import pikepdf

from detectors.finding import DetectorId
from detectors.matter import Matter
from detectors.weak_protection import find
from tests.detectors.extract.files import attachment, docx_of, encrypted_office, pdf_of, read_parts, zip_of
from tests.detectors.facts import FACTS

WEAK = pdf_of("Grace", encryption=pikepdf.Encryption(owner="Own3r", user=""))
SOUND = encrypted_office(docx_of("Grace"), "Str0ng!")


def test_weak_files_are_findings_wherever_they_lie() -> None:
    reading = read_parts(attachment(WEAK, "a.pdf"), attachment(zip_of({"b.pdf": WEAK}), "c.zip"))
    found = list(find(Matter(reading, FACTS)))
    assert [str(each.location) for each in found] == ["attachment:a.pdf", "attachment:c.zip/b.pdf"]
    assert {each.detector for each in found} == {DetectorId.WEAK_PROTECTION}
    assert {each.detail for each in found} == {"owner password only (PDF)"}


def test_sound_and_open_files_are_not() -> None:
    reading = read_parts(attachment(SOUND, "a.docx"), attachment(docx_of("Grace"), "b.docx"))
    assert list(find(Matter(reading, FACTS))) == []
