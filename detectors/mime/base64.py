"""Base64 (RFC 2045 §6.8) is decoded as programs do, who differ as soon as it is not quite right."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from detectors.mime.flaws import Flaw

_WHITE = b" \t\r\n\v\f"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_LETTERS) - {ord("=")})
_FOR_ADDRESSES = bytes.maketrans(b"-_", b"+/")  # RFC 4648 §5
_MAX_PADDINGS = 1000
_MAX_OTHERS = 7
_LARGE = 4_000_000  # bytes, of which fewer readings are kept: it is a flaw all the same
_MAX_OTHERS_OF_LARGE = 3
_LONG_LINE = 60  # characters
_REST_OF_LINE = re.compile(rb"[^A-Za-z0-9+/=\s][^\n]*")
_BOUNDARY_LINE = re.compile(rb"^--[^\n]*", re.MULTILINE)
_FALSE_START = re.compile(rb"\s*+(?:begin-base64[^\n]*+\n|[^\n]*+\n[ \t\r]*+\n)")


@dataclass(frozen=True, slots=True)
class Decoded:
    """What content most programs would get, what others would get instead, and what is odd about it."""

    content: bytes
    others: tuple[bytes, ...] = ()
    flaw: Flaw | None = None


def decode_base64(data: bytes) -> Decoded:
    """RFC 2045 §6.8. A missing padding at the very end is no flaw: it costs nobody a byte."""
    compact = data.translate(None, _WHITE)
    uneven = _is_uneven(data, len(compact))
    try:
        content = binascii.a2b_base64(compact, strict_mode=True)
    except binascii.Error:
        if b"=" in compact or compact.translate(None, _LETTERS):
            return _doubtful(data, _each_stretch(data), _OF_BROKEN)
        content = _unpadded(compact)
    return _doubtful(data, content, _OF_UNEVEN) if uneven else Decoded(content)


def _doubtful(data: bytes, content: bytes, readings: tuple[Callable[[bytes], bytes], ...]) -> Decoded:
    if len(data) > _LARGE:
        readings = readings[:_MAX_OTHERS_OF_LARGE]
    others = dict.fromkeys(reading(data) for reading in readings)
    others.pop(content, None)
    return Decoded(content, tuple(filter(None, others))[:_MAX_OTHERS], Flaw.BASE64_BROKEN)


def _is_uneven(data: bytes, letters: int) -> bool:
    """Whether lines other than the last break off inside a group of four.

    Some programs decode line by line, and lose or skip what does not fill a group. Long lines all of one
    length are no trick: Exchange folds at 78.
    """
    white = len(data) - letters
    if white > letters + 1000:
        return True  # more white space than letters; not worth the memory to look
    data = data.rstrip(_WHITE)
    white = len(data) - letters
    width = data.find(b"\n") + 1
    line_end = 2 if data.endswith(b"\r\n", 0, width) else 1
    # The usual case, told by a look at where each line should end: all lines are of one length.
    ends = data[width - 1 :: width] if width else b""
    if len(ends) > 1 and white == len(ends) * line_end and not ends.strip(b"\n"):
        return (width - line_end) % 4 > 0 and width < _LONG_LINE
    lengths = {len(line) for line in data.split()[:-1]}
    return any(length % 4 for length in lengths) and not (len(lengths) == 1 and min(lengths) >= _LONG_LINE)


def _known(data: bytes) -> bytes:
    return data.translate(None, _NOT_BASE64)


def _each_stretch(data: bytes) -> bytes:
    """Padding ends one stretch, and the next begins: files put one behind the other."""
    stretches = _known(data).split(b"=", _MAX_PADDINGS)
    stretches[-1] = stretches[-1].replace(b"=", b"")
    return b"".join(map(_unpadded, stretches))


def _first_stretch(data: bytes) -> bytes:
    return _unpadded(_known(data).partition(b"=")[0])


def _padding_is_noise(data: bytes) -> bytes:
    return _unpadded(_known(data).replace(b"=", b""))


def _padding_is_nought(data: bytes) -> bytes:
    """Table-driven decoders that give the padding the value of the letter A."""
    return _unpadded(_known(data).rstrip(b"=").replace(b"=", b"A"))


def _by_fours(data: bytes) -> bytes:
    """Each group of four letters for itself, wherever in it the padding stands."""
    known = _known(data)
    if known.count(b"=") > _MAX_PADDINGS:
        return b""
    decoded: list[bytes] = []
    position = 0
    while (padding := known.find(b"=", position)) >= 0:
        group = padding // 4 * 4
        decoded += (
            _unpadded(known[position:group]),
            _unpadded(known[group : group + 4].replace(b"=", b"")),
        )
        position = group + 4
    return b"".join((*decoded, _unpadded(known[position:])))


def _by_lines(data: bytes) -> bytes:
    """Each line for itself; what does not fill a group of four is lost."""
    return b"".join(_of_line(_known(line)) for line in data.split(b"\n"))


def _of_line(line: bytes) -> bytes:
    letters, padding, _ = line.partition(b"=")
    return _unpadded(letters if padding else letters[: len(letters) // 4 * 4])


def _until_junk(data: bytes) -> bytes:
    """The rest of a line is left out behind the first letter that is none."""
    return _each_stretch(_REST_OF_LINE.sub(b"", data))


def _without_boundary_lines(data: bytes) -> bytes:
    return _each_stretch(_BOUNDARY_LINE.sub(b"", data))


def _past_false_start(data: bytes) -> bytes:
    """Without what stands before the first empty line, or in a line that introduces the file."""
    start = _FALSE_START.match(data)
    return _each_stretch(data[start.end() :]) if start else b""


def _for_addresses(data: bytes) -> bytes:
    return _each_stretch(data.translate(_FOR_ADDRESSES)) if b"-" in data or b"_" in data else b""


_OF_UNEVEN = (_by_lines, _past_false_start)
_OF_BROKEN = (
    _first_stretch,
    _padding_is_noise,
    _by_fours,
    _past_false_start,
    _until_junk,
    _without_boundary_lines,
    _padding_is_nought,
    _by_lines,
    _for_addresses,
)


def _unpadded(letters: bytes) -> bytes:
    """Base64 letters without padding; a single letter left over holds no byte."""
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
