"""Something is put into a part's content where it stands encoded; what is before it stays byte for byte."""

from __future__ import annotations

import re
from base64 import b64encode
from binascii import b2a_qp

from detectors.mime.transfer import decode_transfer
from gateway.rewriting.change import CannotRewriteError

_PLAIN = frozenset({"", "7bit", "8bit", "binary"})
_BYTES_A_LINE = 57  # that make 76 letters of base64, RFC 2045 §6.8
# What stands for one byte or for none in quoted-printable: an escape, a soft line break, white space that was
# added before a line end, and everything else, of which each byte is one.
_QUOTED = re.compile(
    rb"(?P<one>=[0-9A-Fa-f]{2})|(?P<none>=[ \t]*+\r?\n|=[ \t]*+\Z|[ \t]++(?=\r?\n))|[ \t]++|[^=\t ]++|="
)
_CANNOT = "The text is encoded in a way in which nothing can be added to it."


def insert(encoded: bytes, encoding: str, at: int, new: bytes, line_end: bytes) -> bytes:
    """The encoded content with `new` in it, at an index of the decoded content.

    `new` has the part's own line ends. Raises CannotRewriteError where nothing can be inserted exactly.
    """
    content = decode_transfer(encoded, encoding).content
    if encoding in _PLAIN:
        changed = encoded[:at] + new + encoded[at:]
    elif encoding == "quoted-printable":
        index = len(encoded) if at == len(content) else _index_in_quoted(encoded, at)
        changed = _into_quoted(encoded, index, new, line_end)
    elif encoding == "base64":
        changed = _into_base64(encoded, content, at, new, line_end)
    else:
        raise CannotRewriteError(_CANNOT)
    if decode_transfer(changed, encoding).content != content[:at] + new + content[at:]:
        raise CannotRewriteError(_CANNOT)
    return changed


def _into_quoted(encoded: bytes, at: int, new: bytes, line_end: bytes) -> bytes:
    """On lines of its own, between soft breaks where there is no line end: nothing is folded anew."""
    before, after = encoded[:at], encoded[at:]
    soft = b"=" + line_end
    lines = line_end.join(b2a_qp(line).replace(b"=\n", soft) for line in new.split(line_end))
    if before.endswith(b"="):
        before += line_end
    elif before.endswith((b" ", b"\t")) or not (before.endswith(b"\n") or lines.startswith(line_end)):
        before += soft if before else b""
    if after and not lines.endswith(line_end):
        lines += soft
    return before + lines + after


def _index_in_quoted(encoded: bytes, at: int) -> int:
    """Where what becomes the decoded content's byte of that index begins."""
    decoded = 0
    for match in _QUOTED.finditer(encoded):
        width = 0 if match["none"] else 1 if match["one"] else len(match[0])
        if decoded + width > at:
            return match.start() + at - decoded
        decoded += width
    return len(encoded)


def _into_base64(encoded: bytes, content: bytes, at: int, new: bytes, line_end: bytes) -> bytes:
    """The lines before it stay; the rest, from the beginning of its line, is encoded anew."""
    kept = bytes_kept = position = letters = 0
    for line in encoded.splitlines(keepends=True):
        if letters % 4 == 0 and letters // 4 * 3 <= at:
            kept, bytes_kept = position, letters // 4 * 3
        position += len(line)
        letters += len(line.strip())
    rest = content[bytes_kept:at] + new + content[at:]
    lines = (b64encode(rest[start : start + _BYTES_A_LINE]) for start in range(0, len(rest), _BYTES_A_LINE))
    return encoded[:kept] + line_end.join(lines) + encoded[len(encoded.rstrip()) :]
