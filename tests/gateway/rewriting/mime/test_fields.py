"""The fields of a header, each with the bytes in which it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.fields import fields_at, put_on_top, removed, replaced
from tests.support.timing import quickest

HEADER = b"To: a@example.org\r\nsubject :Trip\r\n\tto the zoo\r\nX-Empty:\r\n\r\nNo: field\r\n"


def test_each_field_is_found_with_its_lines() -> None:
    fields = fields_at(HEADER)
    assert [(field.name, field.value) for field in fields] == [
        ("To", b" a@example.org\r\n"),
        ("subject", b"Trip\r\n\tto the zoo\r\n"),
        ("X-Empty", b"\r\n"),
    ]
    assert fields[1].is_called("subject", "comments")
    assert not fields[1].is_called("to")


def test_a_header_may_begin_and_end_anywhere() -> None:
    start = HEADER.index(b"subject")
    assert [field.name for field in fields_at(HEADER, start)] == ["subject", "X-Empty"]
    assert [field.name for field in fields_at(HEADER, start, HEADER.index(b"X-"))] == ["subject"]
    assert fields_at(HEADER, HEADER.index(b"\r\n\r\n") + 2) == ()


def test_fields_are_removed_replaced_and_added() -> None:
    to, subject, _ = fields_at(HEADER)
    assert apply(HEADER, [removed(to), replaced(subject, b"Subject: x\r\n"), put_on_top(b"A: b\r\n")]) == (
        b"A: b\r\nSubject: x\r\nX-Empty:\r\n\r\nNo: field\r\n"
    )


@pytest.mark.parametrize("line_end", [b"\r\n", b"\n"])
@given(
    lines=st.lists(
        st.sampled_from([b"To: a", b"X:", b"\tfolded", b" b: c", b"Y : z", b"K:=?utf-8?q?a?="]), max_size=8
    )
)
def test_no_byte_of_a_header_is_missed(line_end: bytes, lines: list[bytes]) -> None:
    header = b"".join(line + line_end for line in (b"From: x", *lines))
    fields = fields_at(header + line_end + b"body: x")
    assert b"".join((header)[field.start : field.end] for field in fields) == header


def test_a_field_of_a_megabyte_takes_time_in_proportion() -> None:
    def seconds(many: int) -> float:
        raw = b"To: a\r\n" + b" b@example.org,\r\n" * many + b"\r\n"
        assert len(fields_at(raw)) == 1
        return quickest(lambda: fields_at(raw))

    assert seconds(200_000) < 8 * seconds(50_000) + 0.2
