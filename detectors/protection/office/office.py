"""Encrypted Office documents (docx, xlsx, pptx): the password that Office itself knows opens some of them.

[MS-OFFCRYPTO] §2.3.4. A flag proves nothing: a document counts as sealed only when its cipher is sound,
its data looks like ciphertext, and no well-known password brings a document out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.office.encryptioninfo import EncryptionInfo, UnknownEncryption, read_encryption_info
from detectors.protection.office.officelock import BEGINNING, MOST_SPINS, OfficeLock, without_repeats
from detectors.protection.office.storage import DamagedStorage, Storage
from detectors.protection.randomness import looks_random

# [MS-OFFCRYPTO] §2.4.2.3 and [MS-PPT] §2.3.7: Office tries these without asking.
WELL_KNOWN_PASSWORDS = ("VelvetSweatshop", "/01Hannes Ruescher/01")

_SIZE_FIELD = 8  # bytes, [MS-OFFCRYPTO] §2.3.4.4
_BELONGS = re.compile(
    r"(EncryptionInfo|EncryptedPackage|\x05(Document)?SummaryInformation|\x06DataSpaces(/.*)?)$", re.DOTALL
)
# §2.2.5 to §2.2.11: rights management keeps the document under a licence that only Microsoft's servers give.
_RIGHTS_MANAGED = re.compile(r"\x09DRM\w*Content$|/DRMEncrypted\w*(/|$)", re.DOTALL)
_NOT_CHECKED = "It says that it is encrypted, but in no way that could be checked."
_WEAK_CIPHER = "It is locked with a weak cipher and cannot be read."
_TOO_LONG = "Its encryption takes too long to be checked."
_BY_RIGHTS = "It is protected by Microsoft's rights management, and cannot be read outside it."
_BY_CERTIFICATE = "It is locked for the holders of certificates, which cannot be checked."
_DAMAGED = "It is damaged and does not open."
_OTHER_DATA = "It holds other data beside what is encrypted."


@dataclass(frozen=True, slots=True)
class Sealed:
    """A judgement, and what a password would have to open where one would open it.

    package: the EncryptedPackage stream
    """

    judgement: Judgement
    lock: OfficeLock | None = None
    package: bytes = b""


def examine(content: bytes) -> Sealed:
    """Judge an OLE storage that holds an EncryptedPackage, and take the lock out of it."""
    try:
        with Storage(content) as storage:
            streams, behind = storage.names, content[storage.end() :]
            if any(map(_RIGHTS_MANAGED.search, streams)):
                return Sealed(_unknown(_BY_RIGHTS))
            package, info = storage.read("EncryptedPackage"), storage.read("EncryptionInfo")
            is_cut = storage.is_cut
    except DamagedStorage:
        return Sealed(_unknown(_NOT_CHECKED))
    if package[_SIZE_FIELD:] and not looks_random(without_repeats(package[_SIZE_FIELD:])):
        return Sealed(Judgement(Protection.NONE, opened=package[_SIZE_FIELD:]))
    beginning = package[_SIZE_FIELD : _SIZE_FIELD + BEGINNING]
    try:
        encryption = read_encryption_info(info, beginning)
    except UnknownEncryption:
        return Sealed(_unknown(_NOT_CHECKED))
    has_other_data = not all(map(_BELONGS.match, streams)) or bool(behind.strip(b"\0"))
    doubt = _OTHER_DATA if has_other_data else _DAMAGED if is_cut else ""
    return _examine(encryption, package, doubt)


def _examine(encryption: EncryptionInfo, package: bytes, doubt: str) -> Sealed:
    method, lock = encryption.method, encryption.lock
    if encryption.spins > MOST_SPINS:
        return Sealed(_unknown(_TOO_LONG))
    if lock is not None and (opened := _open(lock, package)) is not None:
        return Sealed(Judgement(Protection.WEAK, f"{method} with Office's own default password", opened))
    if not encryption.is_sound:
        judgement = Judgement(Protection.WEAK, method, reason=_WEAK_CIPHER)
    elif encryption.is_for_certificates_only:
        judgement = _unknown(_BY_CERTIFICATE)
    elif len(package) <= _SIZE_FIELD:
        judgement = _unknown(_NOT_CHECKED)
    elif doubt:
        judgement = _unknown(doubt)
    else:
        judgement = Judgement(Protection.ENCRYPTED, method)
    return Sealed(judgement, lock, package)


def _unknown(reason: str) -> Judgement:
    return Judgement(Protection.UNKNOWN, reason=reason)


def _open(lock: OfficeLock, package: bytes) -> bytes | None:
    """The document, where a well-known password opens it."""
    for password in WELL_KNOWN_PASSWORDS:
        if lock.opens(password):
            try:
                return lock.decrypt(password, package)
            except Exception:  # msoffcrypto raises anything on packages that are cut off
                return None
    return None
