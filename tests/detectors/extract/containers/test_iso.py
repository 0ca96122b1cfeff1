"""Tests for detectors.extract.containers.iso and detectors.extract.containers.isotrees."""

from __future__ import annotations

import struct
import time

import pytest

from detectors.extract.budget import Budget
from detectors.extract.containers.iso import read_iso
from detectors.message import Reading
from tests.detectors.extract.files import attachment, docx_of, read_file, read_parts, reasons, texts_at
from tests.samples.containerfiles import image, made

LETTER = b"Dear parents of Grace Bishop\n"
HIDDEN = "There is data in it that belongs to none of its files."
SECTOR = 2_048
ALL = ("-J", "-R", "-udf")


def attached(reading: Reading) -> list[str]:
    return [each.path for each in reading.attachments[1:]]


@pytest.mark.parametrize("trees", [(), ("-J",), ("-R",), ("-udf",), ALL])
def test_a_document_is_read_once_whatever_shows_it(trees: tuple[str, ...]) -> None:
    reading = read_file(image({"term/letter.docx": docx_of("Grace Bishop")}, *trees), "a.iso")
    name = "term/letter.docx" if trees else "TERM/LETTER.DOC"
    assert attached(reading)[0] == f"a.iso/{name}"
    assert len(attached(reading)) == 1
    assert "Grace Bishop" in texts_at(reading, f"attachment:a.iso/{name}")
    assert not reading.unread


def test_all_names_of_a_file_are_read() -> None:
    reading = read_file(image({"Letter about Grace Bishop.txt": b"x"}, "-J", "-R"), "a.iso")
    assert texts_at(reading, "attachment:a.iso/Letter about Grace Bishop.txt#name").splitlines() == [
        "LETTER_A.TXT",
        "Letter about Grace Bishop.txt",
    ]


@pytest.mark.parametrize("name", ["Zoë O'Neill.txt", "Ελένη.txt", "empty/"])
def test_names_of_empty_files_and_folders(name: str) -> None:
    member = f"{name}.keep" if name.endswith("/") else name
    reading = read_file(image({member: b""}, "-J", "-R"), "a.iso")
    assert name in [text.text for text in reading.texts]


def test_images_of_another_program() -> None:
    made_by_bsdtar = made(
        "bsdtar", "libarchive-tools", "--format", "iso9660", "-cf", "made", "a.txt", members={"a.txt": LETTER}
    )
    reading = read_file(made_by_bsdtar, "a.iso")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.iso/a.txt")
    assert not reading.unread


def test_what_a_computer_starts_from_is_a_file_even_if_no_tree_shows_it() -> None:
    options = ("-b", "boot.bin", "-no-emul-boot", "-hide", "boot.bin", "-hide", "boot.catalog")
    reading = read_file(image({"boot.bin": LETTER * 80}, *options), "a.iso")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.iso/boot image")


@pytest.mark.parametrize("sector", [3, -1])
def test_what_stands_outside_of_the_files_is_said(sector: int) -> None:
    content = bytearray(image({"a.txt": b"Year 8"}, *ALL) + bytes(SECTOR))
    start = len(content) - SECTOR if sector < 0 else sector * SECTOR
    content[start : start + len(LETTER)] = LETTER
    assert reasons(read_file(bytes(content), "a.iso")) == [HIDDEN]


def test_what_stands_behind_the_end_of_a_file_is_said() -> None:
    content = bytearray(image({"a.txt": b"Year 8"}))
    at = content.rindex(b"Year 8")
    content[at + 100 : at + 105] = b"Grace"
    assert reasons(read_file(bytes(content), "a.iso")) == [HIDDEN]


def test_two_trees_that_give_the_same_file_two_lengths_are_both_believed() -> None:
    content = bytearray(image({"a.txt": LETTER}, "-J"))
    at = content.index(b"A.TXT;1") - 33
    struct.pack_into("<L", content, at + 10, 4)
    struct.pack_into(">L", content, at + 14, 4)
    files = read_iso(attachment(bytes(content), "a.iso"), Budget()).files
    assert {each.content for each in files} == {b"Dear", LETTER}


def test_an_image_that_ends_too_early() -> None:
    content = image({"a.txt": LETTER, "z.bin": bytes(range(256)) * 400}, "-J", "-no-pad")
    reading = read_file(content[:-60_000], "a.iso")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.iso/a.txt")
    assert "It is damaged: it ends too early." in reasons(reading)


def test_one_tree_that_is_damaged_leaves_the_other() -> None:
    content = bytearray(image({"a.txt": LETTER}, "-J"))
    root = 17 * SECTOR + 156  # of the second descriptor, Joliet's
    content[root + 2 : root + 10] = struct.pack("<L", 0xFFFF) + struct.pack(">L", 0xFFFF)
    reading = read_file(bytes(content), "a.iso")
    assert "Grace Bishop" in texts_at(reading, "attachment:a.iso/A.TXT")
    assert "It is damaged, and not all of it could be read." in reasons(reading)


def test_folders_without_end_take_neither_time_nor_memory() -> None:
    """Its root says that it is as large as the whole image, and the image is full of its records."""
    content = bytearray(image({"a.txt": LETTER}))
    record = content[16 * SECTOR + 156 : 16 * SECTOR + 190]
    length = 8_000_000
    record[10:18] = struct.pack("<L", length) + struct.pack(">L", length)
    content[16 * SECTOR + 156 : 16 * SECTOR + 190] = record
    content += bytes(record) * (length // 34)
    started = time.process_time()
    reading = read_file(bytes(content), "a.iso")
    assert time.process_time() - started < 5
    assert "folders are too large" in reasons(reading)[0]


def test_more_files_than_may_be_read_are_said() -> None:
    content = image({f"{number}.txt": b"%d" % number for number in range(30)})
    reading = read_parts(attachment(content, "a.iso"), budget=Budget(files=20))
    assert "too many files" in reasons(reading)[0]
