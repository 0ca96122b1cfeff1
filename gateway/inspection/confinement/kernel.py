"""The kernel is asked through the C library for what Python has no function for. Linux only."""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Final

_C: Final = ctypes.CDLL(None, use_errno=True)

# linux/prctl.h
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 15, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h


def call(number: int, *arguments: int | bytes | None) -> int:
    """A system call by its number: numbers, or the address of bytes. Raises OSError."""
    return _checked(_C.syscall(ctypes.c_long(number), *map(_as_word, arguments)))


def unshare(namespaces: int) -> None:
    """unshare(2). Raises OSError."""
    _checked(_C.unshare(ctypes.c_int(namespaces)))


def refuse_new_privileges() -> None:
    """No program that is started from now on gains rights by being started. Raises OSError."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def refuse_dumps() -> None:
    """No core dump, and nobody but root looks into our memory. Raises OSError."""
    _prctl(_PR_SET_DUMPABLE, 0)


def end_with_parent(number: int) -> None:
    """The signal that comes when the thread ends that started us. Raises OSError."""
    _prctl(_PR_SET_PDEATHSIG, number)


def name(text: bytes) -> None:
    """What this thread is called where processes are listed: 15 bytes of it. Raises OSError."""
    _prctl(_PR_SET_NAME, text)


def drop_capabilities() -> None:
    """capset(2): none is left, and none can be had back. Raises OSError."""
    head = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    _checked(_C.capset(head, bytes(24)))


def filter_calls(program: bytes) -> None:
    """seccomp(2): for every call of this thread, and of what it starts. Raises OSError."""
    instructions = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(instructions))
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head)


def _prctl(option: int, *arguments: int | bytes) -> None:
    words = [_as_word(each) for each in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_C.prctl(ctypes.c_int(option), *words))


def _as_word(argument: int | bytes | None) -> ctypes.c_long | ctypes.c_char_p:
    return ctypes.c_long(argument) if isinstance(argument, int) else ctypes.c_char_p(argument)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
