"""The canonical forms of a header and a body (RFC 6376 §3.4), in linear time whatever the bytes."""

from __future__ import annotations

import re
from enum import StrEnum

_WHITE = re.compile(rb"[ \t]+")
_LINE_END = re.compile(rb"\r?\n")


class Form(StrEnum):
    """How much may change on the way without breaking a signature."""

    SIMPLE = "simple"
    RELAXED = "relaxed"


def canonical_body(raw: bytes, start: int, form: Form) -> bytes:
    """Of the body that begins at `start` (§3.4.3, §3.4.4). Lines that end in LF alone leave with CRLF."""
    body = raw[start:]
    if body.count(b"\n") != body.count(b"\r\n"):
        body = _LINE_END.sub(b"\r\n", body)
    if body and not body.endswith(b"\r\n"):
        body += b"\r\n"
    if form is Form.RELAXED:
        body = _WHITE.sub(b" ", body).replace(b" \r\n", b"\r\n")
    body = _without_empty_lines(body)
    return body + b"\r\n" if body or form is Form.SIMPLE else b""


def canonical_field(name: str, value: bytes, form: Form) -> bytes:
    """Of one field; `value` is what follows the colon, with its line end (§3.4.1, §3.4.2)."""
    if form is Form.SIMPLE:
        return name.encode("ascii") + b":" + _LINE_END.sub(b"\r\n", value)
    unfolded = value.replace(b"\r", b"").replace(b"\n", b"")
    return name.lower().encode("ascii") + b":" + _WHITE.sub(b" ", unfolded).strip(b" ") + b"\r\n"


def _without_empty_lines(body: bytes) -> bytes:
    """Without any line end at the end."""
    end = len(body)
    while body.endswith(b"\r\n", 0, end):
        end -= 2
    return body[:end]
