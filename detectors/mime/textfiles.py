"""Files that are written into plain text, in each of the forms that mail programs know."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.mime.base64 import decode_base64
from detectors.mime.binhex import find_binhex
from detectors.mime.textfile import TextFile
from detectors.mime.uuencode import find_uuencoded
from detectors.mime.yenc import find_yenc

_BEGIN_BASE64 = re.compile(rb"^begin-base64 [0-7]{3,4} ([^\r\n]++)\r?\n", re.MULTILINE)


def find_files(text: bytes) -> Iterator[TextFile]:
    """The files in the text: uuencode, xxencode, base64 (POSIX uuencode -m), yEnc and BinHex 4.0."""
    if b"begin" in text:
        yield from find_uuencoded(text)
        yield from _find_base64(text)
        yield from find_yenc(text)
    if b"BinHex" in text:
        yield from find_binhex(text)


def _find_base64(text: bytes) -> Iterator[TextFile]:
    """From "begin-base64 644 name" to a line of four equals signs."""
    position = 0
    while begin := _BEGIN_BASE64.search(text, position):
        end = text.find(b"\n====", begin.end() - 1)
        stop = end if end >= 0 else len(text)
        decoded = decode_base64(text[begin.end() : stop])
        yield TextFile(begin[1].strip(), decoded.content, decoded.flaw is None and end >= 0)
        position = stop
