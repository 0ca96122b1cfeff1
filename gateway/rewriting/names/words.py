"""The text of a header field is written so that it is read as it is meant: plainly, or encoded (RFC 2047)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator

_LONGEST_LINE = 78  # RFC 5322 §2.1.1, what is recommended
_LONGEST_WORD = 75  # RFC 2047 §2; a line that has one is no longer than 76
_FRAME = len("=?utf-8?q??=")
_LEAST = 12  # letters of a word: one character of four bytes
_PLAIN = re.compile(r"[!-~](?:[ -~\t]*[!-~])?")
_WORD = re.compile(r"[ \t]*[^ \t]+")
# What stands for itself in a word: no mark of quotation, since the names of files are written so, too.
_SAFE = frozenset(range(0x21, 0x7F)) - frozenset(b'=?_"\\')


def unstructured(text: str, taken: int, line_end: str) -> str:
    """The value of an unstructured field (RFC 5322 §2.2.1), of whose first line so much is taken already."""
    if _PLAIN.fullmatch(text) and "=?" not in text:
        return "".join(_folded(text, taken, line_end))
    return f"{line_end} ".join(encoded_words(text, taken))


def encoded_words(text: str, taken: int) -> list[str]:
    """As encoded words in UTF-8, no character cut in two; each is to begin a line, but for the first."""
    octets = text.encode()
    escaped = sum(byte not in _SAFE and byte != 0x20 for byte in octets)
    encode = _q if 3 * escaped <= len(octets) else _b
    words: list[str] = []
    piece = ""
    room = min(_LONGEST_WORD, _LONGEST_WORD + 1 - taken) - _FRAME
    for letter in text:
        if piece and len(encode(piece + letter)) > max(room, _LEAST):
            words.append(piece)
            piece, room = "", _LONGEST_WORD - 1 - _FRAME
        piece += letter
    kind = "q" if encode is _q else "b"
    return [f"=?utf-8?{kind}?{encode(piece)}?=" for piece in (*words, piece)]


def _folded(text: str, taken: int, line_end: str) -> Iterator[str]:
    """Lines are folded before white space, which stays (RFC 5322 §2.2.3)."""
    for number, word in enumerate(_WORD.findall(text)):
        if number and taken + len(word) > _LONGEST_LINE:
            yield line_end
            taken = 0
        yield word
        taken += len(word)


def _q(text: str) -> str:
    """RFC 2047 §4.2."""
    return "".join(
        chr(byte) if byte in _SAFE else "_" if byte == 0x20 else f"={byte:02X}" for byte in text.encode()
    )


def _b(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")
