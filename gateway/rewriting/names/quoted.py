"""Changes of a text are made in its quoted-printable lines (RFC 2045 §6.7), which stay short enough."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import Edit

_LONGEST_LINE = 76  # RFC 2045 §6.7 rule 5
_LONGEST_PIECE = 70
_SOFT_BREAK = re.compile(rb"=[ \t]*+\r?\n")
# White space at a line's end was added on the way and is not read (rule 3); looking for it takes longer.
_TOKEN = re.compile(
    rb"(?P<escape>=[0-9A-Fa-f]{2})|(?P<nothing>=[ \t]*+(?:\r?\n|\Z)|(?<![ \t])[ \t]++(?=\r?\n))"
    rb"|(?P<plain>[^= \t]++|[ \t]++|=)"
)
_TOKEN_IN_TIDY_LINES = re.compile(
    rb"(?P<escape>=[0-9A-Fa-f]{2})|(?P<nothing>=(?:\r?\n|\Z))|(?P<plain>[^=]++|=)"
)
_UNTIDY = (b" \n", b"\t\n", b" \r\n", b"\t\r\n")
_PLAIN = frozenset(range(33, 127)) - {ord("=")} | {ord(" ")}
_NOT_EXACTLY = "It is encoded in a way in which it cannot be changed exactly."


def in_quoted(encoded: bytes, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of the content, in order and none next to another, as edits of the lines.

    Soft line breaks stay where they are. Raises CannotRewriteError where an edit lies outside of the content.
    """
    return list(_Lines(encoded).edits(edits))


class _Lines:
    """The lines of one body, each changed from its beginning to its end."""

    def __init__(self, encoded: bytes) -> None:
        self._encoded = encoded
        self._line_ends = [found.start() for found in re.finditer(rb"\n", encoded)]
        self._soft_break = b"=\r\n" if b"\r\n" in encoded else b"=\n"

    def edits(self, edits: Sequence[Edit]) -> Iterator[Edit]:
        last, grown = -1, 0  # the line of the edit before, and by how much the stretch up to its end grew
        for edit, (start, end) in zip(edits, _spans(self._encoded, edits), strict=True):
            (begin, stop), (end_begin, end_stop) = self._line_of(start), self._line_of(end)
            before = start - begin + (grown if begin == last else 0)
            new = self._escaped(edit.new)
            breaks = len(_SOFT_BREAK.findall(self._encoded, start, end))
            length = before + len(new) + (1 if breaks else end_stop - end)
            if length > max(_LONGEST_LINE, stop - begin) or len(new) > _LONGEST_PIECE:
                new, breaks = self._soft_break + new, breaks or 1
            last = end_begin
            grown = (0 if breaks else before + len(new)) - (end - end_begin)
            yield self._without_blank_at_end(Edit(start, end, new + self._soft_break * breaks))

    def _line_of(self, place: int) -> tuple[int, int]:
        """Where the line begins in which it is, and where it ends, its line end left out."""
        number = bisect_left(self._line_ends, place)
        begin = self._line_ends[number - 1] + 1 if number else 0
        stop = self._line_ends[number] if number < len(self._line_ends) else len(self._encoded)
        return begin, stop - self._encoded.endswith(b"\r", begin, stop)

    def _escaped(self, new: bytes) -> bytes:
        tokens = [bytes((byte,)) if byte in _PLAIN else b"=%02X" % byte for byte in new]
        lines, line = [], b""
        for token in tokens:
            if len(line) + len(token) > _LONGEST_PIECE:
                lines.append(line)
                line = b""
            line += token
        return self._soft_break.join((*lines, line))

    def _without_blank_at_end(self, edit: Edit) -> Edit:
        """Where nothing is left behind a blank, at the end of its line it would not be read any more."""
        blank = self._encoded[edit.start - 1 : edit.start]
        rest = self._encoded[edit.end : edit.end + 2]
        if edit.new or blank not in (b" ", b"\t") or not (rest in (b"", b"\r\n") or rest.startswith(b"\n")):
            return edit
        return Edit(edit.start - 1, edit.end, b"=%02X" % blank[0])


def _spans(encoded: bytes, edits: Iterable[Edit]) -> Iterator[tuple[int, int]]:
    """Where the bytes of each edit stand encoded."""
    places = _Places(encoded)
    for edit in edits:
        start = places.of(edit.start)[0]
        end = places.of(edit.end - 1)[1] if edit.end > edit.start else start
        if encoded[start:end].startswith((b"\r", b"\n")):
            while encoded[start - 1 : start] in (b" ", b"\t"):  # not read there, it goes with the line's end
                start -= 1
        yield start, end


class _Places:
    """Finds bytes of the content in the encoded body, one behind the other."""

    def __init__(self, encoded: bytes) -> None:
        untidy = any(blank in encoded for blank in _UNTIDY)
        self._tokens = (_TOKEN if untidy else _TOKEN_IN_TIDY_LINES).finditer(encoded)
        self._token = next(self._tokens, None)
        self._begin = 0  # of the token, in the content

    def of(self, place: int) -> tuple[int, int]:
        """The span of the byte at `place` of the content. Raises CannotRewriteError where it has none."""
        while self._token is not None:
            size = self._size(self._token)
            if place < self._begin + size:
                if self._token.lastgroup == "escape":
                    return self._token.span()
                start = self._token.start() + place - self._begin
                return start, start + 1
            self._begin += size
            self._token = next(self._tokens, None)
        raise CannotRewriteError(_NOT_EXACTLY)

    def _size(self, token: re.Match[bytes]) -> int:
        if token.lastgroup == "plain":
            return token.end() - token.start()
        return 1 if token.lastgroup == "escape" else 0
