"""Files that are written into HTML as data: addresses (RFC 2397), such as pictures and downloads."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.mime.base64 import decode_base64

_ADDRESS = re.compile(
    rb"data:\s{0,9}([\w.+-]{1,80}/[\w.+-]{1,80})?((?:\s{0,9};\s{0,9}[\w.+-]{1,40}(?:=[^;,\"'<>\s]{0,80})?)*+)\s{0,9}(,)?",
    re.IGNORECASE,
)
_LONGEST_PARAMETER = 150  # bytes that the last parameter can be long
# Base64 may be folded, so in it white space ends nothing.
_LETTERS = re.compile(rb"[A-Za-z0-9+/=%_\s-]*+")
_PERCENT_CODED = re.compile(rb"[^\"'<>\s)]*+")


@dataclass(frozen=True, slots=True)
class Inline:
    """A file in an address: the type it says it is, in lower case, and its bytes."""

    media_type: str
    content: bytes


def find_data(html: bytes) -> Iterator[Inline]:
    """The files in the HTML, in order, but for empty ones."""
    if b"64," not in html and b"data:" not in html and b"DATA:" not in html:
        return
    position = 0
    while address := _ADDRESS.search(html, position):
        if not address[3]:
            # Another may begin in its last parameter; one in those before it would end where this one does.
            position = max(address.start() + 1, address.end() - _LONGEST_PARAMETER)
            continue
        is_base64 = address[2].rstrip().lower().endswith(b"base64")
        coded = (_LETTERS if is_base64 else _PERCENT_CODED).match(html, address.end())
        position = coded.end() if coded else address.end()
        if coded and (address[1] or is_base64):
            content = _percent_decoded(coded[0])
            content = decode_base64(content).content if is_base64 else content
            if content:
                yield Inline((address[1] or b"text/plain").decode("ascii").lower(), content)


def _percent_decoded(coded: bytes) -> bytes:
    """RFC 3986 §2.1; by way of quoted-printable, which does the same with another sign and is fast."""
    return binascii.a2b_qp(coded.replace(b"=", b"=3D").replace(b"%", b"=")) if b"%" in coded else coded
