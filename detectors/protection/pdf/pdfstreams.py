"""The streams of a PDF, found in its bytes without believing its structure.

For two questions that must be asked before a PDF library may touch the file: does anything in it grow
beyond measure, and is anything readable although it says that it is encrypted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STREAM = re.compile(rb"stream(\r\n|\n|\r)")
_DICTIONARY_WITHIN = 2_048  # bytes before the keyword


@dataclass(frozen=True, slots=True)
class RawStream:
    """One stream as it stands in the file, and the dictionary before it (ISO 32000-1 §7.3.8)."""

    dictionary: bytes
    data: bytes

    def has(self, *names: bytes) -> bool:
        """Whether any of the names stands in the dictionary."""
        return any(name in self.dictionary for name in names)


def raw_streams(content: bytes) -> Iterator[RawStream]:
    """Every stream, in the order of the file."""
    position = 0
    while found := _STREAM.search(content, position):
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        before = content[max(0, found.start() - _DICTIONARY_WITHIN) : found.start()]
        start = before.rfind(b" obj")
        yield RawStream(before[max(start, 0) :], content[found.end() : end])
        position = end + len(b"endstream")
