"""The names and password hashes of clients that send from outside the school's networks."""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.contrib.auth.hashers import ScryptPasswordHasher

from gateway.errors import SetupError

_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,100}")
_HASHER = ScryptPasswordHasher()


class LoginsError(SetupError):
    """One sentence for the administrator about the file of logins."""


class Logins:
    """Reads the file at each login, so that a new one counts at once: `name:hash`, one a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def verify(self, name: str, password: str) -> bool:
        """Slow on purpose (scrypt), and as slow for a name that is not there. Not for the event loop.

        Raises LoginsError.
        """
        known = self._read().get(name, "")
        try:
            matches = _HASHER.verify(password, known or _hash(password))
        except (ValueError, AssertionError):
            raise LoginsError(f"{self._path}: the entry of a login is damaged; add it again") from None
        return bool(known) and matches

    def add(self, name: str, password: str) -> None:
        """Adds a login, or gives it a new password. Raises LoginsError."""
        if not _NAME.fullmatch(name):
            raise LoginsError("a login's name has letters, digits and . _ @ + - only")
        if len(password) < 12:
            raise LoginsError(
                "the password has fewer than 12 characters; a program will type it, so make it long"
            )
        entries = self._read() if self._path.exists() else {}
        entries[name] = _hash(password)
        text = "".join(f"{each}:{digest}\n" for each, digest in sorted(entries.items()))
        new = self._path.with_name(self._path.name + ".new")
        try:
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
            new.replace(self._path)
        except OSError:
            raise LoginsError(f"{self._path}: the file of logins cannot be written") from None

    def _read(self) -> dict[str, str]:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            raise LoginsError(f"{self._path}: the file of logins cannot be read") from None
        pairs = (line.partition(":") for line in lines if ":" in line and not line.startswith("#"))
        return {name.strip(): digest.strip() for name, _, digest in pairs}


def _hash(password: str) -> str:
    digest: str = _HASHER.encode(password, _HASHER.salt())
    return digest
