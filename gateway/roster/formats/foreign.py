"""What a file is that somebody gave us in place of a pupil list."""

from __future__ import annotations

_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # the stream's name, MS-OFFCRYPTO §2.3.4.4
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LOCKED_OFFICE = "an Office file with a password"
_OLD_OFFICE = "an old Excel or other Office file"
_BEGINNINGS = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF-", "a PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"-----BEGIN PGP", "encrypted with PGP"),
    (b"{\\rtf", "an RTF document"),
    (b"<", "an XML or HTML file"),
    (b"{", "a JSON file"),
    (b"[", "a JSON file"),
)
_WAYS_OUT = (
    (_LOCKED_OFFICE, "save it without the password, as .xlsx or CSV"),
    (_OLD_OFFICE, "save the list as .xlsx or CSV"),
)


def foreign_format(content: bytes) -> str:
    """What the file is, as it goes into "FILE is …"; empty where it may well be text."""
    if content.startswith(OLE):
        return _LOCKED_OFFICE if _ENCRYPTED_OFFICE in content else _OLD_OFFICE
    if content.startswith(_ZIP):
        return _zip_format(content)
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((what for beginning, what in _BEGINNINGS if start.startswith(beginning)), "")


def way_out(foreign: str) -> str:
    """What to do about it, after a semicolon."""
    default = "export the pupils as CSV with the columns id, forename and surname"
    return next((way for what, way in _WAYS_OUT if what == foreign), default)


def _zip_format(content: bytes) -> str:
    head = content[: 64 * 1024]
    if b"[Content_Types].xml" in head or b"xl/" in head:
        return "an Excel workbook or other Office file"
    if b"application/vnd.oasis.opendocument" in head:
        return "an OpenDocument file"
    # Bit 0 of the general purpose flag of the first member: PKWARE APPNOTE §4.4.4
    return "a zip archive with a password" if head[6:7] and head[6] & 1 else "a zip archive"
