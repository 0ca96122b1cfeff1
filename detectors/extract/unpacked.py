"""Text that is packed into letters, as programs do it: base64 and hexadecimal, also in one another."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator

from detectors.extract.texttypes import wide_charset
from detectors.mime.base64 import decode_base64
from detectors.mime.charset import decode

_LONGEST_PLAIN_WORD = 16  # characters; what is packed is longer
_LONG_WORD = b"x" * _LONGEST_PLAIN_WORD
_OUTLINE = bytes(ord(" " if chr(code).isspace() else "x") for code in range(256))
_MOST_LAYERS = 3
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}:?){8,}")
_PIECE = re.compile(rf"[A-Za-z0-9+/_-]{{{_LONGEST_PLAIN_WORD},}}={{0,2}}")  # of a word, quotes and all
_LINE = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")
_FROM_ADDRESSES = str.maketrans("-_", "+/")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffd]")
_ASCII = bytes(range(0x80))
_SELDOM = 8  # of so many characters of text in an old character set at most one is beyond ASCII


def is_packed(text: str) -> bool:
    """Whether there may be something to unpack: a long word, or what rare spaces make look like one."""
    return _LONG_WORD in text.encode("latin-1", "replace").translate(_OUTLINE)


def unpacked(text: str) -> str:
    """What is packed into the text, an empty line between the pieces; bytes that are no text are left out."""
    found: list[str] = []
    layer = [text]
    for _ in range(_MOST_LAYERS):
        layer = [inner for outer in layer for inner in _packed_in(outer)]
        found += layer
    return "\n\n".join(found)


def _packed_in(text: str) -> Iterator[str]:
    """Text in hexadecimal, or in base64 (RFC 4648, either alphabet) on one line or on several."""
    words = text.replace("?", " ").split()  # as in encoded words
    run: list[str] = []
    for word in (*words, ""):
        is_long = len(word) >= _LONGEST_PLAIN_WORD
        if is_long:
            yield from _packed_in_word(word)
        if (is_long or run) and _LINE.fullmatch(word):
            run.append(word)
            if not word.endswith("="):
                continue
        if len(run) > 1:
            yield from _if_words(_from_base64("".join(run)))
        run = []


def _packed_in_word(word: str) -> Iterator[str]:
    for piece in (word,) if _HEX.fullmatch(word) else _PIECE.findall(word):
        is_hex = _HEX.fullmatch(piece)
        yield from _if_words(binascii.unhexlify(piece.replace(":", "")) if is_hex else _from_base64(piece))


def _from_base64(word: str) -> bytes:
    return decode_base64(word.translate(_FROM_ADDRESSES).encode("ascii")).content


def _if_words(content: bytes) -> Iterator[str]:
    charset = wide_charset(content)
    if charset or _is_text(content):
        text = decode(content, charset)
        if not _CONTROL.search(text):
            yield text


def _is_text(content: bytes) -> bool:
    """Whether it may be any but UTF-16 without its mark."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return len(content.translate(None, _ASCII)) * _SELDOM <= len(content)
    return True
