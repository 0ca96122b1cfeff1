"""A filter of system calls: what is not in the list is refused, and some of the list depends on arguments.

It is a program for the kernel's own small machine (classic BPF), seccomp(2). A refused call answers EPERM,
and a call that is newer than the list ENOSYS, as on a kernel that does not have it: then the C library takes
the older one.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_REFUSE = _ERRNO | errno.EPERM
_UNKNOWN = _ERRNO | errno.ENOSYS
_NEWER = 424  # from here on a call has the same number on every machine; on x86, x32's lie above as well


@dataclass(frozen=True, slots=True)
class Machine:
    """A kind of processor. `audit`: AUDIT_ARCH_… of linux/audit.h. Both are little-endian."""

    name: str
    audit: int


X86_64 = Machine("x86_64", 0xC000003E)
AARCH64 = Machine("aarch64", 0xC00000B7)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The argument (from 0), as 32 bits, is one of the values."""

    argument: int
    values: tuple[int, ...]

    def instructions(self) -> Iterator[bytes]:
        yield _load(self.argument)
        for left, value in zip(range(len(self.values) - 1, -1, -1), self.values, strict=True):
            yield _step(_EQUAL, value, left + 1, 0)
        yield _step(_RETURN, _REFUSE)


@dataclass(frozen=True, slots=True)
class Without:
    """The argument, as 32 bits, has none of the bits."""

    argument: int
    bits: int

    def instructions(self) -> Iterator[bytes]:
        yield _load(self.argument)
        yield _step(_ANY_BIT, self.bits, 0, 1)
        yield _step(_RETURN, _REFUSE)


@dataclass(frozen=True, slots=True)
class Null:
    """The argument is no address: all its 64 bits are 0."""

    argument: int

    def instructions(self) -> Iterator[bytes]:
        for half in (0, 4):
            yield _load(self.argument, half)
            yield _step(_EQUAL, 0, 1, 0)
            yield _step(_RETURN, _REFUSE)


Condition = OneOf | Without | Null


@dataclass(frozen=True, slots=True)
class Call:
    """A system call that is allowed: its number on each machine, None where it does not exist there."""

    name: str
    x86_64: int | None
    aarch64: int | None
    only: Condition | None = None

    def number(self, machine: Machine) -> int | None:
        return self.x86_64 if machine is X86_64 else self.aarch64


def program(calls: Sequence[Call], machine: Machine) -> bytes:
    """The filter that allows these calls on that machine, and no others; 8 bytes an instruction."""
    return b"".join(_instructions(calls, machine))


def _instructions(calls: Sequence[Call], machine: Machine) -> Iterator[bytes]:
    yield _step(_LOAD, _MACHINE_AT)
    yield _step(_EQUAL, machine.audit, 1, 0)
    yield _step(_RETURN, _KILL_PROCESS)  # the numbers of another machine mean other calls
    yield _step(_LOAD, _NUMBER_AT)
    for each in calls:
        number = each.number(machine)
        if number is not None:
            allowed = [*(each.only.instructions() if each.only else ()), _step(_RETURN, _ALLOW)]
            yield _step(_EQUAL, number, 0, len(allowed))
            yield from allowed
    yield _step(_AT_LEAST, _NEWER, 0, 1)
    yield _step(_RETURN, _UNKNOWN)
    yield _step(_RETURN, _REFUSE)


def _load(argument: int, half: int = 0) -> bytes:
    return _step(_LOAD, _ARGUMENTS_AT + 8 * argument + half)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction: struct sock_filter. Jumps count the instructions that are left out."""
    return struct.pack("=HBBI", code, if_true, if_false, value)
