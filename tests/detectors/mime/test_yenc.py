"""yEnc is decoded, also where a file was cut into several parts.

Encoded here by hand, as no program that does it is at hand.
"""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.textfile import TextFile
from detectors.mime.yenc import find_yenc


def encoded(content: bytes, width: int = 128) -> bytes:
    letters = [(byte + 42) % 256 for byte in content]
    shown = [
        bytes((b"="[0], (each + 64) % 256)) if each in b"\0\n\r=" else bytes((each,)) for each in letters
    ]
    return b"\r\n".join(b"".join(shown[at : at + width]) for at in range(0, len(shown), width))


def whole(content: bytes, size: int, end: bytes = b"") -> bytes:
    start = b"=ybegin line=128 size=%d name=pupil marks.zip\r\n" % size
    return start + encoded(content) + b"\r\n=yend size=%d%b\r\n" % (size, end)


def part(content: bytes, number: int, total: int) -> bytes:
    return (
        b"=ybegin part=%d total=%d line=128 size=12 name=a.zip\r\n=ypart begin=1 end=6\r\n" % (number, total)
        + encoded(content)
        + b"\r\n=yend size=%d part=%d pcrc32=%08x\r\n" % (len(content), number, zlib.crc32(content))
    )


def only(text: bytes) -> TextFile:
    (file,) = find_yenc(text)
    return file


@given(st.binary(min_size=1, max_size=400))
def test_a_file_among_text(content: bytes) -> None:
    text = (
        b"Dear all,\r\n\r\n" + whole(content, len(content), b" crc32=%08X" % zlib.crc32(content)) + b"Regards"
    )
    assert only(text) == TextFile(b"pupil marks.zip", content, whole=True)


def test_a_long_file() -> None:
    content = bytes(range(256)) * 4000
    assert only(whole(content, len(content))).content == content


def test_parts_are_put_together_in_their_order() -> None:
    text = part(b"Bishop", 2, 2) + b"\r\n" + part(b"Grace ", 1, 2)
    assert only(text) == TextFile(b"a.zip", b"Grace Bishop", whole=True)


@pytest.mark.parametrize(
    "text",
    [
        part(b"Grace ", 1, 2),
        part(b"Bishop", 2, 2),
        part(b"Grace ", 1, 2) * 2,
        whole(b"Grace", 6),
        whole(b"Grace", 5, b" crc32=00000000"),
        whole(b"Grace", 5).partition(b"=yend")[0],
    ],
)
def test_what_is_not_whole(text: bytes) -> None:
    assert not only(text).whole


@pytest.mark.parametrize("text", [b"What is =ybegin line good for?", b"=ybegin", b""])
def test_sentences_are_no_files(text: bytes) -> None:
    assert list(find_yenc(text)) == []


@given(st.binary(max_size=200))
def test_never_raises(data: bytes) -> None:
    text = b"=ybegin part=1 total=3 line=128 size=9 name=x\r\n" + data
    assert [file.whole for file in find_yenc(text)] == [False]
