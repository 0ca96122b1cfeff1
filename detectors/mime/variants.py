"""The same bytes as other programs take them: what ends a line, and what is not there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BARE_CR = re.compile(rb"\r(?!\n)")
_BARE_LF = re.compile(rb"(?<!\r)\n")
_NOISE = re.compile(rb"\0|\r(?!\n)")


def variants(raw: bytes) -> Iterator[bytes]:
    """Other readings of the raw message; none of one whose lines all end alike and that has no nulls."""
    crlf = raw.count(b"\r\n")
    bare_cr = raw.count(b"\r") > crlf
    if bare_cr:
        yield _BARE_CR.sub(b"\r\n" if crlf else b"\n", raw)
    if bare_cr or b"\0" in raw:
        yield _NOISE.sub(b"", raw)
    if crlf and raw.count(b"\n") > crlf:
        yield _BARE_LF.sub(b" ", raw)
