"""Names are shortened in plain text as it is written, in whichever character set."""

from __future__ import annotations

from gateway.rewriting.mime.edits import Edit
from gateway.rewriting.names.charset import read_written
from gateway.rewriting.names.shortening import Shortening


def shorten_text(
    content: bytes, charset: str, shortening: Shortening, *, ascii_only: bool = False
) -> list[Edit]:
    """The edits that shorten the names in plain text; line ends are kept, so flowed text (RFC 3676) flows on.

    charset: as the message states it; empty where it does not
    ascii_only: the content must stay what it is for 7-bit transport
    Raises CannotRewriteError where it cannot be done exactly.
    """
    if not content:
        return []
    written = read_written(content, charset, ascii_only=ascii_only)
    return list(written.edits(shortening.in_text(written.text, rows=True)))
