"""Headers are cut into fields, and what does not belong there is noted."""

import pytest

from detectors.mime.flaws import Flaw
from detectors.mime.header import Header, begins_header, other_headers, read_header


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
        (b"X: y\n Content-Type: multipart/mixed; boundary=b\n\n", Flaw.STRAY_HEADER_LINE),
        (b"X: y\n\tcontent-transfer-encoding:base64\n\n", Flaw.STRAY_HEADER_LINE),
        (b"X: y\n Content-Disposition: attachment; filename=a.zip\n\n", Flaw.STRAY_HEADER_LINE),
    ],
)
def test_flaws(raw: bytes, flaw: Flaw) -> None:
    assert read_header(raw, 0, len(raw)).flaws == (flaw,)


@pytest.mark.parametrize(
    "fold",
    [b"Content-Type:From:\n Content-Transfer-Encoding:To", b"Content-Type; bh=x/y", b"Content-Type :\n a"],
)
def test_a_list_of_field_names_hides_none(fold: bytes) -> None:
    raw = b"DKIM-Signature: v=1; h=Subject:\n " + fold + b";\n b=abc/def\n\n"
    assert read_header(raw, 0, len(raw)).flaws == ()


@pytest.mark.parametrize("raw", [b"Subject : old style\n\n", b"A:\n\n", b"A: b", b"\nbody", b"\r\nbody", b""])
def test_harmless(raw: bytes) -> None:
    assert read_header(raw, 0, len(raw)).flaws == ()


def test_without_an_empty_line_there_is_no_body() -> None:
    assert read_header(b"A: b\nC: d", 0, 9).body_start == 9


def test_the_same_value_twice_counts_once() -> None:
    raw = b"Content-Type: text/plain\nContent-type: text/plain\nCONTENT-TYPE: text/html\n\n"
    assert read_header(raw, 0, len(raw)).values("content-type") == ("text/plain", "text/html")


def others(raw: bytes) -> list[tuple[list[tuple[str, str]], bytes]]:
    header = read_header(raw, 0, len(raw))
    readings: list[Header] = list(other_headers(raw, 0, len(raw), header))
    return [
        ([(field.name, field.value) for field in each.fields], raw[each.body_start :]) for each in readings
    ]


TYPE = ("Content-Type", "a/b")


@pytest.mark.parametrize(
    ("raw", "fields", "body"),
    [
        (b"Content-Type: a/b\n \nbody\n\nmore", [TYPE], b"body\n\nmore"),
        (b"Content-Type: a/b\n\x0b\n\t\nbody\n\nmore", [TYPE], b"body\n\nmore"),
        (b"Content-Type: a/b\nstray\nX: y\n\nmore", [TYPE], b"stray\nX: y\n\nmore"),
        (b"Content-Type: a/b\nstray\n\nmore", [TYPE], b"\nmore"),
        (b"\nContent-Type: a/b\n\nbody", [TYPE], b"body"),
        (b":\nContent-Type: a/b\n\nbody", [TYPE], b"body"),
        (b"junk\n\rContent-Type: a/b\n\nbody", [TYPE], b"body"),
        (b"X: y\n Content-Type: a/b\n\nbody", [TYPE], b"body"),
        (b"Content-Type a/b\n\nbody", [TYPE], b"body"),
        (b"Content-Type:: a/b\n\nbody", [("Content-Type", ": a/b")], b"body"),
    ],
)
def test_other_readings(raw: bytes, fields: list[tuple[str, str]], body: bytes) -> None:
    assert (fields, body) in others(raw)


def test_other_readings_are_few_and_the_first_is_among_them() -> None:
    raw = b"X: y\n" + b"stray\n \n" * 50_000 + b"\nbody"
    found = others(raw)
    assert len(found) == 5
    assert found[0] == ([], b"body")


@pytest.mark.parametrize(
    ("text", "begins"), [(b"Subject: x\n", True), (b"From me\n", True), (b"UEsDBBQ=", False)]
)
def test_the_beginning_of_a_header(text: bytes, begins: bool) -> None:
    assert begins_header(text) is begins
