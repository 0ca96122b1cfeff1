"""Other people's words, made safe to quote: one line, nothing invisible, not too long."""

from __future__ import annotations

import unicodedata

# Joiners shape emoji and several scripts; all other format characters only hide or reorder text.
_JOINERS = frozenset("\u200c\u200d")
_REPLACEMENT = "\ufffd"

# A hostile header field may be megabytes long. Nothing after so many times the limit is looked at.
_LOOK_AHEAD = 8


def one_line(text: str, limit: int = 100) -> str:
    """The text in at most `limit` characters, with no control, format or direction characters.

    Whatever it held, the result has no line end, no NUL and no lone surrogate, and can be written in UTF-8.
    """
    visible = text[: _LOOK_AHEAD * limit]
    if not visible.isprintable():  # it has only what all can see, and spaces
        visible = "".join(map(_visible, visible))
    words = " ".join(visible.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def _visible(character: str) -> str:
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf":
            return character if character in _JOINERS else ""
        case "Cs":
            return _REPLACEMENT
        case _:
            return character


def sentence(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]
