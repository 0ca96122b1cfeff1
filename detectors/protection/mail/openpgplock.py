"""The lock of an OpenPGP message that a password opens (RFC 9580 §5.3): a key is made of the password."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from Cryptodome.Cipher import AES as AUTHENTICATED_AES

if TYPE_CHECKING:
    from Cryptodome.Cipher._mode_eax import EaxMode
    from Cryptodome.Cipher._mode_ocb import OcbMode
from cryptography.hazmat.decrepit.ciphers.algorithms import CAST5, IDEA, Blowfish, Camellia, TripleDES
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from detectors.protection.mail.openpgppackets import Packet, Tag

_CIPHERS: Mapping[int, tuple[Callable[[bytes], BlockCipherAlgorithm], int]] = MappingProxyType(
    {
        1: (IDEA, 16),
        2: (TripleDES, 24),
        3: (CAST5, 16),
        4: (Blowfish, 16),
        7: (AES, 16),
        8: (AES, 24),
        9: (AES, 32),
        11: (Camellia, 16),
        12: (Camellia, 24),
        13: (Camellia, 32),
    }
)
_HASHES: Mapping[int, str] = MappingProxyType(
    {1: "md5", 2: "sha1", 3: "ripemd160", 8: "sha256", 9: "sha384", 10: "sha512", 11: "sha224",
     12: "sha3_256", 14: "sha3_512"}
)  # fmt: skip
_SALTED, _REPEATED = 1, 3
_SIZES = {0: 2, _SALTED: 10, _REPEATED: 11}  # of the ways to make a key of a password; RFC 9580 §3.7.1
_AT_ONCE = 65_536  # bytes that are hashed together
_EAX, _OCB = 1, 2
_NONCES = {_EAX: 16, _OCB: 15}  # bytes
_TAG = 16  # bytes of an authentication tag
_CHECKSUM = 22  # bytes, of the packet at the end that holds SHA-1 of everything before (RFC 9580 §5.13.1)
_LARGEST_CHUNK = 22  # 2 to the power of this + 6 bytes; LibrePGP draft, "OCB Encrypted Data Packet"


class WrongKeyError(Exception):
    """The data does not become what it was: another key, or it is damaged."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key that the data itself is encrypted with, and the number of its cipher."""

    cipher: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class OpenPgpLock:
    """A password with a cipher in feedback mode (RFC 9580 §5.3.1).

    specifier: how the password becomes a key
    wrapped: the data's key, encrypted with that of the password; empty where they are the same
    beginning: of the data; a block of noise, the last two bytes of which come again (§5.7)
    """

    cipher: int
    specifier: bytes
    wrapped: bytes
    beginning: bytes

    kind: ClassVar[str] = "openpgp"

    def opens(self, password: str) -> bool:
        key = self.key(password)
        if key is None:
            return False
        block = _block_size(key.cipher)
        plain = _feedback(key, bytes(block), self.beginning[: block + 2])
        return len(plain) == block + 2 and plain[block - 2 : block] == plain[block:]

    def key(self, password: str) -> Key | None:
        if self.cipher not in _CIPHERS:
            return None
        secret = made_of_password(password, self.specifier, _CIPHERS[self.cipher][1])
        if secret is None:
            return None
        if not self.wrapped:
            return Key(self.cipher, secret)
        own = Key(self.cipher, secret)
        unwrapped = _feedback(own, bytes(_block_size(self.cipher)), self.wrapped)
        inner = Key(unwrapped[0], unwrapped[1:])
        is_known = inner.cipher in _CIPHERS and len(inner.secret) == _CIPHERS[inner.cipher][1]
        return inner if is_known else None


@dataclass(frozen=True, slots=True)
class OpenPgpSealedLock:
    """A password with authenticated AES (LibrePGP, version 5 of the packet): the key itself is sealed."""

    cipher: int
    mode: int
    specifier: bytes
    nonce: bytes
    wrapped: bytes

    kind: ClassVar[str] = "openpgp-aead"

    def opens(self, password: str) -> bool:
        return self.key(password) is not None

    def key(self, password: str) -> Key | None:
        algorithm, size = _CIPHERS.get(self.cipher, (None, 0))
        secret = made_of_password(password, self.specifier, size) if algorithm is AES else None
        if secret is None:
            return None
        about = bytes((0xC0 | Tag.PASSWORD_SESSION, 5, self.cipher, self.mode))
        try:
            return Key(self.cipher, _unsealed(secret, self.mode, self.nonce, about, self.wrapped))
        except WrongKeyError:
            return None


PasswordLock = OpenPgpLock | OpenPgpSealedLock


def lock_of(packet: bytes, data: Packet) -> PasswordLock | None:
    """The lock that a password's packet makes; None where it is of a kind that is not known here."""
    version, cipher = packet[0], packet[1]
    rest = packet[2:] if version == 4 else packet[3:]
    size = _SIZES.get(rest[0], 0)
    if not size or len(rest) < size or len(rest) > 200:
        return None
    if version == 4 and data.tag in (Tag.ENCRYPTED, Tag.ENCRYPTED_PROTECTED):
        start = 0 if data.tag == Tag.ENCRYPTED else 1
        return OpenPgpLock(cipher, rest[:size], rest[size:], data.body[start : start + 18])
    if version == 5 and packet[2] in _NONCES:
        nonce = size + _NONCES[packet[2]]
        return OpenPgpSealedLock(cipher, packet[2], rest[:size], rest[size:nonce], rest[nonce:])
    return None


def made_of_password(password: str, specifier: bytes, size: int) -> bytes | None:
    """RFC 9580 §3.7.1: hashes of the password, begun with more and more zeros until they are long enough."""
    name = _HASHES.get(specifier[1])
    if name not in hashlib.algorithms_available:
        return None
    said = specifier[2:10] + password.encode("utf-8", "replace")
    count = len(said)
    if specifier[0] == _REPEATED:
        count = max(count, 16 + (specifier[10] & 15) << (specifier[10] >> 4) + 6)
    many = said * (_AT_ONCE // max(len(said), 1) + 1) if count > len(said) else said
    made = b""
    for zeros in range(size):
        hashed = hashlib.new(str(name), bytes(zeros), usedforsecurity=False)
        for _ in range(count // len(many) if many else 0):
            hashed.update(many)
        hashed.update(many[: count % len(many)] if many else b"")
        made += hashed.digest()
        if len(made) >= size:
            break
    return made[:size]


def decrypt(key: Key, data: Packet) -> bytes:
    """The packets that were encrypted. Raises WrongKeyError."""
    if data.tag == Tag.ENCRYPTED_AUTHENTICATED:
        return _decrypt_chunks(key, data.body)
    block = _block_size(key.cipher)
    if data.tag == Tag.ENCRYPTED:  # RFC 9580 §13.9: the cipher starts anew behind the beginning
        return _feedback(key, data.body[2 : block + 2], data.body[block + 2 :])
    plain = _feedback(key, bytes(block), data.body[1:])
    checksum = hashlib.sha1(plain[:-20], usedforsecurity=False).digest()
    if plain[-_CHECKSUM:-20] != b"\xd3\x14" or checksum != plain[-20:]:
        raise WrongKeyError
    return plain[block + 2 : -_CHECKSUM]


def _decrypt_chunks(key: Key, body: bytes) -> bytes:
    """LibrePGP draft, "OCB Encrypted Data Packet": chunks with their tags, and a tag for the length."""
    if len(body) < 4 or body[2] not in _NONCES or body[3] > _LARGEST_CHUNK:
        raise WrongKeyError
    mode, size = body[2], 1 << body[3] + 6
    start = 4 + _NONCES[mode]
    nonce, end = body[4:start], len(body) - _TAG
    about = bytes((0xC0 | Tag.ENCRYPTED_AUTHENTICATED,)) + body[:4]
    chunks: list[bytes] = []
    for number, position in enumerate(range(start, end, size + _TAG)):
        index = number.to_bytes(8, "big")
        sealed = body[position : min(position + size + _TAG, end)]
        chunks.append(_unsealed(key.secret, mode, _counted(nonce, number), about + index, sealed))
    total = sum(map(len, chunks))
    last = about + len(chunks).to_bytes(8, "big") + total.to_bytes(8, "big")
    _unsealed(key.secret, mode, _counted(nonce, len(chunks)), last, body[end:])
    return b"".join(chunks)


def _counted(nonce: bytes, number: int) -> bytes:
    return (int.from_bytes(nonce, "big") ^ number).to_bytes(len(nonce), "big")


def _unsealed(secret: bytes, mode: int, nonce: bytes, about: bytes, sealed: bytes) -> bytes:
    try:
        cipher: EaxMode | OcbMode
        if mode == _EAX:
            cipher = AUTHENTICATED_AES.new(secret, AUTHENTICATED_AES.MODE_EAX, nonce=nonce, mac_len=_TAG)
        else:
            cipher = AUTHENTICATED_AES.new(secret, AUTHENTICATED_AES.MODE_OCB, nonce=nonce, mac_len=_TAG)
        cipher.update(about)
        return bytes(cipher.decrypt_and_verify(sealed[:-_TAG], sealed[-_TAG:]))
    except (ValueError, TypeError) as error:
        raise WrongKeyError from error


def _feedback(key: Key, start: bytes, data: bytes) -> bytes:
    algorithm, _ = _CIPHERS[key.cipher]
    decryptor = Cipher(algorithm(key.secret), CFB(start)).decryptor()
    return decryptor.update(data) + decryptor.finalize()


def _block_size(cipher: int) -> int:
    """In bytes."""
    algorithm, size = _CIPHERS[cipher]
    return algorithm(bytes(size)).block_size // 8
