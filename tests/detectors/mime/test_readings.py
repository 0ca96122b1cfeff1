"""What any mail program would show of an ambiguous message is among its leaves."""

import base64
import time

import pytest

from detectors.finding import Place
from detectors.message import Message
from detectors.mime.flaws import Flaw
from detectors.mime.parse import parse

ZIP = b"PK\x05\x06" + bytes(18)
ZIP64 = base64.b64encode(ZIP).decode()
FILE = ("Content-Type: application/zip", "Content-Transfer-Encoding: base64", "", ZIP64)
TEXT = ("Content-Type: text/plain", "", "Dear all")


def message(*lines: str, line_end: str = "\r\n") -> Message:
    return parse(
        line_end.join(("From: g.bishop@oakfield.sch.uk", *lines, "")).encode("utf-8", "surrogateescape")
    )


def flaws(parsed: Message) -> list[str]:
    return [defect.what for defect in parsed.defects]


def contents(parsed: Message) -> list[bytes]:
    return [part.content for part in parsed.parts]


PARTS = ("--b", *TEXT, "--b", *FILE, "--b--")


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Type: multipart/mixed; boundary=a; boundary=b", "", "--a", "", "x", *PARTS),
        ("Content-Type: multipart/mixed; boundary=b; boundary=a", "", "--a", "", "x", *PARTS),
        ("Content-Type: text/plain", "Content-Type: multipart/mixed; boundary=b", "", *PARTS),
        ("Content-Type: multipart/mixed", "", *PARTS),
        ("Content-Type: multipart/mixed; boundary=x", "", *PARTS),
        ("Content-Type: multipart/; boundary=b", "", *PARTS),
        ("Content-Type: multipart; boundary=b", "", *PARTS),
        ("Content-Type: multipart/mixed; bound(x)ary=b", "", *PARTS),
        ("Content-Type: multipart/mixed; boundary=(x)b", "", *PARTS),
        ('Content-Type: multipart/mixed; x="y;boundary=b', "", *PARTS),
        ("Content-Type: multipart/mixed; boundary==?utf-8?q?b?=", "", *PARTS),
        ("Content-Type: multipart/mixed; boundary*0=x; boundary*2=b", "", *PARTS),
        ("X: y", " Content-Type: multipart/mixed; boundary=b", "", *PARTS),
        ("X: y\rContent-Type: multipart/mixed; boundary=b", "", *PARTS),
        ("Content-Type multipart/mixed; boundary=b", "", *PARTS),
        ("", *PARTS),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", *TEXT, "--b--", "--b", *FILE),
        ("Content-Type: multipart/mixed; boundary=b", "", "--c", *FILE, *PARTS[:4]),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", *TEXT, "--b y", *FILE, "--b--"),
        (
            "Content-Type: multipart/mixed; boundary=b",
            "",
            *("--b", "Content-Type: multipart/mixed; boundary=bb", ""),
            *("--bb", *TEXT, "--bby", *FILE, "--b--"),
        ),
        (
            "Content-Type: multipart/mixed; boundary=b",
            "",
            *("--b", "Content-Type: multipart/mixed; boundary=c", "--b--", ""),
            *("--c", *FILE, "--c--"),
        ),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", "", *FILE, "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", "junk", *FILE, "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", *FILE[:2], " ", FILE[3], "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", *FILE[:2], FILE[3], "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", *FILE[:2], "QUJD", "", FILE[3], "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", "X: y", f" {FILE[1]}", *FILE[2:], "--b--"),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b\rX: y", *FILE[1:], "--b--"),
    ],
    ids=range(28),
)
def test_a_hidden_file_is_found(lines: tuple[str, ...]) -> None:
    assert ZIP in contents(message(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Type: multipart/mixed; boundary*=''b", "", *PARTS),
        (
            "Content-Type: multipart/mixed; boundary='b'",
            "",
            *(line.replace("--b", "--'b'") for line in PARTS),
        ),
        ("Content-Type: multipart/mixed; boundary=b; boundary=none", "", *PARTS),
        ("Content-Type: multipart/mixed; boundary=b", "", *PARTS[:-1]),
        ("Content-Type: multipart/mixed; boundary=b", "", "--b", "", "x", "--by", "z", *PARTS),
        ("Content-Type: text/plain; boundary=none", "", "Dear all"),
        ("Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: 8bit", "", *PARTS),
        ("Content-Type: text/plain", "", "Dear\nall"),
        ("Content-Type: text/plain", "", "Dear all,\r \rthe trip"),
    ],
    ids=range(9),
)
def test_what_is_the_same_in_every_reading_is_no_flaw(lines: tuple[str, ...]) -> None:
    parsed = message(*lines)
    assert flaws(parsed) == []
    assert ZIP in contents(parsed) or "--b" not in lines


def test_the_parts_inside_an_attached_message_are_left_to_it() -> None:
    inner = "\r\n".join(("Content-Type: multipart/mixed; boundary=ba", "", "--ba", *TEXT, "--ba--"))
    parsed = message(
        "Content-Type: multipart/mixed; boundary*=b",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        inner,
        "--b--",
    )
    assert [part.media_type for part in parsed.parts] == ["message/rfc822"]
    assert flaws(parsed) == []


def test_a_multipart_in_quoted_printable_is_read_decoded_and_as_it_stands() -> None:
    parsed = message(
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Transfer-Encoding: quoted-printable",
        *("", "--b", "", "Gra=63e", "--b--"),
    )
    assert contents(parsed) == [b"Gra=63e", b"Grace"]
    assert flaws(parsed) == []


def test_a_multipart_that_is_said_to_be_in_base64_but_is_not() -> None:
    parsed = message(
        "Content-Type: multipart/mixed; boundary=b", "Content-Transfer-Encoding: base64", "", *PARTS
    )
    assert ZIP in contents(parsed)
    assert flaws(parsed) == [Flaw.ENCODING_UNCLEAR]


def test_a_line_break_inside_a_name_is_a_difference() -> None:
    parsed = message("", "Grace Bis\rhop")
    assert b"Grace Bishop" in b"|".join(contents(parsed))
    assert flaws(parsed) == [Flaw.LINE_ENDS]


def test_a_large_message_may_have_a_stray_line_end() -> None:
    parsed = parse(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nDear \rall\nof you\r\n"
        b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(bytes(1_000_000)).replace(b"\n", b"\r\n")
        + b"--b--\r\n"
    )
    assert len(parsed.parts) == 2
    assert flaws(parsed) == []


def test_nulls_are_read_as_nothing_too() -> None:
    parsed = message("", "Gr\0ace")
    assert b"Grace\r\n" in contents(parsed)
    assert Flaw.NULS in flaws(parsed)


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "cp037", "hz"])
def test_a_strange_character_set_is_believed_and_not(charset: str) -> None:
    parsed = message(f"Content-Type: text/plain; charset={charset}", "", "Grace Bishop")
    assert [(part.content, part.charset) for part in parsed.parts] == [
        (b"Grace Bishop\r\n", charset),
        (b"Grace Bishop\r\n", ""),
    ]


def test_every_character_set_that_was_stated_is_tried() -> None:
    parsed = message("Content-Type: text/plain; charset=utf-8; charset=utf-7", "", "x")
    assert [part.charset for part in parsed.parts] == ["utf-8", "utf-7"]


def test_an_attachment_of_two_names_is_there_by_both() -> None:
    parsed = message('Content-Disposition: attachment; filename="a.txt"; filename="Grace.csv"', "", "x")
    assert [part.location.path for part in parsed.parts] == ["a.txt", "Grace.csv"]
    assert flaws(parsed) == []


def test_files_in_html_are_attachments() -> None:
    parsed = message(
        "Content-Type: text/html", "", f'<a href="data:application/zip;base64,{ZIP64}">marks</a>'
    )
    assert [(str(part.location), part.content) for part in parsed.parts[1:]] == [
        ("attachment:attachment-1.zip", ZIP)
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"begin-base64 644 a.zip\r\n{ZIP64}\r\n====",
        "=ybegin line=128 size=2 name=a.zip\r\nzu\r\n=yend size=2",
        'begin 644 a.zip\r\n"4$L\r\n`\r\nend',
    ],
)
def test_files_in_text_are_attachments(text: str) -> None:
    parsed = message("", "Marks:", text)
    assert [(str(part.location), part.content[:2]) for part in parsed.parts[1:]] == [
        ("attachment:a.zip", b"PK")
    ]
    assert flaws(parsed) == []


def test_the_same_content_is_not_given_again_by_another_reading() -> None:
    parsed = message("Content-Type: multipart/mixed; boundary=b", "", *PARTS, *PARTS)
    assert contents(parsed).count(ZIP) == 1
    assert [part.location.place for part in parsed.parts] == [Place.BODY, Place.ATTACHMENT, Place.BODY]


def test_other_readings_are_bounded() -> None:
    part = "--b\r\nX: y\r\nstray\r\n \r\nContent-Transfer-Encoding: base64\r\n\r\n{}"
    lines = [part.format(base64.b64encode(b"%d" % number).decode()) for number in range(9000)]
    start = time.process_time()
    parsed = message("Content-Type: multipart/mixed; boundary=b", "", *lines, "--b--")
    assert time.process_time() - start < 3
    assert len(parsed.parts) < 9200
    assert Flaw.TOO_MANY_READINGS in flaws(parsed)
