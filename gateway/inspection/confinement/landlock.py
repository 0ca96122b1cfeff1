"""Landlock: a process gives up every file but those it names, for itself and all that it starts.

landlock(7), and Documentation/userspace-api/landlock.rst of Linux. Each version of its interface (ABI) can
forbid more; what the kernel does not know is left out, and the rest is forbidden all the same.
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.inspection.confinement import kernel

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
_ASK_VERSION, _PATH_BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_FILES_BY_ABI = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # also REFER, TRUNCATE, IOCTL_DEV
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1  # from 4 on
_ABSTRACT_UNIX_SOCKETS, _SIGNALS = 1 << 0, 1 << 1  # from 6 on
_NETWORK_FROM, _SCOPES_FROM = 4, 6


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is not given up. Folders stand for all that is in them; what does not exist is left out."""

    read: tuple[str, ...]
    write: tuple[str, ...] = ()  # files that may be read and written
    run: tuple[str, ...] = ()  # programs, which may be read and started


def abi() -> int:
    """The version that this kernel offers; 0: none, or it was not switched on at boot."""
    try:
        return kernel.call(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def restrict(allowed: Allowed) -> int:
    """Gives up everything else, for good; the version by which it was done. Raises OSError.

    The process must have given up new privileges before. Only this thread is restricted, and those that it
    starts later.
    """
    version = abi()
    files = sum(rights for since, rights in _FILES_BY_ABI.items() if version >= since)
    network = _BIND_TCP | _CONNECT_TCP if version >= _NETWORK_FROM else 0
    scopes = _ABSTRACT_UNIX_SOCKETS | _SIGNALS if version >= _SCOPES_FROM else 0
    attributes = struct.pack("=QQQ", files, network, scopes)
    known = 8 if version < _NETWORK_FROM else 16 if version < _SCOPES_FROM else 24
    ruleset = kernel.call(_CREATE_RULESET, attributes[:known], known, 0)
    try:
        _allow(ruleset, allowed.read, _READ_FILE | _READ_DIR)
        _allow(ruleset, allowed.write, _READ_FILE | _WRITE_FILE)
        _allow(ruleset, allowed.run, _READ_FILE | _EXECUTE)
        kernel.call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, paths: Iterable[str], rights: int) -> None:
    for path in paths:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            _allow_one(ruleset, path, rights)


def _allow_one(ruleset: int, path: str, rights: int) -> None:
    file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(file).st_mode):
            rights &= ~_READ_DIR  # the kernel takes it for folders only
        kernel.call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, file), 0)
    finally:
        os.close(file)
