"""Names in the header: the subject in whatever it is written, and the names of files."""

from __future__ import annotations

import email
import email.policy

import pytest

from detectors.finding import Location, Place
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.parts import take_apart
from gateway.rewriting.names.fields import shorten_fields, shorten_file_names
from gateway.rewriting.names.parameters import with_parameters
from tests.gateway.rewriting.names.school import shortening

SHORTENING = shortening()


def header(*lines: str, line_end: str = "\r\n", codec: str = "utf-8") -> bytes:
    return line_end.join(("From: a@oakfield.sch.uk", *lines, "X-Last: Grace Bishop", "", "x", "")).encode(
        codec
    )


def made(raw: bytes) -> bytes:
    return apply(raw, (edit for each in shorten_fields(raw, SHORTENING) for edit in each.edits))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Subject: About Grace Bishop", "Subject: About G.B."),
        ("SUBJECT :  Grace Bishop  ", "SUBJECT : G.B."),
        ("Subject: Grace\r\n Bishop and\r\n\tHenry Tudor", "Subject: G.B. and\tH.T."),
        ("Subject: =?utf-8?Q?Grace_Bis?= =?utf-8?Q?hop?=", "Subject: G.B."),
        ("Subject: =?iso-8859-1?Q?Zo=EB?= O'Neill =?gb2312?B?1tA=?=", "Subject: =?utf-8?b?Wi5PLiDkuK0=?="),
        ("Subject: Zoë O'Neill, café", "Subject: =?utf-8?q?Z.O.,_caf=C3=A9?="),
        ("Thread-Topic: Grace Bishop", "Thread-Topic: G.B."),
        ("Keywords: 8K, Tudor Henry", "Keywords: 8K, H.T."),
        ("Comments: Grace Bishop\r\nComments: Henry Tudor", "Comments: G.B.\r\nComments: H.T."),
        ("Subject: Grace, and the Bishop", "Subject: Grace, and the Bishop"),
        ("To: Grace Bishop <g@example.org>", "To: Grace Bishop <g@example.org>"),
    ],
)
def test_fields_written_by_people(line: str, expected: str) -> None:
    assert made(header(line)) == header(expected)


def test_lines_end_as_those_of_the_message_do() -> None:
    raw = header("Subject: " + "Grace Bishop, " * 10 + "é", line_end="\n")
    after = made(raw)
    assert b"\r" not in after
    assert "Grace" not in str(email.message_from_bytes(after, policy=email.policy.default)["subject"])


def test_raw_latin_letters_in_a_subject() -> None:
    assert made(header("Subject: Zoë O'Neill é", codec="latin-1")) == header(
        "Subject: =?utf-8?q?Z.O._=C3=A9?="
    )


def test_places_are_told_and_counted() -> None:
    raw = header("Subject: Grace Bishop and Henry Tudor", "Comments: Grace Bishop")
    found = [(each.location, each.places) for each in shorten_fields(raw, SHORTENING)]
    assert found == [(Location(Place.SUBJECT), 2), (Location(Place.HEADER, "Comments"), 1)]


def test_a_header_with_a_line_that_is_no_field_is_refused() -> None:
    with pytest.raises(CannotRewriteError, match="header"):
        made(b"From someone\nSubject: Grace Bishop\n\nx\n")


def _part(*lines: str) -> bytes:
    return "\r\n".join(("MIME-Version: 1.0", *lines, "", "x", "")).encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('attachment; filename="Grace Bishop.pdf"; size=10', 'attachment; filename="G.B.pdf"; size=10'),
        ("attachment;\r\n\tfilename=GraceBishop.pdf", "attachment;\r\n\tfilename=G.B.pdf"),
        ("attachment; filename=Grace Bishop.pdf", "attachment; filename=G.B.pdf"),
        ('attachment; FileName="Tudor, Henry \\"8K\\".pdf"', 'attachment; FileName="H.T. \\"8K\\".pdf"'),
        ("attachment; filename*=iso-8859-1'en'Zo%EB%20O%27Neill.pdf", "attachment; filename*=UTF-8''Z.O.pdf"),
        (
            'attachment; filename*0="Grace Bis";\r\n filename*1="hop.pdf"; size=10',
            "attachment; filename*=UTF-8''G.B.pdf; size=10",
        ),
        (
            "attachment; filename=\"Zoe O'Neill.pdf\"; filename*=utf-8''Zo%C3%AB%20O%27Neill%20%C3%A9.pdf",
            "attachment; filename=\"Z.O.pdf\"; filename*=UTF-8''Z.O.%20%C3%A9.pdf",
        ),
        (
            'attachment; filename="=?utf-8?B?R3JhY2UgQmlzaG9wIMOpLnBkZg==?="',
            'attachment; filename="=?utf-8?q?G.B._=C3=A9.pdf?="',
        ),
        ('attachment; filename="minutes.pdf"', 'attachment; filename="minutes.pdf"'),
        (
            'inline; x="a;filename=Grace Bishop"; filename=a.pdf',
            'inline; x="a;filename=Grace Bishop"; filename=a.pdf',
        ),
    ],
)
def test_names_of_files(value: str, expected: str) -> None:
    raw = _part(f"Content-Disposition: {value}")
    (leaf,) = take_apart(raw).leaves
    edits = [edit for each in shorten_file_names(raw, leaf, SHORTENING) for edit in each.edits]
    assert apply(raw, edits) == _part(f"Content-Disposition: {expected}")


def test_all_fields_that_name_the_file() -> None:
    raw = _part(
        'Content-Type: application/pdf; name="Grace Bishop.pdf"',
        "Content-Description: Grace Bishop.pdf",
        "X-Other: Grace Bishop.pdf",
        'Content-Disposition: attachment; filename="Grace Bishop.pdf"',
    )
    (leaf,) = take_apart(raw).leaves
    (shortened,) = shorten_file_names(raw, leaf, SHORTENING)
    assert apply(raw, shortened.edits) == raw.replace(b"Grace Bishop", b"G.B", 2).replace(
        b'filename="Grace Bishop', b'filename="G.B'
    )
    assert shortened.location == Location(Place.ATTACHMENT, "Grace Bishop.pdf", "name")


def test_a_long_name_is_written_in_pieces() -> None:
    value = "attachment; filename*=UTF-8''" + "%C3%A9" * 40
    after = with_parameters(value, lambda name: name + "a", "\r\n")
    assert max(map(len, after.split("\r\n"))) <= 78
    message = email.message_from_string(f"Content-Disposition: {after}\n\nx")
    assert message.get_filename() == "é" * 40 + "a"


def test_pieces_that_stand_apart_are_refused() -> None:
    with pytest.raises(CannotRewriteError, match="name of an attachment"):
        with_parameters('a; filename*0="x"; size=1; filename*1="y"', lambda name: name + "z", "\n")
