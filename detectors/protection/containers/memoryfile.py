"""A file in memory has a path, for libraries that take nothing else."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

# Far from the numbers of other open files. unrar looks for the next volume of an archive by counting the
# path up by one: that must never be another file, or a pipe, of this process.
_FIRST_NUMBER = 600


@contextmanager
def memory_file(content: bytes) -> Iterator[str]:
    """The path of a file with that content, as long as it is needed; it is never on any disk.

    The process may be forbidden to write files. The ban (its soft limit) is lifted for the file in memory,
    and stands again before anything reads it. Raises OSError where that is not possible.
    """
    created = os.memfd_create("content", os.MFD_CLOEXEC)
    try:
        number = fcntl.fcntl(created, fcntl.F_DUPFD_CLOEXEC, _FIRST_NUMBER)
    finally:
        os.close(created)
    try:
        _write(number, content)
        yield f"/proc/self/fd/{number}"
    finally:
        os.close(number)


def _write(number: int, content: bytes) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    try:
        written = 0
        while written < len(content):
            written += os.pwrite(number, memoryview(content)[written:], written)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
