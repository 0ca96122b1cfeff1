"""DATA: only CRLF.CRLF ends a message, whatever the chunks, and bare line ends are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.data import Data, DataFault, DataReader
from gateway.transport.content import CheckedMessage

LINES = st.lists(
    st.binary(max_size=20).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b""))
    | st.sampled_from([b".", b"..", b"", b".x"]),
    max_size=12,
)


def _read(wire: bytes, *, cut: int = 1 << 20, limit: int = 1 << 20) -> tuple[Data, bytes]:
    """The message, and what is left for the next command, of what comes in pieces of `cut` bytes."""
    reader = DataReader(limit)
    for start in range(0, len(wire), cut):
        if reader.feed(wire[start : start + cut]):
            return reader.data(), reader.rest + wire[start + cut :]
    raise AssertionError("it has no end")


@given(LINES, st.integers(1, 40))
def test_what_was_sent_is_what_is_read(lines: list[bytes], cut: int) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    wire = b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)

    data, rest = _read(wire + b".\r\nQUIT\r\n", cut=cut)

    assert data == Data(message)
    assert rest == b"QUIT\r\n"


@pytest.mark.parametrize(
    "not_the_end",
    [
        b"\n.\n",
        b"\n.\r\n",
        b"\r\n.\n",
        b"\r.\r",
        b"\r.\r\n",
        b"\r\n.\r",
        b"\r\n.\x00\r\n",
        b"\r\n. \r\n",
    ],
)
def test_nothing_else_ends_a_message(not_the_end: bytes) -> None:
    smuggled = b"MAIL FROM:<x@oakfield.sch.uk>\r\n"
    data, rest = _read(b"text" + not_the_end + smuggled + b"\r\n.\r\nNOOP\r\n")

    assert rest == b"NOOP\r\n"
    bare = not_the_end.replace(b"\r\n", b"").strip(b"\x00. ") != b""
    assert data.fault is (DataFault.BARE_LINE_END if bare else None)
    if not bare:
        assert b"MAIL FROM" in data.content


@pytest.mark.parametrize("bare", [b"a\nb", b"a\rb", b"a\r\r\nb", b"a\n\r\nb", b"\n", b"\r"])
def test_a_bare_line_end_is_refused(bare: bytes) -> None:
    data, rest = _read(bare + b"\r\n.\r\n")

    assert data == Data(b"", DataFault.BARE_LINE_END)
    assert rest == b""


@pytest.mark.parametrize(
    ("size", "fault"), [(998, None), (1000, None), (1001, DataFault.TOO_LARGE), (9999, DataFault.TOO_LARGE)]
)
def test_what_is_too_large_is_read_to_its_end(size: int, fault: DataFault | None) -> None:
    data, rest = _read(b"x" * (size - 2) + b"\r\n.\r\nNOOP\r\n", limit=1000, cut=100)

    assert (data.fault, rest) == (fault, b"NOOP\r\n")
    assert len(data.content) == (0 if fault else size)


def test_an_empty_message() -> None:
    assert _read(b".\r\n") == (Data(b""), b"")


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_dot_at_the_seam_of_two_pieces_is_looked_at_again(cut: int) -> None:
    data, rest = _read(b"one\r\n..\r\n..two\r\n.\r\n.\r\nNOOP\r\n", cut=cut)

    assert data == Data(b"one\r\n.\r\n.two\r\n")
    assert rest == b".\r\nNOOP\r\n"


@pytest.mark.parametrize(
    "half", [b"half a mess", b"a line\r\n", b"a line\r\n.", b"a line\r\n.\r", b"x" * 5000 + b"\r\n."]
)
def test_half_a_message_has_no_end(half: bytes) -> None:
    assert not DataReader(1000).feed(half)


def test_what_is_taken_is_known_to_be_in_order_and_whether_dots_have_to_be_doubled() -> None:
    plain, _ = _read(b"a.b\r\n.\r\n")
    dotted, _ = _read(b"a\r\n..b\r\n.\r\n")

    assert isinstance(plain.content, CheckedMessage)
    assert not plain.content.has_dots
    assert isinstance(dotted.content, CheckedMessage)
    assert dotted.content.has_dots
