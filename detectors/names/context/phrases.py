"""Words and pairs of words as the lists round a name hold them."""

from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")


def entries(text: str) -> frozenset[str]:
    """The entries of a list, between semicolons; white space within one is a space."""
    return frozenset(" ".join(entry.split()) for entry in text.split(";"))


def phrases_in(*texts: str) -> frozenset[str]:
    """The words of each text in lower case, and every two neighbours with a space; a number is `#`."""
    found: set[str] = set()
    for text in texts:
        words = _TOKEN.findall(text.lower().replace("’", "'"))
        words = ["#" if word.isdecimal() else word for word in words]
        found.update(words)
        found.update(map(" ".join, pairwise(words)))
    return frozenset(found)
