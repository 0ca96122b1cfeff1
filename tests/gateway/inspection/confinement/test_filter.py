"""The filter of system calls, run as the kernel would: on both machines, of which only one is here."""

from __future__ import annotations

import errno
import struct

import pytest

from gateway.inspection.confinement.calls import CALLS
from gateway.inspection.confinement.filter import (
    AARCH64,
    X86_64,
    Call,
    Machine,
    Null,
    OneOf,
    Without,
    program,
)
from tests.gateway.inspection.confinement.forbidden import CALLS as TRIED

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
NEWEST = 1200  # far beyond what there is
MACHINES = pytest.mark.parametrize("machine", [X86_64, AARCH64], ids=lambda machine: machine.name)


def run(filter_: bytes, machine: int, number: int, *arguments: int) -> int:
    """What the filter answers: classic BPF as far as it is used, Documentation/networking/filter.rst."""
    data = struct.pack("=IIQ6Q", number, machine, 0, *arguments, *[0] * (6 - len(arguments)))
    held, at = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("=HBBI", filter_, 8 * at)
        at += 1
        match code:
            case 0x20:
                (held,) = struct.unpack_from("=I", data, value)
            case 0x15:
                at += if_true if held == value else if_false
            case 0x35:
                at += if_true if held >= value else if_false
            case 0x45:
                at += if_true if held & value else if_false
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"the kernel refuses {code:#x}")


def fitting(call: Call) -> list[int]:
    """Arguments with which it is allowed."""
    arguments = [1] * 6
    match call.only:
        case OneOf(argument, values):
            arguments[argument] = values[-1]
        case Without(argument, _) | Null(argument):
            arguments[argument] = 0
    return arguments


@MACHINES
def test_what_is_listed_is_allowed_and_all_else_refused(machine: Machine) -> None:
    made = program(CALLS, machine)
    listed = {number: each for each in CALLS if (number := each.number(machine)) is not None}
    assert len(made) // 8 <= 4096  # BPF_MAXINSNS
    for number in range(NEWEST):
        if number in listed:
            assert run(made, machine.audit, number, *fitting(listed[number])) == ALLOW
        else:
            assert run(made, machine.audit, number) == (ENOSYS if number >= 424 else EPERM)


@MACHINES
def test_the_table_has_each_call_once_and_none_that_is_dangerous(machine: Machine) -> None:
    numbers = [number for each in CALLS if (number := each.number(machine)) is not None]
    assert len(set(numbers)) == len(numbers)
    assert len({each.name for each in CALLS}) == len(CALLS)
    tried = {each[machine is AARCH64] for each in TRIED.values()}
    assert tried.isdisjoint(numbers)


def test_the_numbers_of_another_machine_are_the_end() -> None:
    made = program(CALLS, X86_64)
    assert run(made, 0x40000003, 1) == KILL  # AUDIT_ARCH_I386, by which `int 0x80` gets round filters
    assert run(made, X86_64.audit, 0x40000000 | 41) == ENOSYS  # x32's socket


ON_ARGUMENTS = [
    ("fcntl", (0, 8), EPERM),  # F_SETOWN
    ("fcntl", (0, 10), EPERM),  # F_SETSIG
    ("fcntl", (0, 1030), ALLOW),
    ("ioctl", (0, 0x5412), EPERM),  # TIOCSTI
    ("ioctl", (0, 0x8901), EPERM),  # FIOSETOWN
    ("ioctl", (0, 0x5401), ALLOW),
    ("prlimit64", (4711,), EPERM),
    ("prlimit64", (0,), ALLOW),
    ("clone", (0x10000011,), EPERM),  # CLONE_NEWUSER | SIGCHLD
    ("clone", (0x01200011,), ALLOW),  # as fork(3) of glibc
    ("clone", (0x003D0F00,), ALLOW),  # as pthread_create(3)
    ("sendto", (3, 0, 0, 0, 1), EPERM),
    ("sendto", (3, 0, 0, 0, 1 << 32), EPERM),
    ("sendto", (3, 0, 0, 0, 0), ALLOW),
    ("prctl", (4, 1), EPERM),  # PR_SET_DUMPABLE
    ("prctl", (15,), ALLOW),
]


@MACHINES
@pytest.mark.parametrize(("name", "arguments", "answer"), ON_ARGUMENTS)
def test_some_depend_on_their_arguments(
    machine: Machine, name: str, arguments: tuple[int, ...], answer: int
) -> None:
    (call,) = (each for each in CALLS if each.name == name)
    number = call.number(machine)
    assert number is not None
    assert run(program(CALLS, machine), machine.audit, number, *arguments) == answer
