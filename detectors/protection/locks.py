"""Every kind of lock, and how locks are written down to be kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from types import MappingProxyType

from detectors.lock import LARGEST_LOCK, Lock
from detectors.protection.containers.rarlock import RarCheckLock, RarHeaderLock, RarSampleLock
from detectors.protection.containers.sevenziplock import SevenZipLock
from detectors.protection.containers.ziplock import WinZipAesLock, ZipCryptoLock
from detectors.protection.mail.openpgplock import OpenPgpLock, OpenPgpSealedLock
from detectors.protection.office.office97lock import CryptoApiLock, Rc4Lock, XorLock
from detectors.protection.office.officelock import AgileLock, StandardLock
from detectors.protection.opendocument.odflock import OdfLock
from detectors.protection.pdf.pdflock import PdfLock

# A row for each kind, by hand.
_KINDS: tuple[type[Lock], ...] = (
    ZipCryptoLock,
    WinZipAesLock,
    AgileLock,
    StandardLock,
    CryptoApiLock,
    Rc4Lock,
    XorLock,
    OpenPgpLock,
    OpenPgpSealedLock,
    SevenZipLock,
    RarCheckLock,
    RarHeaderLock,
    RarSampleLock,
    PdfLock,
    OdfLock,
)

LOCKS: Mapping[str, type[Lock]] = MappingProxyType({each.kind: each for each in _KINDS})


def encode(lock: Lock) -> str:
    """A lock as JSON, its bytes in hexadecimal; empty for one that is too large to be kept."""
    assert is_dataclass(lock)  # noqa: S101 - lock.py says so
    values = asdict(lock)
    written = {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    text = json.dumps({"kind": lock.kind, **written})
    return text if len(text) <= 2 * LARGEST_LOCK + 1_024 else ""


def decode(written: str) -> Lock:
    """The lock that was written down. Raises ValueError where it is none that is known."""
    try:
        values = dict(json.loads(written))
        kind = LOCKS[values.pop("kind")]
        assert is_dataclass(kind)  # noqa: S101
        binary = {each.name for each in fields(kind) if each.type in ("bytes", bytes)}
        return kind(
            **{name: bytes.fromhex(value) if name in binary else value for name, value in values.items()}
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no lock that is known") from error
