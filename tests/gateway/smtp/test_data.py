"""DATA: only CRLF.CRLF ends a message, whatever the chunks, and bare line ends are refused."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp.data import Data, DataFault, read_data

LINES = st.lists(
    st.binary(max_size=20).map(lambda line: line.replace(b"\r", b"").replace(b"\n", b""))
    | st.sampled_from([b".", b"..", b"", b".x"]),
    max_size=12,
)


async def _read(
    wire: bytes, *, cut: int = 1 << 20, limit: int = 1 << 20, buffer: int = 64
) -> tuple[Data, bytes]:
    """The message, and what is left for the next command."""
    reader = asyncio.StreamReader(limit=buffer)

    async def feed() -> None:
        for start in range(0, len(wire), cut):
            reader.feed_data(wire[start : start + cut])
            await asyncio.sleep(0)

    feeding = asyncio.create_task(feed())
    data = await asyncio.wait_for(read_data(reader, limit), 5)
    await feeding
    reader.feed_eof()
    return data, await reader.read()


@given(LINES, st.integers(1, 40), st.integers(6, 80))
def test_what_was_sent_is_what_is_read(lines: list[bytes], cut: int, buffer: int) -> None:
    message = b"".join(line + b"\r\n" for line in lines)
    wire = b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)

    data, rest = asyncio.run(_read(wire + b".\r\nQUIT\r\n", cut=cut, buffer=buffer))

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
async def test_nothing_else_ends_a_message(not_the_end: bytes) -> None:
    smuggled = b"MAIL FROM:<x@oakfield.sch.uk>\r\n"
    data, rest = await _read(b"text" + not_the_end + smuggled + b"\r\n.\r\nNOOP\r\n")

    assert rest == b"NOOP\r\n"
    bare = not_the_end.replace(b"\r\n", b"").strip(b"\x00. ") != b""
    assert data.fault is (DataFault.BARE_LINE_END if bare else None)
    if not bare:
        assert b"MAIL FROM" in data.content


@pytest.mark.parametrize("bare", [b"a\nb", b"a\rb", b"a\r\r\nb", b"a\n\r\nb", b"\n", b"\r"])
async def test_a_bare_line_end_is_refused(bare: bytes) -> None:
    data, rest = await _read(bare + b"\r\n.\r\n")

    assert data == Data(b"", DataFault.BARE_LINE_END)
    assert rest == b""


@pytest.mark.parametrize(
    ("size", "fault"), [(998, None), (1000, None), (1001, DataFault.TOO_LARGE), (9999, DataFault.TOO_LARGE)]
)
async def test_what_is_too_large_is_read_to_its_end(size: int, fault: DataFault | None) -> None:
    data, rest = await _read(b"x" * (size - 2) + b"\r\n.\r\nNOOP\r\n", limit=1000, cut=100)

    assert (data.fault, rest) == (fault, b"NOOP\r\n")
    assert len(data.content) == (0 if fault else size)


async def test_an_empty_message() -> None:
    assert await _read(b".\r\n") == (Data(b""), b"")


async def test_a_client_that_goes_is_an_error() -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(b"half a mess")
    reader.feed_eof()

    with pytest.raises(asyncio.IncompleteReadError):
        await read_data(reader, 1000)
