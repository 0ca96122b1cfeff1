"""Replies: what is one, what is not, and what may be said of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.transport.reply import MAX_LINE, MAX_LINES, MAX_TEXT, MalformedReplyError, Reply, ReplyParser


def parse(*pieces: bytes) -> list[Reply]:
    parser = ReplyParser()
    return [reply for piece in pieces for reply in parser.feed(piece)]


@pytest.mark.parametrize(
    ("wire", "code", "lines"),
    [
        (b"250 OK\r\n", 250, ("OK",)),
        (b"250 \r\n", 250, ("",)),
        (b"250\r\n", 250, ("",)),
        (b"250-mx\r\n250-SIZE 10\r\n250 HELP\r\n", 250, ("mx", "SIZE 10", "HELP")),
        (b"250-\r\n250\r\n", 250, ("", "")),
        (b"571 5.7.1 Delivery not authorised\r\n", 571, ("5.7.1 Delivery not authorised",)),
        (b"550 5.1.1 caf\xc3\xa9 \x1b[31m\tno\x00\r\n", 550, ("5.1.1 caf?? ?[31m no?",)),
        (b"550 a\rb\r\n", 550, ("a?b",)),
    ],
)
def test_reads_a_reply(wire: bytes, code: int, lines: tuple[str, ...]) -> None:
    assert parse(wire) == [Reply(code, lines)]


@pytest.mark.parametrize(
    "wire",
    [
        b"\r\n",
        b"hello\r\n",
        b"25 OK\r\n",
        b"2500 OK\r\n",
        b"150 early\r\n",
        b"650 late\r\n",
        b"250_OK\r\n",
        b" 250 OK\r\n",
        b"250 OK\n",
        b"250-one\r\n550 two\r\n",
        b"250-one\r\n250_two\r\n",
        b"250 " + b"a" * MAX_LINE,
        b"250 " + b"a" * MAX_LINE + b"\r\n",
        b"250-more\r\n" * (MAX_LINES + 1),
        "٢٥٠ OK\r\n".encode(),
    ],
)
def test_anything_else_is_malformed(wire: bytes) -> None:
    with pytest.raises(MalformedReplyError):
        parse(wire)


def test_the_longest_line_and_reply_allowed() -> None:
    longest = b"250-" + b"a" * (MAX_LINE - 6) + b"\r\n"
    assert len(longest) == MAX_LINE
    (reply,) = parse(longest * (MAX_LINES - 1) + b"250 end\r\n")
    assert len(reply.lines) == MAX_LINES


def test_an_endless_line_is_noticed_before_its_end() -> None:
    with pytest.raises(MalformedReplyError):
        parse(*[b"2"] * (MAX_LINE + 1))


def test_replies_before_the_fault_are_kept() -> None:
    parser = ReplyParser()
    replies = parser.feed(b"250 one\r\n550 two\r\nGARBAGE\r\n")
    assert next(replies) == Reply(250, ("one",))
    assert next(replies) == Reply(550, ("two",))
    with pytest.raises(MalformedReplyError):
        next(replies)


@pytest.mark.parametrize(
    ("fed", "expected"), [(b"", False), (b"250 OK\r\n", False), (b"2", True), (b"250-a\r\n", True)]
)
def test_knows_whether_it_is_in_the_middle(fed: bytes, expected: bool) -> None:
    parser = ReplyParser()
    list(parser.feed(fed))
    assert parser.in_the_middle is expected


@given(st.lists(st.integers(0, 60), max_size=12))
def test_pieces_of_any_size_give_the_same(cuts: list[int]) -> None:
    wire = b"220 mx\r\n250-mx\r\n250-PIPELINING\r\n250 HELP\r\n354 go on\r\n"
    edges = sorted({0, len(wire), *(cut for cut in cuts if cut <= len(wire))})
    pieces = [wire[start:end] for start, end in pairwise(edges)]
    assert parse(*pieces) == parse(wire)
    assert len(parse(wire)) == 3


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(wire: bytes) -> None:
    try:
        replies = parse(wire)
    except MalformedReplyError:
        return
    assert all(line.isascii() and line.isprintable() for reply in replies for line in reply.lines)


@pytest.mark.parametrize(
    ("code", "lines"),
    [(100, ("x",)), (600, ("x",)), (250, ()), (250, ("a\r\nb",)), (250, ("café",)), (250, ("\t",))],
)
def test_an_unsafe_reply_cannot_be_made(code: int, lines: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="reply"):
        Reply(code, lines)


@pytest.mark.parametrize(
    ("reply", "success", "temporary", "permanent"),
    [
        (Reply(250, ("",)), True, False, False),
        (Reply(354, ("",)), False, False, False),
        (Reply(421, ("",)), False, True, False),
        (Reply(554, ("",)), False, False, True),
    ],
)
def test_classes(reply: Reply, success: bool, temporary: bool, permanent: bool) -> None:
    assert (reply.is_success, reply.is_temporary, reply.is_permanent) == (success, temporary, permanent)


@pytest.mark.parametrize(
    ("reply", "enhanced", "status"),
    [
        (Reply(250, ("2.1.5 fine",)), "2.1.5", "2.1.5"),
        (Reply(550, ("5.1.1",)), "5.1.1", "5.1.1"),
        (Reply(550, ("5.7.509 Access denied",)), "5.7.509", "5.7.509"),
        (Reply(550, ("no such user",)), None, "5.0.0"),
        (Reply(550, ("4.1.1 of another class",)), None, "5.0.0"),
        (Reply(550, ("5.1.1x",)), None, "5.0.0"),
        (Reply(550, ("5.1.1234 too many digits",)), None, "5.0.0"),
        (Reply(354, ("3.0.0 go on",)), None, "3.0.0"),
        (Reply(450, ("5.1.1.1 address of a host",)), None, "4.0.0"),
    ],
)
def test_enhanced_status(reply: Reply, enhanced: str | None, status: str) -> None:
    assert reply.enhanced == enhanced
    assert reply.status == status


def test_text_is_one_short_line() -> None:
    assert str(Reply(550, ("5.1.1 one", "two"))) == "550 5.1.1 one two"
    assert len(Reply(550, ("x" * 1_000, "y" * 1_000)).text) == MAX_TEXT


@pytest.mark.parametrize("lines", [("one",), ("one", "two"), ("", "x", "")])
def test_is_written_as_it_is_read(lines: tuple[str, ...]) -> None:
    reply = Reply(550, lines)
    assert parse(reply.to_smtp().encode() + b"\r\n") == [reply]
