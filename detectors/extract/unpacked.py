"""Text that is packed into letters, as programs do it: base64 and hexadecimal, also in one another."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from detectors.mime.base64 import decode_base64

_LONGEST_PLAIN_WORD = 16  # characters; what is packed is longer
_MOST_LAYERS = 3
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}:?){8,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{4,}={0,2}")
_LINE = re.compile(r"[A-Za-z0-9+/]{4,}={0,2}")
_FROM_ADDRESSES = str.maketrans("-_", "+/")


def is_packed(text: str) -> bool:
    """Whether there may be something to unpack."""
    return max(map(len, text.split()), default=0) >= _LONGEST_PLAIN_WORD


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
        if is_long and _HEX.fullmatch(word):
            yield from _if_words(binascii.unhexlify(word.replace(":", "")))
        elif is_long and _BASE64.fullmatch(word):
            yield from _if_words(_from_base64(word))
        if (is_long or run) and _LINE.fullmatch(word):
            run.append(word)
            if not word.endswith("="):
                continue
        if len(run) > 1:
            yield from _if_words(_from_base64("".join(run)))
        run = []


def _from_base64(word: str) -> bytes:
    return decode_base64(word.translate(_FROM_ADDRESSES).encode("ascii")).content


def _if_words(content: bytes) -> Iterator[str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return
    if text.replace("\r", "").replace("\n", "").replace("\t", "").isprintable():
        yield text
