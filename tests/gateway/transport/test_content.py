"""Content: what comes out behind the dots is what went in, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.content import (
    CheckedMessage,
    LineFlaw,
    check_lines,
    encode_content,
    has_bare_line_ends,
    has_hidden_end,
    next_dot,
    put_on_top,
)

# The pieces that make dot-stuffing go wrong, in every order.
MESSAGES = st.lists(st.sampled_from([b"\r\n", b".", b"..", b"a", b"\xff", b" "])).map(b"".join)


def complete(message: bytes) -> bytes:
    """What a server can get at best: no message ends in the middle of a line."""
    return message if not message or message.endswith(b"\r\n") else message + b"\r\n"


def read_content(wire: bytes) -> bytes:
    """What a server makes of it (RFC 5321 §4.5.2), line by line."""
    lines = wire.split(b"\r\n")
    assert lines[-2:] == [b".", b""]
    assert b"." not in lines[:-2], "the message ends early"
    return b"".join(line.removeprefix(b".") + b"\r\n" for line in lines[:-2])


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (b"", b".\r\n"),
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".", b"..\r\n.\r\n"),
        (b".\r\n", b"..\r\n.\r\n"),
        (b"..\r\n.a\r\n", b"...\r\n..a\r\n.\r\n"),
        (b"\r\n.\r\n.\r\n", b"\r\n..\r\n..\r\n.\r\n"),
        (b"a.\r\nb.c\r\n", b"a.\r\nb.c\r\n.\r\n"),
    ],
)
def test_examples(message: bytes, wire: bytes) -> None:
    assert encode_content(message) == wire


@given(MESSAGES)
def test_a_server_reads_what_was_sent(message: bytes) -> None:
    assert read_content(encode_content(message)) == complete(message)


@pytest.mark.parametrize("message", [b"", b"a", b"a\r\n", b"\r\n\r\n", b"a\r\nb\r\n.\r\n"])
def test_proper_line_ends(message: bytes) -> None:
    assert not has_bare_line_ends(message)


@pytest.mark.parametrize(
    "message", [b"\n", b"\r", b"a\n.\r\n", b"a\r.\r\n", b"a\r\r\nb", b"\n\r", b"a\r\nb\r", b"\r\n\n"]
)
def test_bare_line_ends(message: bytes) -> None:
    assert has_bare_line_ends(message)


@given(st.lists(st.sampled_from([b"\r", b"\n", b"a"]), max_size=12).map(b"".join))
def test_bare_line_ends_are_those_left_without_pairs(message: bytes) -> None:
    rest = message.replace(b"\r\n", b"")
    assert has_bare_line_ends(message) is (b"\r" in rest or b"\n" in rest)


@pytest.mark.parametrize(
    "message", [b"\0.", b"\0.\r\n", b"a\r\n\0\0.\r\n", b"a\r\n\0.\0\0\r\nb", b"a\r\n\0.\0"]
)
def test_a_lone_dot_behind_nul_bytes(message: bytes) -> None:
    assert has_hidden_end(message)
    assert b"\r\n.\r\n" in b"\r\n" + complete(message).replace(b"\0", b"")


@given(st.lists(st.sampled_from([b"\0", b".", b"a", b"\r\n"]), max_size=12).map(b"".join))
def test_without_its_nul_bytes_a_message_that_passes_has_no_early_end(message: bytes) -> None:
    stuffed = encode_content(message)[: -len(b".\r\n")]
    assert has_hidden_end(message) or b"\r\n.\r\n" not in b"\r\n" + stuffed.replace(b"\0", b"")


_PIECES = st.lists(st.sampled_from([b".", b"\r\n", b"\r", b"\n", b"text", b".." * 40]), max_size=30).map(
    b"".join
)


@given(_PIECES, st.integers(0, 40))
def test_the_next_line_that_begins_with_a_dot_is_found(lines: bytes, start: int) -> None:
    places = [
        at for at in range(start, len(lines)) if lines[:at].endswith(b"\r\n") and lines[at:].startswith(b".")
    ]

    assert next_dot(lines, start) == (places[0] if places else -1)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        (b"Hello\r\n", None),
        (b"Hello\nyou\r\n", LineFlaw.BARE_LINE_END),
        (b"Hello\r\n\0.\r\n", LineFlaw.HIDDEN_END),
    ],
)
def test_only_what_is_in_order_is_a_checked_message(message: bytes, found: LineFlaw | None) -> None:
    checked = check_lines(message)

    assert checked == (message if found is None else found)
    assert isinstance(checked, CheckedMessage) is (found is None)


@given(MESSAGES)
def test_a_checked_message_leaves_as_any_other(message: bytes) -> None:
    checked = check_lines(message, has_dots=next_dot(b"\r\n" + message, 0) >= 0)

    if isinstance(checked, CheckedMessage):
        assert encode_content(checked) == encode_content(message)


@pytest.mark.parametrize(
    ("fields", "is_checked"),
    [
        (b"Received: by us\r\n", True),
        (b"Received: by us\n", False),
        (b"Received: by\nus\r\n", False),
        (b"Received: by us", False),
        (b"\0.\r\n", False),
    ],
)
def test_what_is_put_on_top_has_to_be_in_order_too(fields: bytes, is_checked: bool) -> None:
    checked = check_lines(b"Subject: Trip\r\n", has_dots=False)
    assert isinstance(checked, CheckedMessage)

    whole = put_on_top(fields, checked)

    assert whole == fields + b"Subject: Trip\r\n"
    assert isinstance(whole, CheckedMessage) is is_checked


def test_a_dot_that_is_put_on_top_is_doubled() -> None:
    checked = check_lines(b"Hello\r\n", has_dots=False)
    assert isinstance(checked, CheckedMessage)

    assert encode_content(put_on_top(b".X: 1\r\n", checked)) == b"..X: 1\r\nHello\r\n.\r\n"
