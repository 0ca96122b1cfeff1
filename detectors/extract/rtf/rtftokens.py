"""RTF is a stream of braces, control words and text (RTF 1.9.1, "Basic Entities"): here are its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]+)(?P<number>-?[0-9]+)? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])|"
    rb"(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\\Z",
    re.DOTALL,
)
_LONGEST_NUMBER = 11  # characters; what is longer is cut, as no number means anything beyond 32 bits


class Kind(Enum):
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()  # its name in `word`
    SYMBOL = auto()  # the character behind the backslash in `word`
    BYTE = auto()  # one byte of text in `data`
    TEXT = auto()
    BINARY = auto()  # what follows \bin


class Token(NamedTuple):
    kind: Kind
    word: str = ""
    number: int | None = None
    data: bytes = b""


_OPEN, _CLOSE = Token(Kind.OPEN), Token(Kind.CLOSE)


def tokens(content: bytes) -> Iterator[Token]:
    """Every token. Binary data that says it is longer than the file ends where the file does."""
    position = 0
    match = _TOKEN.match
    while found := match(content, position):
        position = found.end()
        group = found.lastgroup
        if group == "text":
            yield Token(Kind.TEXT, data=found["text"])
        elif group in ("word", "number"):
            number = int(found["number"][:_LONGEST_NUMBER]) if found["number"] else None
            word = found["word"].decode("ascii")
            if word == "bin" and number and number > 0:
                yield Token(Kind.BINARY, word, number, content[position : position + number])
                position += number
            else:
                yield Token(Kind.WORD, word, number)
        elif group == "open":
            yield _OPEN
        elif group == "close":
            yield _CLOSE
        elif group == "byte":
            yield Token(Kind.BYTE, data=bytes((int(found["byte"], 16),)))
        elif group == "symbol":
            yield Token(Kind.SYMBOL, found["symbol"].decode("latin-1"))
