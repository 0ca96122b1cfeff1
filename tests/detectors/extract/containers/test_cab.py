"""Tests for detectors.extract.containers.cab."""

from __future__ import annotations

import struct

import pytest
from cabarchive import CabArchive, CabFile

from detectors.extract.budget import Budget
from detectors.extract.containers.cab import read_cab
from detectors.finding import Protection
from tests.detectors.extract.files import attachment, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.containerfiles import cabinet

LETTER = b"Dear parents of Grace Bishop\n"
LINES = b"".join(b"Pupil %d has paid.\n" % (number * 7_919 % 100_003) for number in range(9_000))
HIDDEN = "There is data in it that belongs to none of its files."


@pytest.mark.parametrize("packing", [(), ("-z",)])
def test_documents_in_a_cabinet(packing: tuple[str, ...]) -> None:
    content = cabinet({"letter.docx": docx_of("Grace Bishop"), "lines.txt": LINES, "empty": b""}, *packing)
    reading = read_file(content, "a.cab")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.cab/letter.docx")
    assert texts_at(reading, "attachment:a.cab/lines.txt").encode() == LINES
    assert not reading.unread
    assert {each.protection for each in reading.attachments} == {Protection.NONE}


@pytest.mark.parametrize("packed", [True, False])
def test_the_library_that_writes_cabinets_agrees(packed: bool) -> None:
    archive = CabArchive()
    for name, content in (("Zoë O'Neill.txt", LETTER), ("lines.txt", LINES)):
        archive[name] = CabFile(content)
    contents = read_cab(attachment(archive.save(compress=packed), "a.cab"), Budget())
    assert {each.filename: each.content for each in contents.files} == {
        "Zoë O'Neill.txt": LETTER,
        "lines.txt": LINES,
    }
    assert not contents.unread


def test_two_files_of_the_same_name_are_both_read() -> None:
    content = cabinet({"a.txt": b"Year 8", "b.txt": LETTER}).replace(b"b.txt\0", b"a.txt\0")
    reading = read_file(content, "a.cab")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.cab/a.txt")
    assert "Year 8" in texts_at(reading, "attachment:a.cab/a.txt")


def test_a_damaged_block_takes_only_what_follows() -> None:
    content = bytearray(cabinet({"a.txt": LETTER, "lines.txt": LINES}, "-z"))
    content[-100] ^= 0xFF
    reading = read_file(bytes(content), "a.cab")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.cab/a.txt")
    assert len(texts_at(reading, "attachment:a.cab/lines.txt")) >= len(LINES) // 2
    assert "attachment:a.cab/lines.txt" in [str(each.location) for each in reading.unread]


def test_names_are_read_where_files_cannot_be() -> None:
    content = bytearray(cabinet({"Grace Bishop.txt": LETTER}))
    struct.pack_into("<H", content, 36 + 6, 3 | 21 << 8)  # LZX
    reading = read_file(bytes(content), "a.cab")
    assert texts_at(reading, "attachment:a.cab/Grace Bishop.txt#name") == "Grace Bishop.txt"
    assert reasons(reading) == ["It is packed in a way that cannot be unpacked."]


def test_the_other_cabinets_of_a_set_are_named() -> None:
    whole = cabinet({"a.txt": LETTER})
    names = b"Grace Bishop 2.cab\0disk 2\0"
    header = bytearray(whole[:36])
    struct.pack_into("<H", header, 30, 2)
    for offset in (8, 16):
        struct.pack_into("<L", header, offset, struct.unpack_from("<L", header, offset)[0] + len(names))
    start, *rest = struct.unpack_from("<LHH", whole, 36)
    folder = struct.pack("<LHH", start + len(names), *rest)
    reading = read_file(bytes(header) + names + folder + whole[44:], "a.cab")
    assert "Grace Bishop 2.cab" in texts_at(reading, "attachment:a.cab#other cabinets")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.cab/a.txt")
    assert not reading.unread


def test_what_no_file_claims_is_said() -> None:
    content = bytearray(cabinet({"a.txt": LETTER}))
    at = content.index(b"a.txt\0") - 16
    struct.pack_into("<L", content, at, 4)
    assert reasons(read_file(bytes(content), "a.cab")) == [HIDDEN]


def test_what_stands_behind_it_is_read() -> None:
    reading = read_file(cabinet({"a.txt": b"Year 8"}) + LETTER, "a.cab")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.cab/data behind it")


def test_files_that_are_slices_of_the_same_data_are_each_paid_for() -> None:
    content = cabinet({f"{number}.txt": b"%04d" % number * 250 for number in range(20)}, "-z")
    assert not read_parts(attachment(content, "a.cab"), budget=Budget(unpacked=60_000)).unread
    alike = bytearray(content)
    at = struct.unpack_from("<L", content, 16)[0]
    for _ in range(20):
        struct.pack_into("<LL", alike, at, 20_000, 0)
        at = alike.index(b"\0", at + 16) + 1
    reading = read_parts(attachment(bytes(alike), "a.cab"), budget=Budget(unpacked=60_000))
    assert any("too large" in reason for reason in reasons(reading))
