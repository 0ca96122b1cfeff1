"""The key file: mode 0600, replaced in one step, read anew by a running gateway when it was.

As it is made, a file has one line with the one key. After a rotation it has several:

    schoolgate-keys-2
    lasting PURPOSE BASE64      what stays, whatever becomes of the key it was derived from
    key ID MADE-AT BASE64       the oldest first; the last one is in use
    end SHA-256                 of all lines before: a file that lost its end has lost a key
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gateway.errors import SetupError
from gateway.store.keys import LASTING, SECRET_BYTES, Key, Keys, LostKeyError, new_key
from gateway.store.onestep import clear_unfinished, put_in_place, sync_folder, unfinished_of, write_private

_ONE, _SEVERAL = "schoolgate-key-1 ", "schoolgate-keys-2"
_OTHERS = 0o077
_OTHERS_OF_A_CREDENTIAL = 0o037  # systemd lets the service in by an ACL, which shows as its group's right
_MOST = 65_536  # bytes that are read of it


class KeyFileError(SetupError):
    """One sentence for the administrator about the key file."""


class _NotOneOfOursError(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class _Stamp:
    """By what a file is told from the one that was there before."""

    device: int
    inode: int
    written_at: int  # nanoseconds
    size: int

    @classmethod
    def of(cls, status: os.stat_result) -> _Stamp:
        return cls(status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size)


class KeyFile:
    """The keys of a running program, as they are in the file now: asking costs one stat(2)."""

    def __init__(self, path: Path) -> None:
        """Raises KeyFileError."""
        self._path = path
        self._read = _read(path)

    def current(self) -> Keys:
        """Raises LostKeyError."""
        try:
            if _Stamp.of(os.stat(self._path)) != self._read[0]:
                read = _read(self._path)
                if read[1].lasting != self._read[1].lasting:
                    raise LostKeyError  # it is another installation's
                self._read = read
        except (OSError, KeyFileError):
            raise LostKeyError from None
        return self._read[1]

    def known(self) -> Keys:
        try:
            return self.current()
        except LostKeyError:
            return self._read[1]


def read_keys(path: Path) -> Keys:
    """Raises KeyFileError."""
    return _read(path)[1]


def make_key_file(path: Path) -> None:
    """With a first key, on disk before it is used. Raises KeyFileError, never overwrites."""
    key = new_key(datetime.now(UTC))
    unfinished = unfinished_of(path)
    try:
        unfinished.unlink(missing_ok=True)  # in a container every start has the same number
        write_private(unfinished, f"{_ONE}{_text(key.secret)}\n".encode())
        try:
            os.link(unfinished, path)  # in one step, and not over another one
        finally:
            unfinished.unlink()
        sync_folder(path)
    except OSError:
        raise KeyFileError(f"{path}: the key file cannot be made there") from None


def replace_keys(path: Path, keys: Keys) -> None:
    """In one step: whoever reads it, and whenever the power goes, it is the old file or the new one.

    Raises KeyFileError; then it is the old one, but for a disk that failed after that one step.
    """
    path = path.resolve()
    if _is_credential(path):
        raise KeyFileError(
            f"{path}: systemd hands this key in for reading only; give the command a configuration whose"
            " storage.key_file is the file that it is loaded from, and restart the gateway afterwards"
        )
    unfinished = unfinished_of(path)
    try:
        clear_unfinished(path)
        write_private(unfinished, _written(keys).encode(), owner=path.stat())
        if read_keys(unfinished) != keys:
            raise OSError
        put_in_place(unfinished, path)
    except (OSError, KeyFileError):
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise KeyFileError(
            f"{path}: the key file cannot be replaced; run this as its owner, who must be able to write to"
            " its folder, and look whether the disk is full"
        ) from None


def _read(path: Path) -> tuple[_Stamp, Keys]:
    """Raises KeyFileError."""
    try:
        with path.open("rb") as file:
            status, content = os.fstat(file.fileno()), file.read(_MOST)
        text = content.decode("ascii")
    except FileNotFoundError:
        raise KeyFileError(
            f"{path}: the key file is missing, and held mail cannot be read without it; "
            "put it back from your back-up"
        ) from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(f"{path}: the key file cannot be read, or is not a key file") from None
    mode = stat.S_IMODE(status.st_mode)
    if mode & (_OTHERS_OF_A_CREDENTIAL if _is_credential(path) else _OTHERS):
        raise KeyFileError(f"{path}: others may read the key file (mode {mode:04o}); run: chmod 600 {path}")
    try:
        return _Stamp.of(status), _parsed(text, datetime.fromtimestamp(int(status.st_mtime), UTC))
    except ValueError:
        raise KeyFileError(
            f"{path}: this is not a Schoolgate key file; put yours back from your back-up"
        ) from None


def _parsed(text: str, written_at: datetime) -> Keys:
    """`written_at` is when its one key was made, where the file says no more of it. Raises ValueError."""
    if text.startswith(_ONE):
        return Keys.of(Key(_secret(text.removeprefix(_ONE).strip()), written_at))
    lines = text.splitlines(keepends=True)
    if not lines or lines[0] != f"{_SEVERAL}\n" or lines[-1] != _end(lines[:-1]):
        raise _NotOneOfOursError
    lasting: dict[str, bytes] = {}
    keys: list[Key] = []
    for line in lines[1:-1]:
        match line.split():
            case ["lasting", purpose, value]:
                lasting[purpose.replace("-", " ")] = _secret(value)
            case ["key", name, made_at, value]:
                keys.append(_key(name, made_at, value))
            case _:
                raise _NotOneOfOursError
    if not keys or sorted(lasting) != sorted(LASTING):
        raise _NotOneOfOursError
    return Keys(tuple(keys), lasting)


def _key(name: str, made_at: str, value: str) -> Key:
    """Raises ValueError."""
    key = Key(_secret(value), datetime.fromisoformat(made_at))
    if key.name != name or key.made_at.tzinfo is None:
        raise _NotOneOfOursError
    return key


def _written(keys: Keys) -> str:
    lines = [f"{_SEVERAL}\n"]
    lines += (
        f"lasting {purpose.replace(' ', '-')} {_text(value)}\n" for purpose, value in keys.lasting.items()
    )
    lines += (f"key {key.name} {key.made_at.isoformat()} {_text(key.secret)}\n" for key in keys.each)
    return "".join((*lines, _end(lines)))


def _end(lines: list[str]) -> str:
    return f"end {hashlib.sha256(''.join(lines).encode()).hexdigest()}\n"


def _text(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _secret(text: str) -> bytes:
    """Raises ValueError."""
    try:
        secret = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _NotOneOfOursError from None
    if len(secret) != SECRET_BYTES:
        raise _NotOneOfOursError
    return secret


def _is_credential(path: Path) -> bool:
    """Whether systemd has put it there (systemd.exec(5), LoadCredential=)."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    return any(path.is_relative_to(each) for each in (given, "/run/credentials") if each)
