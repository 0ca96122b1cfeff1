"""Passwords of old Office documents (doc, xls, ppt): XOR and 40-bit RC4 hold nobody up, 128-bit RC4 does.

[MS-OFFCRYPTO] §2.3.5 to §2.3.7. The text of these documents is not read here, whatever protects them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1

from msoffcrypto.method.rc4_cryptoapi import DocumentRC4CryptoAPI

from detectors.finding import Protection
from detectors.protection.judgement import Judgement
from detectors.protection.office import WELL_KNOWN_PASSWORDS
from detectors.protection.randomness import looks_random
from detectors.protection.storage import Storage

_CANNOT_OPEN = "This kind of file cannot be opened (an Office document of 2003 or earlier)."
_SOUND_KEY = 112  # bits

_FIB_CLEAR = 68  # bytes; [MS-DOC] §2.2.6.2: the beginning of the file information block stays in clear
_FILEPASS, _EOF, _BOF, _BOUND_SHEET = 0x002F, 0x000A, 0x0809, 0x0085  # [MS-XLS] §2.3
_CLEAR_RECORDS = {_BOF, _FILEPASS, _BOUND_SHEET, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}  # [MS-XLS] §2.2.10
_CRYPT_SESSION = b"\x0f\x00\x14\x2f"  # [MS-PPT] §2.3.8, CryptSession10Container
_PPT_ENCRYPTED = 0xF3D1C4DF  # [MS-PPT] §2.3.2, headerToken


@dataclass(frozen=True, slots=True)
class _Lock:
    """What a document says of its encryption; `header` begins with the version, [MS-OFFCRYPTO] §2.3.5.1."""

    header: bytes | None  # None for XOR, which has none
    ciphertext: bytes


def judge_document(content: bytes) -> Judgement:
    """Judge a Word, Excel or PowerPoint document of 97 to 2003."""
    try:
        with Storage(content) as storage:
            lock, behind = _lock(storage), content[storage.end() :]
        if lock is None or (lock.header is not None and not looks_random(lock.ciphertext)):
            return Judgement(Protection.NONE, reason=_CANNOT_OPEN)
        judgement = _judge(lock)
    except Exception:
        return Judgement(Protection.UNKNOWN, reason="It is damaged and does not open.")
    if judgement.protection is Protection.ENCRYPTED and behind.strip(b"\0"):
        return Judgement(Protection.UNKNOWN, reason="It holds other data beside what is encrypted.")
    return judgement


def _judge(lock: _Lock) -> Judgement:
    if lock.header is None:
        return _weak("XOR obfuscation (Office 95)")
    major, minor = struct.unpack_from("<HH", lock.header)
    if (major, minor) == (1, 1):
        return _weak("RC4-40 (Office 97)")
    if minor != 2 or major not in (2, 3, 4):
        return Judgement(Protection.UNKNOWN, reason="Its encryption is of no kind that is known.")
    return _judge_crypto_api(lock.header)


def _weak(method: str) -> Judgement:
    return Judgement(Protection.WEAK, method, reason="It is locked with a weak cipher and cannot be read.")


def _judge_crypto_api(header: bytes) -> Judgement:
    """RC4 CryptoAPI, [MS-OFFCRYPTO] §2.3.5.1: version, flags, header, verifier."""
    (header_size,) = struct.unpack_from("<I", header, 8)
    (bits,) = struct.unpack_from("<I", header, 12 + 16)
    bits = bits or 40
    verifier = header[12 + header_size :]
    salt, sealed = verifier[4:20], verifier[20:36] + verifier[40:60]
    method = f"RC4-{bits} (Office CryptoAPI)"
    for password in WELL_KNOWN_PASSWORDS:
        opened = DocumentRC4CryptoAPI.decrypt(password, salt, bits, io.BytesIO(sealed)).read()
        if sha1(opened[:16], usedforsecurity=False).digest() == opened[16:36]:
            return _weak(f"{method} with Office's own default password")
    return Judgement(Protection.ENCRYPTED, method) if bits >= _SOUND_KEY else _weak(method)


def _lock(storage: Storage) -> _Lock | None:
    """What the document says of its encryption; None where it says nothing."""
    if storage.has("WordDocument"):
        return _word_lock(storage)
    if storage.has("PowerPoint Document"):
        return _powerpoint_lock(storage)
    name = "Workbook" if storage.has("Workbook") else "Book"
    return _excel_lock(storage.read(name))


def _word_lock(storage: Storage) -> _Lock | None:
    """[MS-DOC] §2.5.2: bits of the FIB's base, and lKey."""
    document = storage.read("WordDocument")
    flags, key = struct.unpack_from("<H", document, 10)[0], struct.unpack_from("<I", document, 14)[0]
    encrypted, table, obfuscated = flags & 1 << 8, flags >> 9 & 1, flags & 1 << 15
    if not encrypted:
        return None
    header = None if obfuscated else storage.read(f"{table}Table")[:key]
    return _Lock(header, document[_FIB_CLEAR:])


def _excel_lock(workbook: bytes) -> _Lock | None:
    """[MS-XLS] §2.4.117: a FilePass record says that what follows in the other records is encrypted."""
    lock: bytes | None = None
    ciphertext = []
    for number, body in _records(workbook):
        if number == _FILEPASS and lock is None:
            lock = body
        elif lock is not None and number not in _CLEAR_RECORDS:
            ciphertext.append(body)
    if lock is None:
        return None
    is_xor = lock.startswith(b"\0\0")
    return _Lock(None if is_xor else lock[2:], b"".join(ciphertext))


def _records(workbook: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(workbook):
        number, size = struct.unpack_from("<HH", workbook, position)
        yield number, workbook[position + 4 : position + 4 + size]
        position += 4 + size


def _powerpoint_lock(storage: Storage) -> _Lock | None:
    (token,) = struct.unpack_from("<I", storage.read("Current User"), 12)
    if token != _PPT_ENCRYPTED:
        return None
    document = storage.read("PowerPoint Document")
    start = document.find(_CRYPT_SESSION)
    if start < 0:
        return _Lock(b"\0\0\0\0", document)
    return _Lock(document[start + 8 :], document)
