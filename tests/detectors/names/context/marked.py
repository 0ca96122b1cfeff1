"""Texts with the words in question in braces, for tables that are pleasant to read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_]+")
_IN_BRACES = re.compile(r"\{([^}]*)\}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, and the span that stood in braces."""

    text: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str) -> Marked:
        before, inner, after = re.split("[{}]", text)
        return cls(before + inner + after, len(before), len(before) + len(inner))

    @property
    def words(self) -> list[tuple[int, int]]:
        return [match.span() for match in _WORD.finditer(self.text, self.start, self.end)]


def pieces(text: str) -> tuple[str, list[str]]:
    """The text without its braces, and what stood in them."""
    return text.replace("{", "").replace("}", ""), _IN_BRACES.findall(text)
