"""BinHex 4.0 is decoded. Encoded here by hand after RFC 1741, as no program that does it is at hand."""

import base64
import binascii
import resource
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.binhex import find_binhex
from detectors.mime.textfile import TextFile

START = b"(This file must be converted with BinHex 4.0)\r\n"
LETTERS = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
FROM_BASE64 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", LETTERS)


def letters(packed: bytes) -> bytes:
    coded = base64.b64encode(packed).rstrip(b"=").translate(FROM_BASE64)
    return b"\r\n".join(coded[at : at + 64] for at in range(0, len(coded), 64))


def summed(block: bytes) -> bytes:
    return block + struct.pack(">H", binascii.crc_hqx(block, 0))


def forks(data: bytes, resource: bytes = b"") -> bytes:
    name = b"\x09marks.zip"
    header = name + struct.pack(">B4s4sHII", 0, b"TEXT", b"ttxt", 0, len(data), len(resource))
    return (summed(header) + summed(data) + summed(resource)).replace(b"\x90", b"\x90\0")


def only(text: bytes) -> TextFile:
    (file,) = find_binhex(text)
    return file


@given(st.binary(min_size=1, max_size=300))
def test_a_file_among_text(content: bytes) -> None:
    text = b"Dear all,\r\n" + START + b":" + letters(forks(content)) + b":\r\nRegards"
    assert only(text) == TextFile(b"marks.zip", content, whole=True)


def test_runs_are_unpacked() -> None:
    packed = forks(b"Grace" + b"-" * 40).replace(b"-" * 40, b"-\x90\x28")
    assert only(START + b":" + letters(packed) + b":").content == b"Grace" + b"-" * 40


def test_where_the_data_fork_is_empty_the_other_is_read() -> None:
    assert only(START + b":" + letters(forks(b"", b"Grace")) + b":").content == b"Grace"


@pytest.mark.parametrize(
    "text",
    [
        START + b":" + letters(forks(b"Grace")),
        START + b":" + letters(forks(b"Grace"))[:-9] + b":",
        START + b":" + letters(forks(b"Grace").replace(b"Grace", b"Gracf")) + b":",
        START + b":::",
        START + b":~~~~~:",
    ],
)
def test_what_is_not_whole(text: bytes) -> None:
    assert not only(text).whole


def test_a_bomb_of_runs_is_cut_short() -> None:
    bomb = START + b":" + letters(b"a" + b"\x90\xff" * 1_000_000) + b":"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = only(bomb)
    assert not file.whole
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB; unpacked it is 255 MB


def test_sentences_are_no_files() -> None:
    assert list(find_binhex(b"I cannot open BinHex. (This file must be converted with care)\n:x:")) == []


@given(st.binary(max_size=200))
def test_never_raises(data: bytes) -> None:
    assert isinstance(only(START + b":" + data).content, bytes)
