"""The clients that send from outside the school's networks: their names, password hashes and addresses."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.contrib.auth.hashers import ScryptPasswordHasher

from gateway.errors import SetupError
from gateway.settings.private import fault_in_mode

_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,100}")
_ADDRESS = re.compile(
    r"(?:\*|[^\s\"(),:;<>@*\[\\\]\x00-\x20\x7f]{1,64})@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?"
)
_HASHER = ScryptPasswordHasher()


class LoginsError(SetupError):
    """One sentence for the administrator about the file of logins."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login, and what was written down as its addresses: `a@b`, or `*@b` for all of a domain."""

    name: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    hash: str
    addresses: tuple[str, ...] = ()


class Logins:
    """Reads the file at each login, so that a new one counts at once.

    One a line: `name:hash`, or `name:hash:address,address`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def verify(self, name: str, password: str) -> Login | None:
        """Slow on purpose (scrypt), and as slow for a name that is not there. Not for the event loop.

        Raises LoginsError.
        """
        known = self._read().get(name)
        if known is None:
            _hash(password)
            return None
        try:
            matches = _HASHER.verify(password, known.hash)
        except (ValueError, AssertionError):
            raise LoginsError(f"{self._path}: the entry of a login is damaged; add it again") from None
        return Login(name, known.addresses) if matches else None

    def all(self) -> tuple[Login, ...]:
        """In order of their names; none where there is no file yet. Raises LoginsError."""
        return tuple(Login(name, entry.addresses) for name, entry in sorted(self._entries().items()))

    def add(self, name: str, password: str, addresses: tuple[str, ...] = ()) -> None:
        """Adds a login, or gives it a new password; its addresses stay where none are given.

        Raises LoginsError.
        """
        if not _NAME.fullmatch(name):
            raise LoginsError("a login's name has letters, digits and . _ @ + - only")
        if len(password) < 12:
            raise LoginsError(
                "the password has fewer than 12 characters; a program will type it, so make it long"
            )
        entries = self._entries()
        kept = entries[name].addresses if name in entries else ()
        self._write({**entries, name: _Entry(_hash(password), _checked(addresses) or kept)})

    def bind(self, name: str, addresses: tuple[str, ...]) -> None:
        """From now on the login's addresses are these. Raises LoginsError."""
        entries = self._entries()
        self._write({**entries, name: replace(self._known(entries, name), addresses=_checked(addresses))})

    def remove(self, name: str) -> None:
        """Raises LoginsError."""
        entries = self._entries()
        self._known(entries, name)
        self._write({each: entry for each, entry in entries.items() if each != name})

    def _known(self, entries: Mapping[str, _Entry], name: str) -> _Entry:
        if name not in entries:
            raise LoginsError(f'{self._path}: there is no login "{name}"; `schoolgate login list` has them')
        return entries[name]

    def _entries(self) -> dict[str, _Entry]:
        return self._read() if self._path.exists() else {}

    def _read(self) -> dict[str, _Entry]:
        """Raises LoginsError, also where others could have written the file."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
            fault = fault_in_mode(self._path)
        except (OSError, UnicodeDecodeError):
            raise LoginsError(f"{self._path}: the file of logins cannot be read") from None
        if fault:
            raise LoginsError(f"{self._path}: {fault}")
        fields = (line.split(":") for line in lines if ":" in line and not line.startswith("#"))
        return {name.strip(): _entry(*rest) for name, *rest in fields}

    def _write(self, entries: Mapping[str, _Entry]) -> None:
        text = "".join(_line(name, entry) for name, entry in sorted(entries.items()))
        new = self._path.with_name(self._path.name + ".new")
        try:
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
            new.replace(self._path)
        except OSError:
            raise LoginsError(f"{self._path}: the file of logins cannot be written") from None


def _entry(digest: str, addresses: str = "", *_more: str) -> _Entry:
    return _Entry(
        digest.strip(), tuple(each for each in (each.strip() for each in addresses.split(",")) if each)
    )


def _line(name: str, entry: _Entry) -> str:
    return (
        ":".join((name, entry.hash, ",".join(entry.addresses)) if entry.addresses else (name, entry.hash))
        + "\n"
    )


def _checked(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for each in addresses:
        if not _ADDRESS.fullmatch(each):
            raise LoginsError(
                f'"{each}" is not an address; write name@domain, or *@domain for all of a domain'
            )
    return tuple(dict.fromkeys(addresses))


def _hash(password: str) -> str:
    digest: str = _HASHER.encode(password, _HASHER.salt())
    return digest
