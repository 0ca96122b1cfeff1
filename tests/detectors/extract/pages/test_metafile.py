"""Tests for detectors.extract.pages.metafile."""

from __future__ import annotations

import struct

import pytest

from tests.detectors.extract.files import read_file, reasons, texts_at
from tests.samples.binaryworkbook import emf, wmf

WHERE = "attachment:picture.emf"


def record(number: int, body: bytes) -> bytes:
    return struct.pack("<II", number, 8 + len(body)) + body


def drawn(*records: bytes) -> bytes:
    return emf() + b"".join(records)


def test_pieces_at_one_height_are_a_line_cut_between_words_or_within_them() -> None:
    assert "Grace Bishop" in texts_at(read_file(emf("Grace", "Bishop"), "picture.emf"), WHERE)
    assert "Grace Bishop" in texts_at(read_file(emf("Grace Bi", "shop"), "picture.emf"), WHERE)


@pytest.mark.parametrize("name", ["picture.emf", "picture.png", ""])
def test_it_is_known_by_its_content(name: str) -> None:
    reading = read_file(emf("Grace Bishop"), name)
    assert reading.attachments[0].media_type == "image/emf"
    assert [text.text for text in reading.texts if text.location.part != "name"] == ["Grace Bishop"]


def test_text_in_an_old_metafile() -> None:
    reading = read_file(wmf("Zoë O'Neill"), "picture.wmf")
    assert texts_at(reading, "attachment:picture.wmf") == "Zoë O'Neill"


def test_small_text_and_what_newer_programs_draw() -> None:
    small = record(108, struct.pack("<iiIIIff", 0, 90, 5, 0x300, 1, 1, 1) + b"Grace\0\0\0")
    data = struct.pack("<III", 0, 0, 6) + bytes(16) + "Bishop".encode("utf-16-le")
    plus = struct.pack("<HHII", 0x401C, 0, 12 + len(data), len(data)) + data
    comment = record(70, struct.pack("<I", 4 + len(plus)) + b"EMF+" + plus)
    assert texts_at(read_file(drawn(small, comment), "picture.emf"), WHERE).split("\n") == ["Grace", "Bishop"]


def test_text_drawn_by_the_shapes_of_letters_is_unread() -> None:
    text = bytes(28) + struct.pack("<iiIII", 0, 90, 5, 76, 0x10) + bytes(20) + bytes(12)
    assert "shapes of its letters" in reasons(read_file(drawn(record(84, text)), "picture.emf"))[0]


def test_a_bitmap_inside_is_a_file() -> None:
    header = struct.pack("<IiiHHIIiiII", 40, 300, 200, 1, 24, 0, 0, 0, 0, 0, 0)
    bits = bytes(300 * 200 * 3)
    places = struct.pack("<4I", 80, len(header), 80 + len(header), len(bits))
    body = bytes(40) + places + bytes(16) + header + bits
    paths = [each.path for each in read_file(drawn(record(81, body)), "picture.emf").attachments]
    assert paths == ["picture.emf", "picture.emf/picture1.bmp"]


def test_texts_that_share_their_letters_are_paid_for() -> None:
    letters = "a".encode("utf-16-le") * 400_000
    many = 2_000
    texts = struct.pack("<iiIII", 0, 90, 400_000, 40 + 40 * many, 0) + bytes(20)
    body = bytes(28) + struct.pack("<I", many) + texts * many + letters
    assert "too much text" in reasons(read_file(drawn(record(97, body)), "picture.emf"))[0]


@pytest.mark.parametrize("size", [0, 7, 0xFFFFFFFF])
def test_a_record_of_no_size_ends_it(size: int) -> None:
    reading = read_file(emf("Grace Bishop") + struct.pack("<II", 84, size), "picture.emf")
    assert "Grace Bishop" in texts_at(reading, WHERE)
