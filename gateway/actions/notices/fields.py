"""Header fields as they go on the wire: 7-bit, short lines, and nothing that could start another field."""

from __future__ import annotations

import re
from email.header import Header

from gateway.actions.quoting import one_line

_LINE = 76
_DOT_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
_ADDRESS = re.compile(rf"{_DOT_ATOM}@(?:{_DOT_ATOM}|\[[A-Za-z0-9:.]+\])")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}>")


def field(name: str, value: str) -> bytes:
    """One field of plain ASCII, folded between words (RFC 5322 §2.2.3).

    Raises ValueError for anything but printable ASCII: a line end could start a field of its own.
    """
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"the value of {name} is not printable ASCII")
    lines: list[str] = []
    line = f"{name}:"
    for word in value.split():
        if len(line) + 1 + len(word) > _LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line, ""]).encode("ascii")


def text_field(name: str, text: str, limit: int = 250) -> bytes:
    """One field of anybody's words: encoded (RFC 2047) where they are not ASCII, or look as if they were."""
    words = one_line(text, limit)
    if words.isascii() and "=?" not in words:
        return field(name, words)
    encoded = Header(words, "utf-8", maxlinelen=_LINE, header_name=name).encode(linesep="\r\n")
    return f"{name}: {encoded}\r\n".encode("ascii")


def mailbox(address: str) -> str:
    """The address as a field value.

    One that ASCII cannot say becomes the name of an empty group, which can be read (RFC 6857 §3.1.8).
    """
    if len(address) <= 254 and _ADDRESS.fullmatch(address):
        return address
    name = Header(one_line(address, 100) or "unknown", "utf-8", maxlinelen=_LINE).encode(linesep="\n")
    return " ".join(name.split()) + " :;"


def message_id(text: str) -> str:
    """A Message-ID as it stands, or nothing when it is not fit to be repeated."""
    found = _MESSAGE_ID.fullmatch(text.strip())
    return found[0] if found else ""


def plain_ascii(text: str, limit: int) -> str:
    """The text on one line, with a question mark for each character that ASCII lacks."""
    return one_line(text, limit).encode("ascii", "replace").decode("ascii")
