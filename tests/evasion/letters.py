"""Mail from a teacher to somebody outside, its bytes written out by hand: no library writes what hides."""

from __future__ import annotations

import base64
import io
import zipfile

from tests.evasion.way import Caught

SENDER = "m.okafor@oakfield.sch.uk"
RECIPIENT = "somebody@gmail.com"
NAME = "Grace Bishop"
SENTENCE = f"I spoke to {NAME} about what happened on Friday.\r\n"
NOTHING = "See you on Monday.\r\n"
_FIELDS = (
    "From: M. Okafor <m.okafor@oakfield.sch.uk>",
    "To: somebody@gmail.com",
    "Date: Mon, 02 Nov 2026 15:40:00 +0000",
    "Message-ID: <1042@oakfield.sch.uk>",
)
_SUBJECT = "Subject: Next week"


def raw(fields: bytes | str, body: bytes | str = NOTHING, subject: bytes | str = _SUBJECT) -> bytes:
    """A message with these fields (lines in CR LF, without the last) beside the usual ones, and this body."""
    head = "\r\n".join(_FIELDS).encode()
    lines = (head, *filter(None, (_bytes(subject), _bytes(fields))), b"", _bytes(body))
    return b"\r\n".join(lines)


def subject(value: bytes | str) -> bytes:
    """With this field as its subject, which may go on over several lines."""
    return raw("", subject=b"Subject: " + _bytes(value))


def text(body: bytes | str = SENTENCE, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    """A plain text, its body as it is given: nothing is encoded here."""
    return raw(_mime(f"text/plain; charset={charset}", encoding), body)


def page(inner: str) -> bytes:
    """A page of HTML that has this in its body."""
    return whole_page(f"<html><body>{inner}</body></html>")


def whole_page(html: str) -> bytes:
    return raw(_mime("text/html; charset=utf-8", "8bit"), html + "\r\n")


def encoded(body: bytes, encoding: str, media_type: str = "text/plain; charset=utf-8") -> bytes:
    return raw(_mime(media_type, encoding), body)


def part(media_type: str, body: bytes | str = NOTHING, *fields: str) -> bytes:
    """One part of a multipart, its header and all."""
    lines = (f"Content-Type: {media_type}", *fields, "", "")
    return "\r\n".join(lines).encode() + _bytes(body)


def multipart(*parts: bytes, subtype: str = "mixed", boundary: str = "cut") -> bytes:
    fields = f'MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary="{boundary}"'
    return raw(fields, bound(*parts, boundary=boundary))


def bound(*parts: bytes, boundary: str = "cut") -> bytes:
    """The parts with their boundary before each, and the closing one (RFC 2046 §5.1.1)."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + each.rstrip(b"\r\n") + b"\r\n" for each in parts) + mark + b"--\r\n"


def attached(content: bytes | str, name: str, media_type: str = "application/octet-stream") -> bytes:
    """A few words that say nothing, and a file in base64."""
    lines = base64.encodebytes(_bytes(content)).replace(b"\n", b"\r\n")
    file = part(
        media_type,
        lines,
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
    )
    return multipart(part("text/plain"), file)


def inside(name: str, *inside: str, part: str = "") -> Caught:
    return Caught("attachment:" + "/".join((name, *inside)) + (f"#{part}" if part else ""))


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return out.getvalue()


def _mime(media_type: str, encoding: str) -> str:
    return f"MIME-Version: 1.0\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}"


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
