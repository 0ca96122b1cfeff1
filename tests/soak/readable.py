"""What a person can read in a message that has got out: pupils' full names, in its text or its files."""

from __future__ import annotations

import io
import zipfile
from email import message_from_bytes

from tests.soak.schools import FULL_NAMES


def names_in(content: bytes) -> tuple[str, ...]:
    """The full names of pupils, wherever the letters of a soak may have them."""
    found = set(_names(content))
    if b".docx" in content:
        for part in message_from_bytes(content).walk():
            if part.get_filename("").endswith(".docx"):
                found.update(_names(_text_of(part.get_payload(decode=True))))
    return tuple(sorted(found))


def _names(text: bytes) -> tuple[str, ...]:
    return tuple(name for name in FULL_NAMES if name.encode() in text)


def _text_of(document: object) -> bytes:
    assert isinstance(document, bytes)
    with zipfile.ZipFile(io.BytesIO(document)) as opened:
        return opened.read("word/document.xml")
