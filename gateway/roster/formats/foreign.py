"""What a file is that somebody gave us in place of a pupil list."""

from __future__ import annotations

_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # the stream's name, MS-OFFCRYPTO §2.3.4.4
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BEGINNINGS = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"-----BEGIN PGP", "encrypted with PGP"),
    (b"<", "an XML or HTML file"),
    (b"{", "a JSON file"),
    (b"[", "a JSON file"),
)


def foreign_format(head: bytes) -> str:
    """What the file is, as it goes into "FILE is …"; empty where it may well be text."""
    if head.startswith(_OLE):
        encrypted = _ENCRYPTED_OFFICE in head
        return "an Office file with a password" if encrypted else "an old Excel or other Office file"
    if head.startswith(_ZIP):
        return _zip_format(head)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((what for beginning, what in _BEGINNINGS if start.startswith(beginning)), "")


def _zip_format(head: bytes) -> str:
    if b"[Content_Types].xml" in head or b"xl/" in head:
        return "an Excel workbook or other Office file"
    if b"application/vnd.oasis.opendocument" in head:
        return "an OpenDocument file"
    # Bit 0 of the general purpose flag of the first member: PKWARE APPNOTE §4.4.4
    return "a zip archive with a password" if head[6:7] and head[6] & 1 else "a zip archive"
