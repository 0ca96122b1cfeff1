"""Standard encryption of Office documents, by hand: Office 2007 wrote it, and nothing that runs here does."""

from __future__ import annotations

import struct
from functools import cache
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.ecma376_standard import ECMA376Standard

from tests.detectors.protection.storages import storage_of

_ALGORITHMS = {128: 0x660E, 192: 0x660F, 256: 0x6610}  # [MS-OFFCRYPTO] §2.3.2
_SHA1, _AES_PROVIDER = 0x8004, 0x18
_SALT = bytes(range(16))


@cache
def standard(content: bytes, password: str, bits: int) -> bytes:
    """[MS-OFFCRYPTO] §2.3.4.5 to §2.3.4.8. The key comes from msoffcrypto, which opens what Office wrote."""
    algorithm = _ALGORITHMS[bits]
    key = ECMA376Standard.makekey_from_password(
        password, algorithm, _SHA1, _AES_PROVIDER, bits, len(_SALT), _SALT
    )
    name = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, algorithm, _SHA1, bits, _AES_PROVIDER, 0, 0) + name
    verifier = bytes(range(16, 32))
    sealed = struct.pack("<I", len(_SALT)) + _SALT + _seal(key, verifier)
    sealed += struct.pack("<I", 20) + _seal(
        key, sha1(verifier, usedforsecurity=False).digest().ljust(32, b"\0")
    )
    info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + sealed
    package = struct.pack("<Q", len(content)) + _seal(key, content + bytes(-len(content) % 16))
    return storage_of(EncryptionInfo=info, EncryptedPackage=package)


def _seal(key: bytes, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305  Office 2007's own
    return encryptor.update(data) + encryptor.finalize()
