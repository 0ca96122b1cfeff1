"""The JSON documents of one file: one, or pages or lines that follow each other."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from typing import Any

from gateway.roster.errors import FormatError

_MOST = 100_000_000  # characters; many times the students of the largest trust with all their details
_BETWEEN = re.compile(r"[\s,]*")
_SEPARATORS = re.compile(r"[\W_]+")


def documents(text: str) -> list[object]:
    """Every key is folded: lower case, no dashes or underscores; every number is text. Raises FormatError."""
    if len(text) > _MOST:
        raise FormatError(f"is too large to be a list of students (more than {_MOST // 1_000_000} MB)")
    folded = _FoldedKeys()

    def fold(members: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in members:
            if found.get(folded[key]) in (None, ""):
                found[folded[key]] = value
        return found

    decoder = JSONDecoder(object_pairs_hook=fold, parse_int=str, parse_float=str, strict=False)
    found: list[object] = []
    try:
        at = _after_space(text, 0)
        while at < len(text):
            document, end = decoder.raw_decode(text, at)
            found.append(document)
            at = _after_space(text, end)
    except JSONDecodeError as error:
        raise FormatError(f"is no sound JSON from line {error.lineno} on; was it cut off?") from None
    except RecursionError:
        raise FormatError("is JSON nested more deeply than a list of students is") from None
    return found


class _FoldedKeys(dict[str, str]):
    """Keys by how they are written, each folded once."""

    def __missing__(self, key: str) -> str:
        folded = self[key] = _SEPARATORS.sub("", key.casefold())
        return folded


def _after_space(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at
