"""Content: what comes out behind the dots is what went in, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.content import encode_content, has_bare_line_ends, has_hidden_end

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
