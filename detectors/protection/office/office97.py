"""Old Office documents (doc, xls, ppt): XOR and 40-bit RC4 hold nobody up, 128-bit RC4 does.

[MS-OFFCRYPTO] §2.3.5 to §2.3.7. A flag proves nothing: what is not random is read as it stands, and what
Office's own default passwords open is read with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.office.office import WELL_KNOWN_PASSWORDS
from detectors.protection.office.office97lock import CryptoApiLock, OfficeLock, UnknownLockError, XorLock
from detectors.protection.randomness import looks_random

_SOUND_KEY = 112  # bits
_WEAK = "It is locked with a weak cipher and cannot be read."


@dataclass(frozen=True, slots=True)
class Streams:
    """The streams of a document that may be encrypted; which of them there are depends on the format.

    main: WordDocument, Workbook or PowerPoint Document
    table: 0Table or 1Table, of a Word document
    data: Data of a Word document, Pictures of a presentation
    user: Current User, of a presentation
    extras: what pivot tables were made from, of a workbook
    """

    main: bytes
    table: bytes = b""
    data: bytes = b""
    user: bytes = b""
    extras: tuple[bytes, ...] = ()


class Sealing(Protocol):
    """How one format is encrypted."""

    def lock_of(self, streams: Streams) -> OfficeLock | None:
        """What the document says of its encryption. Raises UnknownLockError; None where it says nothing."""
        ...

    def ciphertext(self, streams: Streams) -> bytes:
        """What would look random, if the document is encrypted as it says."""
        ...

    def unseal(self, streams: Streams, lock: OfficeLock, password: str) -> Streams:
        """The same document in clear."""
        ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """A document, judged.

    lock: None where no password is needed, or none is known to help
    clear: the document as anyone can read it; None where nobody can without the password
    """

    judgement: Judgement
    lock: OfficeLock | None = None
    clear: Streams | None = None


def judge_streams(streams: Streams, sealing: Sealing) -> Sealed:
    """Judge one document by its streams."""
    try:
        lock = sealing.lock_of(streams)
    except UnknownLockError:
        return Sealed(Judgement(Protection.UNKNOWN, reason="Its encryption is of no kind that is known."))
    if lock is None:
        return Sealed(Judgement(Protection.NONE), clear=streams)
    if not isinstance(lock, XorLock) and not looks_random(sealing.ciphertext(streams)):
        return Sealed(Judgement(Protection.NONE), clear=streams)
    method = _method(lock)
    for password in WELL_KNOWN_PASSWORDS:
        if lock.opens(password):
            judgement = Judgement(Protection.WEAK, f"{method} with Office's own default password")
            return Sealed(judgement, clear=sealing.unseal(streams, lock, password))
    if isinstance(lock, CryptoApiLock) and lock.bits >= _SOUND_KEY:
        return Sealed(Judgement(Protection.ENCRYPTED, method), lock)
    return Sealed(Judgement(Protection.WEAK, method, reason=_WEAK), lock)


def _method(lock: OfficeLock) -> str:
    if isinstance(lock, CryptoApiLock):
        return f"RC4-{lock.bits} (Office CryptoAPI)"
    return "XOR obfuscation (Office 95)" if isinstance(lock, XorLock) else "RC4-40 (Office 97)"
