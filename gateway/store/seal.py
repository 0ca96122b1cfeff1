"""Encryption at rest: AES-256-GCM with the installation's own keys, kept in a file of mode 0600.

A sealed value begins with the number of its format. What is written now is

    2, the key's id (4 bytes), a random nonce (24 bytes), ciphertext and tag: XAES-256-GCM

With random nonces of 12 bytes a key of AES-GCM is good for 2^32 values (NIST SP 800-38D §8.3), and somebody
would have to count them. With 24, of which 12 make each value a key of its own, it is good for 2^80: nothing
is counted, and a key is rotated because of its age. Earlier versions wrote

    1, a random nonce (12 bytes), ciphertext and tag: AES-256-GCM with the first key
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from gateway.store.keyfile import KeyFile, KeyFileError, make_key_file
from gateway.store.keys import CHECK, ID_BYTES, Key, Keys, KeySource

__all__ = ["BrokenSealError", "KeyFileError", "Seal", "make_key", "read_key"]

FIRST_FORMAT, FORMAT = b"\x01", b"\x02"
HEAD_BYTES = len(FORMAT) + ID_BYTES  # by which a value is told from one that another key has sealed
_SHORT_NONCE = 12  # NIST SP 800-38D §5.2.1.1: the length that GCM is made for
_NONCE = 24


class BrokenSealError(Exception):
    """Stored bytes do not open with these keys: the wrong ones, or somebody changed them."""


class UnknownKeyError(BrokenSealError):
    """They were sealed with a key that the key file does not have; that of another gateway may."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """Seals bytes to an id, so that sealed rows cannot be swapped, and opens them again."""

    keys: KeySource

    def close(self, content: bytes, belongs_to: str) -> bytes:
        """Raises LostKeyError where the key file is gone."""
        key, nonce = self.keys.current().in_use, os.urandom(_NONCE)
        return head_of(key) + nonce + _extended(key, nonce).encrypt(nonce[12:], content, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """Raises BrokenSealError."""
        try:
            if sealed[:1] == FORMAT:
                return self._opened(sealed, belongs_to.encode())
            if sealed[:1] == FIRST_FORMAT:
                return self._first_opened(sealed, belongs_to.encode())
        except ValueError:  # it is too short to have a nonce
            pass
        raise BrokenSealError(belongs_to)

    def _opened(self, sealed: bytes, belongs_to: bytes) -> bytes:
        """Raises ValueError or UnknownKeyError."""
        key = self.keys.known().find(sealed[1:HEAD_BYTES])
        nonce, encrypted = sealed[HEAD_BYTES : HEAD_BYTES + _NONCE], sealed[HEAD_BYTES + _NONCE :]
        if len(nonce) < _NONCE:
            raise ValueError
        if key is None:
            raise UnknownKeyError(belongs_to.decode())
        try:
            return _extended(key, nonce).decrypt(nonce[12:], encrypted, belongs_to)
        except InvalidTag:
            raise ValueError from None

    def _first_opened(self, sealed: bytes, belongs_to: bytes) -> bytes:
        """It does not say by which key; there are few. Raises ValueError."""
        nonce, encrypted = sealed[1 : 1 + _SHORT_NONCE], sealed[1 + _SHORT_NONCE :]
        for key in self.keys.known().each:
            try:
                return AESGCM(key.secret).decrypt(nonce, encrypted, belongs_to)
            except InvalidTag:
                continue
        raise ValueError

    def derived(self, purpose: str) -> bytes:
        """A key for another purpose (32 bytes) that no rotation changes."""
        return self.keys.known().derived(purpose)

    def tokens(self, purpose: str) -> SealTokens:
        """Keys for what leaves the gateway and comes back; they go with the key they are derived from."""
        return SealTokens(self.keys, purpose)

    @property
    def check(self) -> str:
        """A value that tells one installation's keys from another's and gives none away."""
        return self.derived(CHECK).hex()


@dataclass(frozen=True, slots=True, repr=False)
class SealTokens:
    """`TokenKeys` of one purpose: of the key in use, and of those that are not retired."""

    keys: KeySource
    purpose: str

    @property
    def newest(self) -> bytes:
        return self.keys.known().in_use.derived(self.purpose)

    @property
    def accepted(self) -> tuple[bytes, ...]:
        return tuple(key.derived(self.purpose) for key in reversed(self.keys.known().each))


def head_of(key: Key) -> bytes:
    """What stands at the beginning of all that the key seals."""
    return FORMAT + key.id


def sealed_by(keys: Keys, head: bytes) -> Key | None:
    """The key that opens what begins like that; None where it is not there any more, or never was."""
    if head[:1] == FIRST_FORMAT:
        return keys.each[0]
    return keys.find(head[1:HEAD_BYTES]) if head[:1] == FORMAT else None


def _extended(key: Key, nonce: bytes) -> AESGCM:
    """The value's own key: XAES-256-GCM (C2SP), which is NIST SP 800-108r1 §4.1 with AES-CMAC as its PRF."""
    halves = []
    for counter in (b"\x00\x01", b"\x00\x02"):
        mac = CMAC(AES(key.secret))
        mac.update(counter + b"X\x00" + nonce[:12])
        halves.append(mac.finalize())
    return AESGCM(b"".join(halves))


def read_key(path: Path) -> Seal:
    """The seal of an existing key file, which may be replaced while it is used. Raises KeyFileError."""
    return Seal(KeyFile(path))


def make_key(path: Path) -> Seal:
    """Makes a key file of mode 0600, on disk before it is used. Raises KeyFileError, never overwrites."""
    make_key_file(path)
    return read_key(path)
