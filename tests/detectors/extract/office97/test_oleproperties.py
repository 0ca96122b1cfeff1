"""Tests for detectors.extract.office97.oleproperties."""

from __future__ import annotations

import struct

import pytest

from detectors.extract.office97.oleproperties import properties
from tests.samples.office97 import documents
from tests.samples.office97seal import streams_of

SUMMARY, MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"


def property_set(code_page: int, *values: tuple[int, bytes]) -> bytes:
    """A stream with one set ([MS-OLEPS] §2.21), by hand: values that LibreOffice does not write."""
    values = ((1, struct.pack("<IHH", 2, code_page, 0)), *values)
    at, places, data = 8 + 8 * len(values), b"", b""
    for number, value in values:
        places += struct.pack("<II", number, at + len(data))
        data += value + bytes(-len(value) % 4)
    body = struct.pack("<II", at + len(data), len(values)) + places + data
    return struct.pack("<HHI16xI16xI", 0xFFFE, 0, 0, 1, 48) + body


def narrow(text: bytes) -> bytes:
    return struct.pack("<I", len(text)) + text


def test_properties_of_a_document_and_those_of_ones_own() -> None:
    streams = streams_of(documents()["letter.doc"])
    assert "Grace Bishop" in properties(streams[SUMMARY])
    assert properties(streams[MORE])[-2:] == ["Pupil", "Grace Bishop"]


@pytest.mark.parametrize(
    ("code_page", "value"),
    [
        (1252, struct.pack("<I", 0x1E) + narrow("Zoë\0".encode("cp1252"))),
        (65001, struct.pack("<I", 0x1E) + narrow("Zoë\0".encode())),
        (1200, struct.pack("<I", 0x1E) + narrow("Zoë\0".encode("utf-16-le"))),
        (1252, struct.pack("<II", 0x1F, 4) + "Zoë\0".encode("utf-16-le")),
    ],
)
def test_text_in_every_encoding(code_page: int, value: bytes) -> None:
    assert properties(property_set(code_page, (2, value))) == ["Zoë"]


def test_values_one_after_the_other() -> None:
    several = struct.pack("<II", 0x101E, 2) + narrow(b"Grace\0") + narrow(b"Bishop\0")
    mixed = struct.pack("<III", 0x100C, 4, 0x1E) + narrow(b"Slides\0") + struct.pack("<II", 3, 8)
    mixed += struct.pack("<I", 0x1E) + narrow(b"Fonts\0") + struct.pack("<II", 3, 9)
    assert properties(property_set(1252, (13, several), (12, mixed))) == [
        "Grace",
        "Bishop",
        "Slides",
        "Fonts",
    ]


def test_links_in_a_blob() -> None:
    blob = struct.pack("<I", 0x41) + narrow(b"\1\0" + "mailto:grace".encode("utf-16-le"))
    assert properties(property_set(1252, (21, blob))) == ["mailto:grace"]


def test_a_damaged_property_costs_no_other() -> None:
    broken, sound = struct.pack("<I", 0x1E), struct.pack("<I", 0x1E) + narrow(b"Grace\0")
    content = property_set(1252, (2, sound), (3, broken))
    assert properties(content) == ["Grace"]


def test_of_a_damaged_set_the_words_are_taken() -> None:
    assert properties(b"\0\1Grace Bishop") == ["Grace Bishop"]
    assert properties(bytes(24) + b"\1\0\0\0Grace Bishop") == ["Grace Bishop"]
