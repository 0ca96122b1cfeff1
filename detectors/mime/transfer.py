"""Transfer encodings (RFC 2045 §6) are undone; where mail programs would differ, in each of their ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from detectors.mime.base64 import Decoded, decode_base64
from detectors.mime.flaws import Flaw
from detectors.mime.quoted import decode_quoted
from detectors.mime.textfiles import find_files
from detectors.mime.uuencode import decode_lines


def decode_transfer(data: bytes, encoding: str) -> Decoded:
    """The data with its transfer encoding (in lower case) undone."""
    decoder = _DECODERS.get(encoding)
    return decoder(data) if decoder else Decoded(data, flaw=Flaw.ENCODING_UNKNOWN if data.strip() else None)


def decode_uuencoded(data: bytes) -> Decoded:
    """A whole part in uuencode, with or without its begin line."""
    for file in find_files(data):
        return Decoded(file.content, flaw=None if file.whole else Flaw.FILE_IN_TEXT)
    content, whole = decode_lines(data.splitlines())
    return Decoded(content, flaw=None if whole else Flaw.FILE_IN_TEXT)


def decode_text_file(data: bytes) -> Decoded:
    """A whole part in yEnc or BinHex, which say themselves where they begin."""
    for file in find_files(data):
        return Decoded(file.content, flaw=None if file.whole else Flaw.FILE_IN_TEXT)
    return Decoded(data, flaw=Flaw.FILE_IN_TEXT if data.strip() else None)


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
        "yenc": decode_text_file,
        "binhex": decode_text_file,
    }
)
