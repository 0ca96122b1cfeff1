"""Quoted-printable (RFC 2045 §6.7) is decoded as programs do, who differ about an escape that is none."""

from __future__ import annotations

import binascii
import re

from detectors.mime.base64 import Decoded
from detectors.mime.flaws import Flaw

_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")
_LOWER_ESCAPE = re.compile(rb"=(?:[0-9][a-f]|[A-F][a-f]|[a-f][0-9A-Fa-f])")
_UPPER_ESCAPE = re.compile(rb"=(?:[0-9][A-F]|[A-F][0-9A-F])")
_TRAILING_BLANK = re.compile(rb"\n(?:(?<=[ \t]\n)|(?<=[ \t]\r\n))")  # by the ends of lines: they are few

# An equals sign that begins no escape, to a program that knows capitals only; and what it takes away with
# it: two letters, one, or none.
_NO_ESCAPE = rb"=(?![0-9A-F]{2}|[ \t]*\r?(?:\n|\Z))"
_MAX_LEFT_OUT = 100_000
_LEFT_OUT = (
    re.compile(_NO_ESCAPE + rb"[^=\r\n]{0,2}"),
    re.compile(_NO_ESCAPE + rb"[0-9A-Fa-f \t]?"),
    re.compile(_NO_ESCAPE),
)


def decode_quoted(data: bytes) -> Decoded:
    """An escape that is none stays as it stands, as most programs do."""
    is_plain = not _LEFT_OUT[-1].search(data)  # as nearly all is: every escape is one to every program
    # Lower case is against the RFC, so some programs skip it: no matter if all is, a riddle if some is.
    mixed = not is_plain and _LOWER_ESCAPE.search(data) and _UPPER_ESCAPE.search(data)
    if _TRAILING_BLANK.search(data):
        # Rule 3: white space at the end of a line was added on the way. It may stand behind a soft break.
        line_end = b"\r\n" if b"\r\n" in data else b"\n"
        data = line_end.join(line.rstrip(b" \t") for line in data.split(line_end))
    content = binascii.a2b_qp(data)
    if is_plain or (not mixed and not _BAD_ESCAPE.search(data)):
        return Decoded(content)
    others = dict.fromkeys(binascii.a2b_qp(without.sub(b"", data, _MAX_LEFT_OUT)) for without in _LEFT_OUT)
    others.pop(content, None)
    return Decoded(content, tuple(others), Flaw.QUOTED_BROKEN)
