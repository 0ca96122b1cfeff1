"""What lies between the files of a container and belongs to none of them is hidden, unless it is empty."""

from __future__ import annotations

from collections.abc import Iterable

HIDDEN = "There is data in it that belongs to none of its files."


def has_gaps(content: bytes, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether anything but zeros stands outside the spans, each from its first byte up to its end."""
    position = 0
    for start, end in sorted(spans):
        if content[position:start].strip(b"\0"):
            return True
        position = max(position, end)
    return bool(content[position:].strip(b"\0"))
