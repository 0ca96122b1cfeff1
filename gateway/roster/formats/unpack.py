"""A zip archive of list files becomes a bundle, as the folder it was made from would."""

from __future__ import annotations

import re
import zipfile
import zlib

from detectors.protection.containers.archive import NoArchive, open_archive
from gateway.roster.errors import FormatError
from gateway.roster.formats.bundle import Bundle, SourceFile

_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")  # PKWARE APPNOTE §4.3.7, §4.3.16: the second one is empty
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
# What makes a zip archive a document of one program: ISO/IEC 29500-2, and OpenDocument 1.2 part 3
_DOCUMENT_MARKS = frozenset({"[content_types].xml", "mimetype"})
_CLUTTER = re.compile(r"(^|.*/)(__MACOSX/.*|\.[^/]*|Thumbs\.db|desktop\.ini)", re.IGNORECASE)
_PLAIN_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 1  # bit 0 of the general purpose flag: APPNOTE §4.4.4

_MOST_FILES = 2_000
_MOST_BYTES = 256 * 1024**2  # unpacked; many times the list of the largest trust
_MOST_GROWTH = 200  # unpacked to packed; lists grow tenfold
_GROWTH_MATTERS_FROM = 10_000_000  # bytes unpacked


def unpack(name: str, content: bytes) -> Bundle | None:
    """The files of a zip archive, whatever folders in it they are in; None of anything else.

    A workbook is a zip archive too, and not unpacked: by its contents, or by `name` where they cannot be
    read. Raises FormatError for an archive that is locked, damaged, empty, or larger than a list can be.
    """
    if not content.startswith(_BEGINNINGS) or name.lower().endswith(_WORKBOOKS):
        return None
    try:
        with open_archive(content) as archive:
            entries = archive.infolist()
            if any(entry.filename.lower() in _DOCUMENT_MARKS for entry in entries):
                return None
            entries = [entry for entry in entries if not entry.is_dir() and not _is_clutter(entry)]
            _check(entries, len(content))
            return Bundle(tuple(SourceFile(_last_name(entry), _read(archive, entry)) for entry in entries))
    except NoArchive:
        raise FormatError("is a zip archive that is damaged or made to do harm; export it again") from None


def _is_clutter(entry: zipfile.ZipInfo) -> bool:
    """What operating systems put into archives for themselves."""
    return bool(_CLUTTER.fullmatch(_path(entry)))


def _last_name(entry: zipfile.ZipInfo) -> str:
    return _path(entry).rpartition("/")[2]


def _path(entry: zipfile.ZipInfo) -> str:
    return entry.filename.replace("\\", "/")  # as old Windows programs write it


def _check(entries: list[zipfile.ZipInfo], packed: int) -> None:
    """Raises FormatError before anything is unpacked. `packed`: bytes of the whole archive."""
    if not entries:
        raise FormatError("is an empty zip archive")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FormatError("is a zip archive with a password; save it without one, or unpack it into a folder")
    if len(entries) > _MOST_FILES:
        raise FormatError(f"holds more than {_MOST_FILES:,} files, which is too many for a pupil list")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_BYTES:
        raise FormatError(f"holds more than {_MOST_BYTES >> 20} MB unpacked, too much for a pupil list")
    if unpacked > max(_GROWTH_MATTERS_FROM, _MOST_GROWTH * packed):
        raise FormatError("grows too much when it is unpacked, as files made to do harm do")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """No more than the entry says that it holds; zipfile checks the sum at its end. Raises FormatError."""
    if entry.compress_type not in _PLAIN_METHODS:
        raise FormatError("is packed in a way that cannot be unpacked; save it as an ordinary zip archive")
    try:
        with archive.open(entry) as opened:
            content = opened.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, NotImplementedError):
        raise FormatError("is a damaged zip archive; export it again") from None
    if len(content) != entry.file_size:
        raise FormatError("is a damaged zip archive; export it again")
    return content
