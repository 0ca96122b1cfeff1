"""The lock of an OpenDocument file: a key made of the password, and the beginning of what it opens.

OpenDocument 1.3 part 2, §4.8 and §4.16; what LibreOffice 24.8 does since (AES-GCM, Argon2id) is in its
extension urn:org:documentfoundation:names:experimental:office:manifest:argon2id.
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from dataclasses import dataclass
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC, CTR
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

BLOWFISH: Final = "blowfish-cfb"
AES_CBC: Final = "aes-cbc"
AES_GCM: Final = "aes-gcm"
PBKDF2: Final = "pbkdf2"
ARGON2ID: Final = "argon2id"

_BLOCK = 16  # bytes, AES
_HEAD = 1_024  # bytes of the deflated member, of which the checksum is made
_VECTOR_BYTES = {BLOWFISH: 8, AES_CBC: _BLOCK, AES_GCM: 12}
_TAG = 16  # bytes behind what AES-GCM encrypts
# What a member that passwords are tried on begins with, once it is inflated: an XML document, or a zip.
_BEGINNINGS = (b"<?xml", b"PK\x03\x04", b"\xef\xbb\xbf<?xml")

# More than any program asks for; each try costs as much. LibreOffice: 600,000 rounds, or 64 MiB three times.
_MOST_ITERATIONS = 2_000_000
_MOST_MEMORY = 262_144  # KiB
_MOST_MEMORY_WORK = 2_097_152  # KiB, all passes together
_MOST_LANES = 16


@dataclass(frozen=True, slots=True)
class OdfLock:
    """What is needed to try a password on an OpenDocument file.

    cipher: BLOWFISH, AES_CBC or AES_GCM, with a key of key_size bytes
    start_hash: of the password, before the derivation (PBKDF2 or ARGON2ID); "sha1" or "sha256"
    memory: in KiB, and lanes: of Argon2id, else 0
    checksum: of the first 1,024 bytes of the deflated member; empty where there is none
    head: the beginning of the ciphertext; the whole of it, padding and all, if is_whole
    """

    kind: ClassVar[str] = "odf"

    cipher: str
    key_size: int
    iv: bytes
    start_hash: str
    derivation: str
    salt: bytes
    iterations: int
    memory: int
    lanes: int
    checksum_hash: str
    checksum: bytes
    head: bytes
    is_whole: int

    @property
    def can_be_tried(self) -> bool:
        """Whether its figures make sense, and do not ask for too much."""
        can_tell = self.cipher == AES_GCM or len(self.checksum) == hashlib.new(self.checksum_hash).digest_size
        if not can_tell or len(self.iv) != _VECTOR_BYTES[self.cipher] or not 8 <= len(self.salt) <= 64:
            return False
        if self.derivation == PBKDF2:
            return 0 < self.iterations <= _MOST_ITERATIONS
        work = self.iterations * self.memory
        fits = 0 < self.lanes <= _MOST_LANES and 8 * self.lanes <= self.memory <= _MOST_MEMORY
        return fits and 0 < work <= _MOST_MEMORY_WORK

    def opens(self, password: str) -> bool:
        try:
            head = self._plain_head(self.key(password))
        except (ValueError, MemoryError):
            return False
        if self.checksum:
            digest = hashlib.new(self.checksum_hash, head[:_HEAD], usedforsecurity=False).digest()
            return hmac.compare_digest(digest, self.checksum)
        return head.startswith(_BEGINNINGS) or _inflated(head).startswith(_BEGINNINGS)

    def key(self, password: str) -> bytes:
        start = hashlib.new(
            self.start_hash, password.encode("utf-8", "surrogatepass"), usedforsecurity=False
        ).digest()
        if self.derivation == PBKDF2:
            return hashlib.pbkdf2_hmac("sha1", start, self.salt, self.iterations, self.key_size)
        return Argon2id(
            salt=self.salt,
            length=self.key_size,
            iterations=self.iterations,
            lanes=self.lanes,
            memory_cost=self.memory,
        ).derive(start)

    def _plain_head(self, key: bytes) -> bytes:
        if self.cipher == AES_GCM:  # its first block is encrypted with a counter of 2 (NIST SP 800-38D, §7.1)
            return _run(Cipher(AES(key), CTR(self.iv + b"\0\0\0\2")), self.head)
        whole = self.head[: len(self.head) // _BLOCK * _BLOCK] if self.cipher == AES_CBC else self.head
        plain = self._decrypted(key, whole)
        return _unpadded(plain) if self.is_whole and self.cipher == AES_CBC else plain

    def _decrypted(self, key: bytes, data: bytes) -> bytes:
        if self.cipher == BLOWFISH:
            return _run(Cipher(Blowfish(key), CFB(self.iv)), data)
        return _run(Cipher(AES(key), CBC(self.iv)), data)

    def decrypt(self, password: str, ciphertext: bytes) -> bytes:
        """The whole member, still deflated. Raises ValueError where the password does not open it."""
        key = self.key(password)
        if self.cipher == AES_GCM:
            if ciphertext.startswith(self.iv):
                ciphertext = ciphertext[len(self.iv) :]
            try:
                return AESGCM(key).decrypt(self.iv, ciphertext, None)
            except InvalidTag as error:
                raise ValueError("another key, or damaged") from error
        plain = self._decrypted(key, ciphertext)
        return _unpadded(plain) if self.cipher == AES_CBC else plain


def head_of(ciphertext: bytes, cipher: str, iv: bytes) -> tuple[bytes, bool]:
    """As much of a member as its lock needs, and whether that is all of it."""
    if cipher == AES_GCM and ciphertext.startswith(iv):  # XML Encryption 1.1, §5.2.4
        ciphertext = ciphertext[len(iv) :]
    is_whole = len(ciphertext) < _HEAD + _BLOCK
    return ciphertext if is_whole else ciphertext[:_HEAD], is_whole


def _run(cipher: Cipher[CBC] | Cipher[CFB] | Cipher[CTR], data: bytes) -> bytes:
    decryptor = cipher.decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _unpadded(plain: bytes) -> bytes:
    """XML Encryption 1.0, §5.2: the last byte says how many of them are padding."""
    count = plain[-1] if plain else 0
    return plain[:-count] if 0 < count <= _BLOCK else plain


def _inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(head, 64)
    except zlib.error:
        return b""
