"""What a password has to open in a Word, Excel or PowerPoint document of 2007 and later.

Agile encryption is [MS-OFFCRYPTO] §2.3.4.10 to §2.3.4.13, standard encryption §2.3.4.7 to §2.3.4.9. The
verifier that stands beside the document is wrong in some documents that open all the same, so the beginning
of the document is kept too, to see whether a document comes out.
"""

from __future__ import annotations

import hashlib
import io
import struct
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from msoffcrypto.method.ecma376_standard import ECMA376Standard

from detectors.protection.randomness import looks_random

BEGINNING = 512  # bytes of the encrypted document that a lock keeps
MOST_SPINS = 1_000_000  # Office writes 100,000; each costs a hash for each password we try
DIGESTS = ("SHA1", "SHA256", "SHA384", "SHA512")  # what Office writes

_SIZE_FIELD = 8  # bytes
_SAMPLE = 65_536  # bytes
_ENOUGH = 64  # bytes, in which chance makes no text
_BLOCK = 16  # bytes, of AES
_LONGEST_PASSWORD = 255  # characters, [MS-OFFCRYPTO] §2.3.4.10; Office takes no longer ones
_STANDARD_SPINS = 50_000  # §2.3.4.7
# §2.3.4.11 and §2.3.4.13: what each key is derived with.
_FOR_INPUT = b"\xfe\xa7\xd2\x76\x3b\x4b\x9e\x79"
_FOR_HASH = b"\xd7\xaa\x0f\x6d\x30\x61\x34\x4e"
_FOR_KEY = b"\x14\x6e\x0b\xe7\xab\xac\xd0\xd6"


class OfficeLock(Protocol):
    """A lock whose password also gives the document."""

    kind: ClassVar[str]

    def opens(self, password: str) -> bool: ...

    def decrypt(self, password: str, package: bytes) -> bytes:
        """The document in an EncryptedPackage stream. Raises ValueError where the stream is no such thing."""
        ...


@dataclass(frozen=True, slots=True)
class AgileLock:
    """Agile encryption with AES in CBC mode (Office 2010 and later).

    digest, salt, spins, key_bits: how a key is made of the password
    verifier, verifier_hash, key: encrypted with keys made of it; the last is the document's own
    data_digest, data_salt: with which the document's segments are numbered
    beginning: of the encrypted document
    """

    kind: ClassVar[str] = "office-agile"

    digest: str
    salt: bytes
    spins: int
    key_bits: int
    verifier: bytes
    verifier_hash: bytes
    key: bytes
    data_digest: str
    data_salt: bytes
    beginning: bytes

    def opens(self, password: str) -> bool:
        try:
            secret = self._secret(password)
            verifier = self._unlock(secret, _FOR_INPUT, self.verifier)
            expected = hashlib.new(self.digest, verifier).digest()
            if self._unlock(secret, _FOR_HASH, self.verifier_hash).startswith(expected):
                return True
            start = _cbc(self._document_key(secret), self._first_iv(), self.beginning)
        except ValueError:  # sizes that no cipher takes
            return False
        return _is_document(start)

    def decrypt(self, password: str, package: bytes) -> bytes:
        key = self._document_key(self._secret(password))
        return bytes(ECMA376Agile.decrypt(key, self.data_salt, self.data_digest, _blocks(package)))

    def _secret(self, password: str) -> bytes:
        """§2.3.4.11: the hash of the password, hashed again and again."""
        return _spin(self.digest, self.salt, password, self.spins)

    def _unlock(self, secret: bytes, purpose: bytes, sealed: bytes) -> bytes:
        key = hashlib.new(self.digest, secret + purpose).digest()
        return _cbc(_fitted(key, self.key_bits // 8), _fitted(self.salt, _BLOCK), sealed)

    def _document_key(self, secret: bytes) -> bytes:
        return self._unlock(secret, _FOR_KEY, self.key)[: self.key_bits // 8]

    def _first_iv(self) -> bytes:
        """§2.3.4.12, of segment 0."""
        number = struct.pack("<I", 0)
        return hashlib.new(self.data_digest, self.data_salt + number).digest()[:_BLOCK]


@dataclass(frozen=True, slots=True)
class StandardLock:
    """Standard encryption with AES in ECB mode (Office 2007).

    verifier, verifier_hash: encrypted with the key; beginning: of the encrypted document
    """

    kind: ClassVar[str] = "office-standard"

    salt: bytes
    key_bits: int
    verifier: bytes
    verifier_hash: bytes
    beginning: bytes

    def opens(self, password: str) -> bool:
        try:
            key = self._key(password)
            expected = hashlib.sha1(_ecb(key, self.verifier), usedforsecurity=False).digest()
            if _ecb(key, self.verifier_hash).startswith(expected):
                return True
            return _is_document(_ecb(key, self.beginning))
        except ValueError:
            return False

    def decrypt(self, password: str, package: bytes) -> bytes:
        return bytes(ECMA376Standard.decrypt(self._key(password), _blocks(package)))

    def _key(self, password: str) -> bytes:
        """§2.3.4.7."""
        secret = _spin("SHA1", self.salt, password, _STANDARD_SPINS)
        last = hashlib.sha1(secret + struct.pack("<I", 0), usedforsecurity=False).digest()
        halves = (_padded_digest(last, filler) for filler in (0x36, 0x5C))
        return b"".join(halves)[: self.key_bits // 8]


def _is_document(start: bytes) -> bool:
    """Whether it can be the beginning of a document, and not what a wrong key makes of it."""
    different = without_repeats(start)
    return len(different) >= _ENOUGH and not looks_random(different)


def without_repeats(data: bytes) -> bytes:
    """Each block once: in standard encryption equal blocks stay equal (§2.3.4.15, ECB), whatever the key."""
    sample = data[:_SAMPLE]
    return b"".join(dict.fromkeys(sample[at : at + _BLOCK] for at in range(0, len(sample), _BLOCK)))


def _blocks(package: bytes) -> io.BytesIO:
    """An EncryptedPackage stream (§2.3.4.4): the size of the document, and whole blocks."""
    return io.BytesIO(package[: _SIZE_FIELD + (len(package) - _SIZE_FIELD) // _BLOCK * _BLOCK])


def _padded_digest(last: bytes, filler: int) -> bytes:
    block = bytes(each ^ filler for each in last.ljust(64, b"\0"))
    return hashlib.sha1(block, usedforsecurity=False).digest()


def _spin(digest: str, salt: bytes, password: str, spins: int) -> bytes:
    if len(password) > _LONGEST_PASSWORD:
        raise ValueError
    new = getattr(hashlib, digest.lower())
    secret: bytes = new(salt + password.encode("utf-16-le", "surrogatepass")).digest()
    pack = struct.Struct("<I").pack
    for number in range(spins):
        secret = new(pack(number) + secret).digest()
    return secret


def _fitted(data: bytes, size: int) -> bytes:
    """§2.3.4.11: cut off, or filled up with 0x36."""
    return data[:size].ljust(size, b"\x36")


def _cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _ecb(key: bytes, data: bytes) -> bytes:
    decryptor = Cipher(algorithms.AES(key), modes.ECB()).decryptor()  # noqa: S305  Office 2007's own
    return decryptor.update(data) + decryptor.finalize()
