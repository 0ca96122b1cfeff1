"""Files written into plain text as uuencode: "begin 644 name", lines of letters, "end"."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]++)\r?\n", re.MULTILINE)
_OTHER_FORMS = re.compile(
    rb"^(?:=ybegin [^\r\n]*|begin-base64 [0-7]{3,4} [^\r\n]+|\(This file must be converted with BinHex)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file found in text. `whole` is False where a line is damaged or the end is missing."""

    name: bytes
    content: bytes
    whole: bool


def find_files(text: bytes) -> Iterator[TextFile]:
    """The uuencoded files in the text. A begin line whose next line is not uuencode is only a sentence."""
    return _files(text) if b"begin " in text else iter(())


def has_other_file(text: bytes) -> bool:
    """Whether a file stands in the text as yEnc, BinHex or begin-base64, which are not read."""
    return bool(_OTHER_FORMS.search(text))


def _files(text: bytes) -> Iterator[TextFile]:
    position = 0
    while begin := _BEGIN.search(text, position):
        first_line = text[begin.end() : begin.end() + 100].split(b"\n", 1)[0]
        position = begin.end()
        if first_line.strip() and _decode_line(first_line) is not None:
            end = text.find(b"\nend", begin.end() - 1)
            stop = end if end >= 0 else len(text)
            content, whole = decode_lines(text[begin.end() : stop].split(b"\n"))
            yield TextFile(begin[1].strip(), content, whole and end >= 0)
            position = stop


def decode_lines(lines: Iterable[bytes]) -> tuple[bytes, bool]:
    """The content of uuencoded lines, and whether all of them could be read."""
    decoded = [_decode_line(line) for line in lines if line.strip()]
    return b"".join(each for each in decoded if each is not None), None not in decoded


def _decode_line(line: bytes) -> bytes | None:
    """The first letter says how many bytes the line holds; encoders differ in what they put after them."""
    line = line.rstrip(b"\r")
    letters = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:letters])
    except binascii.Error:
        return None
