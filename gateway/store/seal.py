"""Encryption at rest: AES-256-GCM with the installation's own key, kept in a file of mode 0600."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.errors import SetupError

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D §5.2.1.1: the length that GCM is made for
FORMAT = b"\x01"
FILE_HEAD = "schoolgate-key-1 "


class KeyFileError(SetupError):
    """One sentence for the administrator about the key file."""


class BrokenSealError(Exception):
    """Stored bytes do not open with this key: the wrong key, or somebody changed them."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """Seals bytes to an id, so that sealed rows cannot be swapped, and opens them again."""

    key: bytes

    def close(self, content: bytes, belongs_to: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return FORMAT + nonce + AESGCM(self.key).encrypt(nonce, content, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> bytes:
        """Raises BrokenSealError."""
        if sealed[:1] != FORMAT or len(sealed) <= NONCE_BYTES:
            raise BrokenSealError(belongs_to)
        nonce, encrypted = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return AESGCM(self.key).decrypt(nonce, encrypted, belongs_to.encode())
        except InvalidTag:
            raise BrokenSealError(belongs_to) from None

    def derived(self, purpose: str) -> bytes:
        """A key of its own for another purpose (32 bytes), so that the sealing key does one thing only."""
        return hmac.digest(self.key, purpose.encode(), hashlib.sha256)

    @property
    def check(self) -> str:
        """A value that tells one key from another and gives neither away."""
        return self.derived("key check").hex()


def read_key(path: Path) -> Seal:
    """The seal of an existing key file. Raises KeyFileError."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: the key file is missing, and held mail cannot be read without it; "
            "put it back from your back-up"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(f"{path}: the key file cannot be read, or is not a key file") from None
    if mode & 0o077:
        raise KeyFileError(f"{path}: others may read the key file (mode {mode:04o}); run: chmod 600 {path}")
    try:
        key = base64.b64decode(text.removeprefix(FILE_HEAD).strip(), validate=True)
    except binascii.Error:
        key = b""
    if not text.startswith(FILE_HEAD) or len(key) != KEY_BYTES:
        raise KeyFileError(f"{path}: this is not a Schoolgate key file; put yours back from your back-up")
    return Seal(key)


def make_key(path: Path) -> Seal:
    """Makes a key file of mode 0600, on disk before it is used. Raises KeyFileError, never overwrites."""
    key = os.urandom(KEY_BYTES)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise KeyFileError(f"{path}: the key file cannot be made there") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(FILE_HEAD + base64.b64encode(key).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return Seal(key)
