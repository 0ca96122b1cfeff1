"""Encoded words (RFC 2047) become text, also where they stand in places that the RFC forbids."""

from __future__ import annotations

import binascii
import re

from detectors.mime.base64 import decode_base64
from detectors.mime.charset import decode

# =?charset*language?encoding?text?=, the language from RFC 2231 §5. A question mark before the end is
# forbidden and common.
_WORD = re.compile(r"=\?([^?*\s]{1,80})(?:\*[^?\s]{0,80})?\?([bBqQ])\?([^?]*\?*?)\?=")


def decode_words(value: str) -> str:
    """The value with its encoded words decoded.

    Neighbouring words in one character set are joined before decoding: many programs cut a word in the
    middle of a character, and mail programs put it together again.
    """
    if "=?" not in value:
        return value
    out: list[str] = []
    pending = bytearray()
    charset = ""
    position = 0
    for word in _WORD.finditer(value):
        gap = value[position : word.start()]
        # RFC 2047 §6.2: white space between two encoded words is not shown.
        if gap.strip() or not position or word[1].lower() != charset:
            out.append(decode(bytes(pending), charset))
            pending.clear()
            if gap.strip() or not position:
                out.append(gap)
        charset = word[1].lower()
        pending += _word_bytes(word[2], word[3])
        position = word.end()
    out += (decode(bytes(pending), charset), value[position:])
    return "".join(out)


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode()
    if encoding in "bB":
        return decode_base64(raw).content
    return binascii.a2b_qp(raw, header=True)
