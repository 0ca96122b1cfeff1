"""A confinement is what a worker gives up before the first message: whoever takes it over has as little.

Each fence stands by itself. What a kernel does not offer is left out, and said to the gateway.
"""

from __future__ import annotations

import contextlib
import os
import re
import resource
import signal
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gateway.inspection.confinement import kernel
from gateway.inspection.confinement.calls import CALLS
from gateway.inspection.confinement.filter import AARCH64, X86_64, program
from gateway.inspection.confinement.landlock import Allowed, restrict

MOST_PROCESSES = 32  # a worker, and the helper that it waits for
MOST_FILES = 1024  # open at a time
_NEW_USER, _NEW_NETWORK, _NEW_IPC = 0x10000000, 0x40000000, 0x08000000  # CLONE_NEW… of unshare(2)
_COUNTED_BY_NAMESPACE = (5, 14)  # since this Linux, RLIMIT_NPROC counts what is in a user namespace alone
_MACHINES = {each.name: each for each in (X86_64, AARCH64)}


class Fence(StrEnum):
    """What holds a worker that a hostile file has taken over."""

    FILES = "landlock"  # no file but those that readers need, and none to write
    CALLS = "seccomp"  # no system call but those that readers need: no socket, no signal, no other process
    NAMESPACES = "namespaces"  # a network with nothing in it, and rights that count nowhere else
    PROCESSES = "processes"  # so many at a time, and no more


# Without these two it could read the school's files, or talk to somebody.
REQUIRED = frozenset({Fence.FILES, Fence.CALLS})


@dataclass(frozen=True, slots=True)
class Confinement:
    """Which fences stand."""

    fences: frozenset[Fence] = frozenset()

    @property
    def missing(self) -> tuple[Fence, ...]:
        return tuple(fence for fence in Fence if fence not in self.fences)

    @property
    def is_sufficient(self) -> bool:
        return self.fences >= REQUIRED


def be_ended_first() -> None:
    """Where the machine runs out of memory, this process goes, and all that it started, not the gateway."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")  # proc(5): it may be raised by anybody


def limit(memory: int) -> None:
    """`memory`: bytes of address space. Files in memory do not count there, nor what other processes have."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would be a copy of the message
    # Nothing is written to disk. A reader that needs a file makes one in memory, and lifts this for a moment.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, memory))
    _lower(resource.RLIMIT_NOFILE, MOST_FILES)


def confine(allowed: Allowed) -> Confinement:
    """For good, for this process and all that it starts. To be called once, while it has one thread.

    In this order: each step needs what a later one takes away. Raises OSError on a kernel before Linux 3.5.
    """
    fences: set[Fence] = set()
    processes_count = os.getuid() != 0 and _linux() >= _COUNTED_BY_NAMESPACE
    with contextlib.suppress(OSError):
        kernel.unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC)
        fences.add(Fence.NAMESPACES)
        if processes_count:
            _lower(resource.RLIMIT_NPROC, MOST_PROCESSES)
            fences.add(Fence.PROCESSES)
    _give_up_rights()
    machine = _MACHINES.get(os.uname().machine)
    if len(os.listdir("/proc/self/task")) > 1:
        return Confinement(frozenset(fences))  # what follows would leave the other threads as they are
    with contextlib.suppress(OSError):
        restrict(allowed)
        fences.add(Fence.FILES)
    if machine is not None:
        with contextlib.suppress(OSError):
            kernel.filter_calls(program(CALLS, machine))
            fences.add(Fence.CALLS)
    return Confinement(frozenset(fences))


def _give_up_rights() -> None:
    """After the namespaces, in which we have every right over nothing. Raises OSError."""
    kernel.refuse_new_privileges()
    with contextlib.suppress(OSError):  # a container may forbid even that
        kernel.drop_capabilities()
    kernel.refuse_dumps()
    kernel.end_with_parent(signal.SIGKILL)


def _lower(what: int, to: int) -> None:
    _, hard = resource.getrlimit(what)
    most = to if hard == resource.RLIM_INFINITY else min(to, hard)
    resource.setrlimit(what, (most, most))


def _linux() -> tuple[int, ...]:
    """The first two numbers of the kernel's version."""
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])
