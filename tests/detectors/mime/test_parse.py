"""Whole messages: leaves in order with their places, and a defect wherever programs would differ."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.message import Message, Part
from detectors.mime.flaws import Flaw
from detectors.mime.parse import parse

ZIP = b"PK\x05\x06" + bytes(18)
ZIP64 = base64.b64encode(ZIP).decode()


def message(*lines: str, line_end: str = "\r\n") -> Message:
    return parse(
        line_end.join(("From: g.bishop@oakfield.sch.uk", *lines, "")).encode("utf-8", "surrogateescape")
    )


def mixed(*lines: str) -> Message:
    return message("Content-Type: multipart/mixed; boundary=b", "", *lines)


def flaws(parsed: Message) -> list[str]:
    return [defect.what for defect in parsed.defects]


def outline(parsed: Message) -> list[tuple[str, str]]:
    return [(str(part.location), part.media_type) for part in parsed.parts]


def only(parsed: Message) -> Part:
    (part,) = parsed.parts
    return part


def test_an_ordinary_message() -> None:
    parsed = mixed(
        "This is a multi-part message in MIME format.",
        "--b",
        "Content-Type: multipart/alternative; boundary=c",
        "",
        "--c",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Zo=C3=AB",
        "--c",
        "Content-Type: text/html",
        "",
        "<p>Zoe</p>",
        "--c--",
        "--b",
        "Content-Type: application/zip",
        'Content-Disposition: attachment; filename="=?utf-8?q?marks=2Ezip?="',
        "Content-Transfer-Encoding: base64",
        "",
        ZIP64,
        "--b",
        "Content-Type: image/png",
        "Content-ID: <logo>",
        "",
        "--b--",
        "School footer",
    )
    assert outline(parsed) == [
        ("body", "text/plain"),
        ("body", "text/plain"),
        ("body", "text/html"),
        ("attachment:marks.zip", "application/zip"),
        ("attachment:attachment-1.png", "image/png"),
        ("body", "text/plain"),
    ]
    assert parsed.parts[1].content.decode() == "Zoë"
    assert (parsed.parts[1].charset, parsed.parts[3].filename) == ("utf-8", "marks.zip")
    assert parsed.parts[3].content == ZIP
    assert parsed.parts[4].filename == ""
    assert parsed.parts[5].content == b"School footer\r\n"
    assert flaws(parsed) == []


def test_the_header_is_decoded_and_in_order() -> None:
    parsed = message("Subject: =?utf-8?q?Zo=C3=AB?=", "X: 1", "X: 2", "", "")
    assert [(field.name, field.value) for field in parsed.headers] == [
        ("From", "g.bishop@oakfield.sch.uk"),
        ("Subject", "Zoë"),
        ("X", "1"),
        ("X", "2"),
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_unix_and_network_line_ends_are_alike(line_end: str) -> None:
    assert flaws(message("", "Dear all,", "", line_end=line_end)) == []


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["Content-Type: text/plain", "Content-Disposition: inline"], "body"),
        (["Content-Type: text/calendar"], "body"),
        (["Content-Type: text/plain; name=notes.txt"], "attachment:notes.txt"),
        (["Content-Type: text/html", "Content-Disposition: attachment"], "attachment:attachment-1.html"),
        (["Content-Type: message/rfc822"], "attachment:attachment-1.eml"),
        (["Content-Type: text/rfc822-headers"], "attachment:attachment-1.eml"),
        (["Content-Type: application/pdf", "Content-Disposition: inline"], "attachment:attachment-1.pdf"),
    ],
)
def test_what_is_body_and_what_is_attachment(lines: list[str], place: str) -> None:
    assert str(only(message(*lines, "", "x")).location) == place


def test_parts_of_a_digest_are_messages() -> None:
    parsed = message(
        "Content-Type: multipart/digest; boundary=b", "", "--b", "", "Subject: x", "", "y", "--b--"
    )
    assert outline(parsed) == [("attachment:attachment-1.eml", "message/rfc822")]


def test_an_attached_message_is_left_whole() -> None:
    inner = "Subject: inner\r\n\r\nGrace\r\n"
    part = only(message("Content-Type: message/rfc822", "", inner.removesuffix("\r\n")))
    assert part.content == inner.encode()


def test_two_attachments_of_one_name() -> None:
    attachment = ("--b", 'Content-Disposition: attachment; filename="a.pdf"', "", "x")
    assert [place for place, _ in outline(mixed(*attachment, *attachment, "--b--"))] == [
        "attachment:a.pdf",
        "attachment:a (2).pdf",
    ]


def test_a_multipart_that_cannot_be_opened_is_read_as_text() -> None:
    parsed = message("Content-Type: multipart/mixed; boundary=b", "", "Grace Bishop")
    assert outline(parsed) == [("body", "text/plain")]
    assert flaws(parsed) == [Flaw.BOUNDARY_MISSING]


def test_an_encoded_multipart_is_opened_all_the_same() -> None:
    inner = base64.b64encode(b"--b\n\nGrace\n--b--\n").decode()
    parsed = message(
        "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", inner
    )
    assert only(parsed).content == b"Grace"
    assert flaws(parsed) == []


def test_an_attached_message_in_base64_is_decoded() -> None:
    inner = base64.b64encode(b"Subject: Trip\r\n\r\nGrace\r\n").decode()
    parsed = message("Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", inner)
    assert only(parsed).content == b"Subject: Trip\r\n\r\nGrace\r\n"
    assert flaws(parsed) == []


def test_both_readings_of_a_contradictory_encoding_are_given() -> None:
    parsed = message(
        "Content-Type: application/zip",
        "Content-Transfer-Encoding: 7bit",
        "Content-Transfer-Encoding: base64",
        "",
        ZIP64,
    )
    assert [part.content for part in parsed.parts] == [ZIP64.encode() + b"\r\n", ZIP]
    assert Flaw.ENCODING_CONTRADICTED in flaws(parsed)


def test_files_in_text_are_attachments_too() -> None:
    parsed = message("", "Marks:", "begin 644 C:\\marks\\7a.csv", "%1W)A8V4", "`", "end")
    assert outline(parsed) == [
        ("body", "text/plain"),
        ("attachment:7a.csv", "application/octet-stream"),
    ]
    assert parsed.parts[1].content == b"Grace"
    assert flaws(parsed) == []


def test_utf16_text_may_hold_nulls() -> None:
    text = base64.b64encode("Grace".encode("utf-16-le")).decode()
    lines = ["Content-Type: text/plain; charset=utf-16le", "Content-Transfer-Encoding: base64", "", text]
    assert flaws(message(*lines)) == []


@pytest.mark.parametrize(
    ("flaw", "lines"),
    [
        (Flaw.NULS, ["", "a\0b"]),
        (Flaw.LINE_ENDS, ["", "Gra\rce"]),
        (Flaw.STRAY_HEADER_LINE, ["hello there", "", "x"]),
        (Flaw.SPACED_FIELD_NAME, ["Content-Type : text/plain", "", "x"]),
        (Flaw.FRAGMENT, ["Content-Type: message/partial; number=1; total=2; id=x", "", "x"]),
        (Flaw.ENCODING_UNKNOWN, ["Content-Transfer-Encoding: x-odd", "", "H4sI"]),
        (Flaw.ENCODING_UNCLEAR, ["Content-Transfer-Encoding: x-gzip64", "", "H4sI"]),
        (Flaw.BASE64_BROKEN, ["Content-Transfer-Encoding: base64", "", "QQ==QQ=="]),
        (Flaw.QUOTED_BROKEN, ["Content-Transfer-Encoding: quoted-printable", "", "=XX"]),
        (Flaw.FILE_IN_TEXT, ["", "=ybegin line=128 size=3 name=a.zip"]),
        (Flaw.FILE_IN_TEXT, ["", "begin 644 a.zip", "%1W)A8V4"]),
        (Flaw.NOT_TEXT, ["Content-Type: text/plain", "Content-Transfer-Encoding: base64", "", ZIP64]),
        (Flaw.HIDDEN_PARTS, ["", "--x", "Content-Type: application/zip", "", "PK"]),
    ],
)
def test_flaws_of_a_single_part(flaw: Flaw, lines: list[str]) -> None:
    assert flaw in flaws(message(*lines))


@pytest.mark.parametrize(
    ("flaw", "lines"),
    [
        (Flaw.HIDDEN_PARTS, ["--b", "", "x", "--b--", "--b", "Content-Type: application/zip", "", "PK"]),
        (Flaw.HIDDEN_PARTS, ["--x", "Content-Type: text/plain", "--b", "", "x", "--b--"]),
        (Flaw.HIDDEN_PARTS, ["--b", "", "Content-Transfer-Encoding: base64", "", ZIP64, "--b--"]),
    ],
)
def test_flaws_of_structure(flaw: Flaw, lines: list[str]) -> None:
    assert flaw in flaws(mixed(*lines))


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"Dear all,\r\n", b"\r\nDear all"])
def test_a_message_without_header(raw: bytes) -> None:
    assert Flaw.NO_HEADER in flaws(parse(raw))


def test_a_defect_says_which_attachment() -> None:
    parsed = mixed(
        "--b",
        'Content-Disposition: attachment; filename="a.zip"',
        "Content-Transfer-Encoding: base64",
        "",
        "QQ==QQ==",
        "--b--",
    )
    assert {str(defect.location) for defect in parsed.defects} == {
        "attachment:a.zip",
        "attachment:a (2).zip",
        "attachment:a (3).zip",
        "attachment:a (4).zip",
    }


_LINES = st.lists(
    st.sampled_from(
        [
            b"Content-Type: multipart/mixed; boundary=b",
            b"Content-Type: multipart/mixed; boundary=bb",
            b"Content-Type: message/rfc822",
            b"Content-Transfer-Encoding: base64",
            b"Content-Transfer-Encoding: quoted-printable",
            b"Content-Disposition: attachment; filename*0*=''a; filename*1=\"b",
            b"--b",
            b"--bb",
            b"--b--",
            b"",
            b" ",
            b"QQ==",
            b"begin 644 x",
            b"=\xff\x00",
        ]
    ),
    max_size=25,
)


@given(_LINES, st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_never_raises(lines: list[bytes], line_end: bytes) -> None:
    parsed = parse(line_end.join(lines))
    assert len({part.location for part in parsed.parts if part.location.path}) == sum(
        bool(part.location.path) for part in parsed.parts
    )
