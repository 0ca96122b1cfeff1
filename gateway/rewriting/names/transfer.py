"""Changes of a part's content are made in its body as it stands encoded (RFC 2045 §6)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator, Sequence

from detectors.mime.transfer import decode_transfer
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.names.quoted import in_quoted

_NOT_ENCODED = frozenset({"", "7bit", "8bit", "binary"})
_LONGEST_LINE = 76  # RFC 2045 §6.8
_LETTERS = re.compile(rb"[A-Za-z0-9+/=]+")
NOT_EXACTLY = "It is encoded in a way in which it cannot be changed exactly."


def in_body(encoded: bytes, encoding: str, content: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of `content`, in order, as edits of `encoded`, whose content it is.

    Raises CannotRewriteError where the body is not encoded as its RFC says.
    """
    if not edits or encoding in _NOT_ENCODED:
        return list(edits)
    if encoding == "base64":
        made = [_in_base64(encoded, content, edits)]
    elif encoding == "quoted-printable":
        made = in_quoted(encoded, list(_joined(edits)))
    else:
        raise CannotRewriteError(NOT_EXACTLY)
    if decode_transfer(apply(encoded, made), encoding).content != apply(content, edits):
        raise CannotRewriteError(NOT_EXACTLY)
    return made


def _joined(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Those that stand next to one another as one."""
    last: Edit | None = None
    for edit in edits:
        if last and last.end == edit.start:
            last = Edit(last.start, edit.end, last.new + edit.new)
            continue
        if last:
            yield last
        last = edit
    if last:
        yield last


def _in_base64(encoded: bytes, content: bytes, edits: Sequence[Edit]) -> Edit:
    """Everything from the group of four letters in which the first change begins, in lines as before."""
    lines = [found.span() for found in _LETTERS.finditer(encoded)]
    if len(encoded.translate(None, b"= \t\r\n")) != (len(content) * 8 + 5) // 6:
        raise CannotRewriteError(NOT_EXACTLY)
    group = edits[0].start // 3
    before, start = _place_of(lines, 4 * group)
    width = lines[0][1] - lines[0][0]
    if len(lines) == 1:
        width = max(width, _LONGEST_LINE)
    letters = binascii.b2a_base64(apply(content, edits)[3 * group :], newline=False)
    room = width - before
    pieces = [letters[:room], *(letters[at : at + width] for at in range(room, len(letters), width))]
    line_end = b"\n" if b"\n" in encoded and b"\r\n" not in encoded else b"\r\n"
    return Edit(start, lines[-1][1], line_end.join(pieces))


def _place_of(lines: Sequence[tuple[int, int]], letter: int) -> tuple[int, int]:
    """How many letters stand before a letter in its line, and where it stands."""
    done = 0
    for start, end in lines:
        if letter < done + end - start:
            return letter - done, start + letter - done
        done += end - start
    raise CannotRewriteError(NOT_EXACTLY)
