"""Seals a message by S/MIME, so that only the owners of certain certificates can read it (RFC 8551 §3.3).

The content with the fields that describe it becomes enveloped data: AES-256 in CBC mode, its key encrypted
with RSA. `cryptography` makes no envelope for other keys, and none that is authenticated (RFC 8551 §3.4).
The rest of the header stays as it is and can be read on the way, the subject too.
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

from gateway.rewriting.change import CannotRewriteError, Step
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.fields import FieldAt, fields_at, removed
from gateway.rewriting.mime.parts import take_apart

_ENVELOPE = (
    b'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\r\n'
    b"Content-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="smime.p7m"\r\n'
)
_MIME_VERSION = b"MIME-Version: 1.0\r\n"
_PLAIN = b"Content-Type: text/plain\r\n"  # what it is where nothing says so, RFC 2045 §5.2
_UNCLEAR = "The header of this message does not end as it should, so it cannot be sealed."


def seal(raw: bytes, certificates: Sequence[bytes]) -> Step:
    """The message sealed for the owners of these certificates, in DER, one or more.

    Each of them can see for whom else it was sealed: those who must not know of one another get a copy each.
    It is no Change: what the sender is told is that the message went by secure mail.

    Raises CannotRewriteError for a message that is signed, encrypted or ambiguous.
    """
    body_start = take_apart(raw).header.body_start
    fields = fields_at(raw)
    header_end = fields[-1].end if fields else 0
    if raw[header_end:body_start] != b"\r\n":
        raise CannotRewriteError(_UNCLEAR)
    moved = [field for field in fields if field.name.lower().startswith("content-")]
    entity = _described(raw, moved) + b"\r\n" + raw[body_start:]
    outer = (b"" if _has(fields, "mime-version") else _MIME_VERSION) + _ENVELOPE
    sealed = Edit(header_end, len(raw), outer + b"\r\n" + _armoured(_enveloped(entity, certificates)))
    return Step(apply(raw, [*map(removed, moved), sealed]))


def _described(raw: bytes, moved: list[FieldAt]) -> bytes:
    """The fields of the header that are about the content (RFC 2045 §9)."""
    written = b"".join(raw[field.start : field.end] for field in moved)
    return written if _has(moved, "content-type") else _PLAIN + written


def _has(fields: Sequence[FieldAt], name: str) -> bool:
    return any(field.is_called(name) for field in fields)


def _enveloped(entity: bytes, certificates: Sequence[bytes]) -> bytes:
    """Raises ValueError where there is no certificate, TypeError for a key that is not RSA."""
    builder = PKCS7EnvelopeBuilder().set_data(entity).set_content_encryption_algorithm(AES256)
    for der in certificates:
        builder = builder.add_recipient(x509.load_der_x509_certificate(der))
    return builder.encrypt(Encoding.DER, [PKCS7Options.Binary])


def _armoured(content: bytes) -> bytes:
    return encodebytes(content).replace(b"\n", b"\r\n")
