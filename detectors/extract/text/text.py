"""Plain text of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, inside
from detectors.extract.texttypes import wide_charset
from detectors.message import Part, Text
from detectors.mime.base64 import decode_base64
from detectors.mime.charset import text_of

# How archives, documents and pictures begin in base64: PK, %PDF-, OLE, Rar!, 7z, gzip, bzip2, xz, zstd, MSCF,
# PNG, JPEG.
_BEGINNINGS = (
    b"UEsDB", b"JVBERi0", b"0M8R4KGx", b"UmFyIRo", b"N3q8ryc", b"H4sIA", b"QlpoO", b"/Td6WFoA", b"KLUv/",
    b"TVNDRgAA", b"iVBORw0KGgo", b"/9j/2", b"/9j/4",
)  # fmt: skip
_PASTED = re.compile(rb"(?<![A-Za-z0-9+/])(?:" + b"|".join(_BEGINNINGS) + rb")[A-Za-z0-9+/\r\n]{20,}+={0,2}")
_MOST_PASTED = 50


def decode(part: Part) -> str:
    """The part's text. UTF-16 without a byte order mark is told by its bytes, whatever is declared."""
    charset = wide_charset(part.content)
    return text_of(replace(part, charset=charset) if charset else part)


def read_text(part: Part, budget: Budget) -> Contents:
    """Text as it stands. A file that was pasted into it in base64 (RFC 4648 §4) lies inside it."""
    text = decode(part)
    budget.write(len(text))
    return Contents(texts=(Text(part.location, text),), files=tuple(_pasted(part, budget)))


def _pasted(part: Part, budget: Budget) -> Iterator[Part]:
    if not any(beginning in part.content for beginning in _BEGINNINGS):
        return
    for number, run in enumerate(islice(_PASTED.finditer(part.content), _MOST_PASTED), start=1):
        content = decode_base64(run[0]).content
        budget.unpack(len(run[0]), len(content))
        yield inside(part, f"pasted-{number}", content)
