"""Headers are cut into fields, and what does not belong there is noted."""

import pytest

from detectors.mime.flaws import Flaw
from detectors.mime.header import read_header


def fields(raw: bytes) -> list[tuple[str, str]]:
    return [(field.name, field.value) for field in read_header(raw, 0, len(raw)).fields]


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
def test_fields_are_unfolded_and_the_body_found(line_end: bytes) -> None:
    raw = line_end.join([b"Subject: Trip", b"\tto Oakfield", b"To: a@b.example", b"", b"Dear all"])
    header = read_header(raw, 0, len(raw))
    assert [(each.name, each.value) for each in header.fields] == [
        ("Subject", "Trip\tto Oakfield"),
        ("To", "a@b.example"),
    ]
    assert raw[header.body_start :] == b"Dear all"
    assert header.flaws == ()


def test_eight_bit_is_utf8_or_latin1_line_by_line() -> None:
    assert fields(b"A: Zo\xc3\xab\nB: Zo\xeb\n\n") == [("A", "Zoë"), ("B", "Zoë")]


def test_the_line_of_a_mailbox_file_is_no_field_and_no_flaw() -> None:
    raw = b"From g.bishop@oakfield.sch.uk Mon Sep  1 10:00:00 2025\nSubject: x\n\n"
    assert fields(raw) == [("Subject", "x")]
    assert read_header(raw, 0, len(raw)).flaws == ()


@pytest.mark.parametrize(
    ("raw", "flaw"),
    [
        (b"A: b\nno field here\nC: d\n\n", Flaw.STRAY_HEADER_LINE),
        (b"Dear all,\nA: b\n\n", Flaw.STRAY_HEADER_LINE),
        (b"A: b\n \nContent-Type: text/plain\n\n", Flaw.BLANK_HEADER_LINE),
        (b"Content-Type : text/plain\n\n", Flaw.SPACED_FIELD_NAME),
        (b"Content Type: text/plain\n\n", Flaw.STRAY_HEADER_LINE),
        (b"Content-Type\x0b: text/plain\n\n", Flaw.STRAY_HEADER_LINE),
    ],
)
def test_flaws(raw: bytes, flaw: Flaw) -> None:
    assert read_header(raw, 0, len(raw)).flaws == (flaw,)


@pytest.mark.parametrize("raw", [b"Subject : old style\n\n", b"A:\n\n", b"A: b", b"\nbody", b"\r\nbody", b""])
def test_harmless(raw: bytes) -> None:
    assert read_header(raw, 0, len(raw)).flaws == ()


def test_without_an_empty_line_there_is_no_body() -> None:
    assert read_header(b"A: b\nC: d", 0, 9).body_start == 9


def test_the_same_value_twice_counts_once() -> None:
    raw = b"Content-Type: text/plain\nContent-type: text/plain\nCONTENT-TYPE: text/html\n\n"
    assert read_header(raw, 0, len(raw)).values("content-type") == ("text/plain", "text/html")
