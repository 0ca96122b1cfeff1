"""Where in a picture's file its compressed pixels are: no program puts words there, but chance does."""

from __future__ import annotations

import re
from collections.abc import Iterator

_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_SCAN, _END = 0xDA, 0xD9  # markers of JPEG (ITU-T T.81, table B.1)
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers with no length behind them
_MARKER = re.compile(rb"\xff+[^\x00\xff]", re.DOTALL)
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)  # no zero that is stuffed in, no restart
_MOST = 1_000  # scans or chunks; what stands behind them counts as words


def compressed_pixels(content: bytes) -> tuple[tuple[int, int], ...]:
    """Start and end of each stretch, in order; none where the file is no JPEG or PNG, or is damaged there."""
    if content.startswith(_JPEG):
        return tuple(_scans(content))
    return tuple(_image_chunks(content)) if content.startswith(_PNG) else ()


def _scans(content: bytes) -> Iterator[tuple[int, int]]:
    """The entropy-coded data of each scan (ITU-T T.81, B.1.1.5)."""
    at = 2
    for _ in range(_MOST):
        marker = _MARKER.match(content, at)
        if marker is None:
            return
        code, at = content[marker.end() - 1], marker.end()
        if code == _END:
            return
        if code not in _ALONE:
            at += max(2, int.from_bytes(content[at : at + 2], "big"))
        if code == _SCAN:
            following = _AFTER_SCAN.search(content, at)
            if following is None:
                return
            yield at, following.start()
            at = following.start()


def _image_chunks(content: bytes) -> Iterator[tuple[int, int]]:
    """The data of each IDAT chunk (PNG, third edition, §5.3 and §11.2.3)."""
    at = len(_PNG)
    for _ in range(_MOST):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        start, at = at + 8, at + 12 + length
        if len(kind) < 4 or kind == b"IEND" or at > len(content):
            return
        if kind == b"IDAT":
            yield start, start + length
