"""Plain text of any kind."""

from __future__ import annotations

from dataclasses import replace

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.texttypes import wide_charset
from detectors.message import Part, Text
from detectors.mime.charset import text_of


def decode(part: Part) -> str:
    """The part's text. UTF-16 without a byte order mark is told by its bytes, whatever is declared."""
    charset = wide_charset(part.content)
    return text_of(replace(part, charset=charset) if charset else part)


def read_text(part: Part, budget: Budget) -> Contents:
    """Text as it stands: it has nothing that is not seen."""
    text = decode(part)
    budget.write(len(text))
    return Contents(texts=(Text(part.location, text),))
