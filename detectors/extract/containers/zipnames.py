"""The name of an entry of a zip archive, in every way in which programs read it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import suppress

from detectors.protection.containers.archive import extras

_UTF8 = 0x800  # APPNOTE.TXT §4.4.4, bit 11
_UNICODE_PATH = 0x7075  # §4.6.9
_BEFORE_NAME = struct.Struct("<BL")


def names_of(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The likeliest name first. Where nothing says how it is written, DOS, Windows and others differ."""
    if info.flag_bits & _UTF8:
        names = [info.orig_filename]
        raw = info.orig_filename.encode("utf-8", "replace")
    else:
        raw = info.orig_filename.encode("cp437", "replace")
        names = [info.orig_filename, raw.decode("cp1252", "replace")]
        with suppress(UnicodeDecodeError):
            names.insert(0, raw.decode("utf-8"))
    for tag, body in extras(info.extra):
        if tag == _UNICODE_PATH and len(body) > _BEFORE_NAME.size:
            name = body[_BEFORE_NAME.size :].decode("utf-8", "replace")
            names.insert(0 if _BEFORE_NAME.unpack_from(body)[1] == zlib.crc32(raw) else len(names), name)
    return tuple(dict.fromkeys(filter(None, names))) or ("unnamed",)
