"""Transfer encodings (RFC 2045 §6) are undone; where mail programs would differ, in each of their ways."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from detectors.mime.flaws import Flaw
from detectors.mime.uuencode import decode_lines, find_files

_WHITE = b" \t\r\n\v\f"
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64) - {ord("=")})
_MAX_PADDINGS = 1000
_LONG_LINE = 60  # characters
_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")
_LOWER_ESCAPE = re.compile(rb"=(?:[0-9][a-f]|[A-F][a-f]|[a-f][0-9A-Fa-f])")
_UPPER_ESCAPE = re.compile(rb"=(?:[0-9][A-F]|[A-F][0-9A-F])")
_TRAILING_BLANKS = (b" \n", b"\t\n", b" \r\n", b"\t\r\n")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What content most programs would get, what others would get instead, and what is odd about it."""

    content: bytes
    others: tuple[bytes, ...] = ()
    flaw: Flaw | None = None


def decode_transfer(data: bytes, encoding: str) -> Decoded:
    """The data with its transfer encoding (in lower case) undone."""
    decoder = _DECODERS.get(encoding)
    return decoder(data) if decoder else Decoded(data, flaw=Flaw.ENCODING_UNKNOWN if data.strip() else None)


def decode_base64(data: bytes) -> Decoded:
    """RFC 2045 §6.8. A missing padding at the very end is no flaw: it costs nobody a byte."""
    compact = data.translate(None, _WHITE)
    uneven = Flaw.BASE64_BROKEN if _is_uneven(data, len(compact)) else None
    try:
        return Decoded(binascii.a2b_base64(compact, strict_mode=True), flaw=uneven)
    except binascii.Error:
        known = compact.translate(None, _NOT_BASE64)
    if b"=" not in known and len(known) == len(compact):
        return Decoded(_unpadded(known), flaw=uneven)
    # Some programs decode each padded stretch, some stop at the first padding, some skip it as noise.
    stretches = known.split(b"=", _MAX_PADDINGS)
    stretches[-1] = stretches[-1].replace(b"=", b"")
    readings = dict.fromkeys(
        (
            b"".join(map(_unpadded, stretches)),
            _unpadded(stretches[0]),
            _unpadded(known.replace(b"=", b"")),
        )
    )
    content, *others = readings
    return Decoded(content, tuple(others), Flaw.BASE64_BROKEN)


def _is_uneven(data: bytes, letters: int) -> bool:
    """Whether lines other than the last break off inside a group of four.

    Some programs decode line by line, and lose or skip what does not fill a group. Long lines all of one
    length are no trick: Exchange folds at 78.
    """
    white = len(data) - letters
    if white > letters + 1000:
        return True  # more white space than letters; not worth the memory to look
    width = data.find(b"\n") + 1
    line_end = 2 if data.endswith(b"\r\n", 0, width) else 1
    # The usual case, told by a look at where each line should end: all lines are of one length.
    ends = data[width - 1 :: width] if width else b""
    if len(ends) > 1 and white == len(ends) * line_end and not ends.strip(b"\n"):
        return (width - line_end) % 4 > 0 and width < _LONG_LINE
    lengths = {len(line) for line in data.split()[:-1]}
    return any(length % 4 for length in lengths) and not (len(lengths) == 1 and min(lengths) >= _LONG_LINE)


def _unpadded(letters: bytes) -> bytes:
    """Base64 letters without padding; a single letter left over holds no byte."""
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def decode_quoted(data: bytes) -> Decoded:
    """Quoted-printable, RFC 2045 §6.7. An escape that is none stays as it stands, as most programs do."""
    # Lower case is against the RFC, so some programs skip it: no matter if all is, a riddle if some is.
    mixed = _LOWER_ESCAPE.search(data) and _UPPER_ESCAPE.search(data)
    flaw = Flaw.QUOTED_BROKEN if mixed or _BAD_ESCAPE.search(data) else None
    if any(blank in data for blank in _TRAILING_BLANKS):
        # Rule 3: white space at the end of a line was added on the way. It may stand behind a soft break.
        line_end = b"\r\n" if b"\r\n" in data else b"\n"
        data = line_end.join(line.rstrip(b" \t") for line in data.split(line_end))
    return Decoded(binascii.a2b_qp(data), flaw=flaw)


def decode_uuencoded(data: bytes) -> Decoded:
    """A whole part in uuencode, with or without its begin line."""
    for file in find_files(data):
        return Decoded(file.content, flaw=None if file.whole else Flaw.UUENCODE_BROKEN)
    content, whole = decode_lines(data.splitlines())
    return Decoded(content, flaw=None if whole else Flaw.UUENCODE_BROKEN)


def _identity(data: bytes) -> Decoded:
    return Decoded(data)


_DECODERS: Mapping[str, Callable[[bytes], Decoded]] = MappingProxyType(
    {
        "": _identity,
        "7bit": _identity,
        "8bit": _identity,
        "binary": _identity,
        "base64": decode_base64,
        "quoted-printable": decode_quoted,
        "uuencode": decode_uuencoded,
        "x-uuencode": decode_uuencoded,
        "x-uue": decode_uuencoded,
    }
)
