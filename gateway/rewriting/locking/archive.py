"""Files of any kind are locked together, in a zip inside a zip.

The outer one is sealed with AES-256 (WinZip, "AES Encryption Information"), which hides what is in its
entries but not what they are called; so it has a single entry, "files.zip", and the names are in there. It
is AE-2: the checksum of what is sealed does not stand beside it.
"""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pyzipper
from pyzipper.zipfile_aes import WZ_AES_V2

from detectors.mime.names import Names
from gateway.rewriting.change import CannotRewriteError

INNER_NAME = "files.zip"
_FAILED = "The attachments could not be locked: they did not open again as they were."
_NOT_ON_WINDOWS = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICE = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?=\.|\Z)", re.IGNORECASE)
_SAMPLE = 65_536  # bytes, that tell whether a file can be made smaller


@dataclass(frozen=True, slots=True)
class Entry:
    """A file and the name that it is to have."""

    name: str
    content: bytes = field(repr=False)


def lock_together(entries: Sequence[Entry], passphrase: str) -> bytes:
    """One archive that the passphrase opens. Raises CannotRewriteError where it does not open again."""
    named = _named(entries)
    inner = _packed(named)
    locked = _locked(inner, passphrase)
    if _opened(locked, passphrase) != inner or not _holds(inner, named):
        raise CannotRewriteError(_FAILED)
    return locked


def _named(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Under names that every system can write, no two alike."""
    names = Names()
    return tuple(Entry(names.give(_writable(each.name), ""), each.content) for each in entries)


def _writable(name: str) -> str:
    plain = _NOT_ON_WINDOWS.sub("_", name).rstrip(". ")
    return f"_{plain}" if _DEVICE.match(plain) else plain


def _packed(entries: Iterable[Entry]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for each in entries:
            archive.writestr(_info(each.name), each.content, _method(each.content))
    return packed.getvalue()


def _method(content: bytes) -> int:
    """Photographs and archives do not grow any smaller."""
    sample = content[:_SAMPLE]
    return zipfile.ZIP_DEFLATED if len(zlib.compress(sample, 1)) < 0.9 * len(sample) else zipfile.ZIP_STORED


def _info(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, time.localtime()[:6])


def _locked(inner: bytes, passphrase: str) -> bytes:
    locked = io.BytesIO()
    with pyzipper.AESZipFile(locked, "w", pyzipper.ZIP_STORED) as archive:
        archive.setpassword(passphrase.encode("ascii"))
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=WZ_AES_V2)
        archive.writestr(INNER_NAME, inner)
    return locked.getvalue()


def _opened(locked: bytes, passphrase: str) -> bytes | None:
    try:
        with pyzipper.AESZipFile(io.BytesIO(locked)) as archive:
            return bytes(archive.read(INNER_NAME, passphrase.encode("ascii")))
    except (pyzipper.BadZipFile, RuntimeError, KeyError):
        return None


def _holds(inner: bytes, entries: Sequence[Entry]) -> bool:
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        names = archive.namelist() == [each.name for each in entries]
        return names and all(archive.read(each.name) == each.content for each in entries)
