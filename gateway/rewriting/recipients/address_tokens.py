"""The tokens of an address field, without its comments and white space (RFC 5322 §3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    rb"(?P<w>[ \t\r\n]++)"
    rb'|(?P<q>"(?:[^"\\\0]|\\[^\0])*+")'
    rb"|(?P<l>\[(?:[^\[\]\\\0]|\\[^\0])*+\])"
    rb'|(?P<a>[^\0-\x20\x7f()<>\[\]:;@\\,."]++)'
    rb"|(?P<s>[(<>:;@,.])"
)
_COMMENT = re.compile(rb"[^()\\\0]++|\\[^\0]|[()]")


@dataclass(frozen=True, slots=True)
class Token:
    """value[start:end]. `kind` is one letter: a for atom, q for quoted string, l for domain literal, or the
    special character itself.
    """

    kind: str
    start: int
    end: int


def tokens_of(value: bytes) -> Iterator[Token]:
    """Raises ValueError at what is no token, such as a quotation mark that is never closed."""
    position = 0
    while position < len(value):
        match = _TOKEN.match(value, position)
        if not match:
            raise ValueError("no token of an address field")
        position = match.end()
        kind = match.lastgroup or ""
        if match[0] == b"(":
            position = _after_comment(value, position)
        elif kind != "w":
            yield Token(match[0].decode("ascii") if kind == "s" else kind, match.start(), position)


def _after_comment(value: bytes, position: int) -> int:
    """Comments may stand in comments (§3.2.2)."""
    depth = 1
    while depth:
        match = _COMMENT.match(value, position)
        if not match:
            raise ValueError("a comment that is never closed")
        depth += (match[0] == b"(") - (match[0] == b")")
        position = match.end()
    return position
