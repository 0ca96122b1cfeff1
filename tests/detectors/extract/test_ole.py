"""Tests for detectors.extract.ole: files that were pasted into documents."""

from __future__ import annotations

import struct

from tests.detectors.extract.files import docx_of, read_file, reasons, texts_at
from tests.detectors.protection.storages import storage_of


def native(name: str, content: bytes) -> bytes:
    label = name.encode() + b"\0"
    temporary = b"C:\\Temp\\" + label
    rest = label + label + struct.pack("<II", 0x30000, len(temporary)) + temporary
    return struct.pack("<IH", 0, 2) + rest + struct.pack("<I", len(content)) + content


def test_a_pasted_file_is_read_under_its_own_name() -> None:
    content = storage_of(**{"\x01Ole10Native": native("pupils.csv", b"Forename,Surname\nGrace,Bishop\n")})
    reading = read_file(content, "oleObject1.bin")
    assert "Grace,Bishop" in texts_at(reading, "attachment:oleObject1.bin/pupils.csv")
    assert not reading.unread


def test_a_pasted_document_is_read() -> None:
    reading = read_file(storage_of(Package=docx_of("Grace Bishop")[:4_096].ljust(4_096)), "oleObject1.bin")
    assert [each.path for each in reading.attachments] == ["oleObject1.bin", "oleObject1.bin/Package"]


def test_a_formula_has_no_words() -> None:
    assert not read_file(storage_of(**{"Equation Native": b"x"}), "oleObject1.bin").unread


def test_any_other_storage_is_unread() -> None:
    reading = read_file(storage_of(Something=b"x"), "oleObject1.bin")
    assert reasons(reading) == ["This kind of file cannot be opened (an OLE storage)."]


def test_a_damaged_storage_is_unread() -> None:
    reading = read_file(storage_of(Package=b"x")[:700], "oleObject1.bin")
    assert reading.unread
