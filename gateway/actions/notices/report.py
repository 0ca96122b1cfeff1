"""A notice as bytes: a report for senders (RFC 6522), alternatives for the data protection lead (RFC 2046).

Everything is 7-bit, with lines far below 998 octets, so any server takes it as it is.
"""

from __future__ import annotations

import binascii
from hashlib import sha256

from gateway.actions.notices.fields import field
from gateway.actions.notices.templates import Letter


def alternatives(letter: Letter, seed: str) -> bytes:
    """The letter as plain text and as HTML, the better one last (RFC 2046 §5.1.4)."""
    return _multipart(
        "alternative",
        f"{seed} alternative",
        (_text("plain", letter.text, letter.language), _text("html", letter.html, letter.language)),
    )


def delivery_report(letter: Letter, status: bytes, original_header: bytes, seed: str) -> bytes:
    """What happened in words, what happened for machines, and a few header fields of the message."""
    parts = (
        alternatives(letter, seed),
        b"Content-Type: message/delivery-status\r\n\r\n" + status,
        b"Content-Type: text/rfc822-headers\r\n\r\n" + original_header,
    )
    return _multipart("report; report-type=delivery-status", f"{seed} report", parts)


def _text(subtype: str, text: str, language: str) -> bytes:
    # With CRLF at its line ends, text is given CRLF at its soft line breaks too.
    lines = "".join(f"{line}\r\n" for line in text.splitlines())
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n".encode("ascii")
        + b"Content-Transfer-Encoding: quoted-printable\r\n"
        + field("Content-Language", language)
        + b"\r\n"
        + binascii.b2a_qp(lines.encode("utf-8"))
    )


def _multipart(subtype: str, seed: str, parts: tuple[bytes, ...]) -> bytes:
    """Header field and body of a multipart. The same seed gives the same boundary."""
    # Quoted-printable text never holds "=_" (RFC 2045 §6.7), and nobody outside can foresee the rest.
    boundary = f"=_{sha256(seed.encode()).hexdigest()[:32]}"
    between = f"\r\n--{boundary}\r\n".encode("ascii")
    return (
        f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'.encode("ascii")
        + b"".join(between + part for part in parts)
        + f"\r\n--{boundary}--\r\n".encode("ascii")
    )
