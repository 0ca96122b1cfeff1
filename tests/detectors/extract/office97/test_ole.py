"""Tests for detectors.extract.office97.ole: files that were pasted into documents."""

from __future__ import annotations

import struct

from tests.detectors.extract.files import docx_of, read_file, reasons, texts_at
from tests.detectors.protection.storages import storage_of
from tests.samples.office97 import documents
from tests.samples.office97seal import storage_with, streams_of


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


def test_words_in_an_unknown_storage_are_read_all_the_same() -> None:
    reading = read_file(storage_of(Something=b"\0\1Grace Bishop\0"), "oleObject1.bin")
    assert texts_at(reading, "attachment:oleObject1.bin#data") == "Grace Bishop"


def test_a_form_field_is_known() -> None:
    reading = read_file(storage_with({"contents": b"\0\1Grace Bishop", "\x03OCXNAME": b"x"}), "field.bin")
    assert "Grace Bishop" in texts_at(reading, "attachment:field.bin#data")
    assert not reading.unread


def test_two_pasted_files_are_both_read() -> None:
    streams = {
        "\x01Ole10Native": native("pupils.csv", b"Grace,Bishop\n"),
        "Package": b"Henry Tudor is unwell",
    }
    reading = read_file(storage_with(streams), "oleObject1.bin")
    assert "Grace,Bishop" in texts_at(reading, "attachment:oleObject1.bin/pupils.csv")
    assert "Henry Tudor" in texts_at(reading, "attachment:oleObject1.bin/Package")


def test_a_storage_that_two_programs_open_is_read_as_both() -> None:
    both = streams_of(documents()["letter.doc"]) | streams_of(documents()["pupils.xls"])
    reading = read_file(storage_with(both), "letter.doc")
    assert "Dear parents of Grace Bishop" in texts_at(reading, "attachment:letter.doc")
    assert "Grace\tBishop" in texts_at(reading, "attachment:letter.doc")


def test_macros_of_a_document() -> None:
    # As [MS-OVBA] §2.4.1.3.1 has it, with a single chunk that is not compressed.
    source = b'Attribute VB_Name = "Pupils"\n\' for Grace Bishop\n'
    tokens = b"".join(b"\0" + source[at : at + 8] for at in range(0, len(source), 8))
    module = b"\1" + struct.pack("<H", 0xB000 | len(tokens) - 1) + tokens
    macros = {"Macros/VBA/dir": b"x", "Macros/VBA/_VBA_PROJECT": b"x", "Macros/VBA/Pupils": module}
    reading = read_file(storage_with(streams_of(documents()["letter.doc"]) | macros), "letter.doc")
    assert "for Grace Bishop" in texts_at(reading, "attachment:letter.doc#macros")


def test_an_object_with_macros_is_still_an_object() -> None:
    inner = {f"MBD1/{name}": each for name, each in streams_of(documents()["pupils.xls"]).items()}
    inner |= {"MBD1/_VBA_PROJECT_CUR/VBA/dir": b"x", "MBD1/_VBA_PROJECT_CUR/VBA/_VBA_PROJECT": b"x"}
    reading = read_file(storage_with(streams_of(documents()["pupils.xls"]) | inner), "pupils.xls")
    assert "Grace\tBishop" in texts_at(reading, "attachment:pupils.xls/MBD1")


def test_many_names_for_the_same_bytes_are_not_copied_for_ever() -> None:
    content = bytearray(storage_with({f"MBD{n}/CONTENTS": bytes(5_000) for n in range(2_000)}))
    reading = read_file(bytes(content), "pupils.xls")
    assert any("too many files" in reason for reason in reasons(reading))
