"""RARLAB's own unrar unpacks what is in a RAR archive, in memory, and no more of it than it may.

It is only ever told to test an archive, so that it writes nothing; what it would compare with a checksum
comes here piece by piece. It wants a path, which is that of a file in memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import Enum

from unrar.cffi import unrarlib  # it defines what the library calls back
from unrar.cffi._unrarlib import ffi, lib

from detectors.protection.containers.memoryfile import memory_file

_GO_ON, _STOP = 1, -1  # unrar's dll.hpp: answers to a callback
_CALLBACK = "int(*)(unsigned int, long, long, long)"


class Outcome(Enum):
    SOUND = "it is as its checksum says"
    DAMAGED = "it is damaged, or something stopped it"
    WRONG_PASSWORD = "it is encrypted, and not with this password"  # noqa: S105 - words for people


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What came out for one entry, and what unrar says of it."""

    content: bytes
    outcome: Outcome


class _Receiver:
    """Answers what unrar asks while it unpacks: never more than `limit` bytes, and no other volume."""

    def __init__(self, password: str | None, check: Callable[[], None]) -> None:
        self._password = password
        self._check = check
        self._taken = io.BytesIO()
        self._limit = 0
        self.problem: Exception | None = None

    def start(self, limit: int) -> None:
        self._taken, self._limit = io.BytesIO(), limit

    @property
    def taken(self) -> bytes:
        return self._taken.getvalue()

    def __call__(self, message: int, first: int, second: int) -> int:
        if message == lib.UCM_PROCESSDATA:
            return self._take(first, second)
        if message == lib.UCM_NEEDPASSWORDW and self._password is not None:
            buffer = ffi.cast("wchar_t *", first)
            for index, letter in enumerate(f"{self._password[: second - 1]}\0"):
                buffer[index] = letter
            return _GO_ON
        return _STOP  # the next volume, much memory, a password that nobody has

    def _take(self, address: int, count: int) -> int:
        """An exception in a callback would be printed and lost, so it waits until unrar has stopped."""
        try:
            self._check()
            room = self._limit - self._taken.tell()
            self._taken.write(ffi.buffer(ffi.cast("char *", address), min(count, room)))
        except Exception as problem:
            self.problem = problem
            return _STOP
        return _GO_ON if count <= room else _STOP


def unpack(
    archive: bytes, password: str | None, sizes: Sequence[int], check: Callable[[], None]
) -> Generator[Unpacked, None, None]:
    """What is in an archive, entry by entry, each of which may have the size that stands in `sizes`.

    Ends early where unrar sees fewer entries. `check` is called now and then, and what it raises ends it all.
    """
    receiver = _Receiver(password, check)
    with memory_file(archive) as path:
        handle = ffi.new_handle(receiver)
        name = ffi.new("wchar_t[]", path)
        request = ffi.new("struct RAROpenArchiveDataEx *")
        request.ArcNameW = name
        request.OpenMode = lib.C_RAR_OM_EXTRACT
        request.Callback = ffi.cast(_CALLBACK, lib.PyUNRARCALLBACKStub)
        request.UserData = int(ffi.cast("long", handle))
        opened = lib.RAROpenArchiveEx(request)
        if request.OpenResult != lib.C_ERAR_SUCCESS or opened == ffi.NULL:
            return
        try:
            for size in sizes:
                entry = ffi.new("struct RARHeaderDataEx *")
                if lib.RARReadHeaderEx(opened, entry) != lib.C_ERAR_SUCCESS:
                    return
                receiver.start(size)
                result = lib.RARProcessFileW(opened, lib.C_RAR_TEST, ffi.NULL, ffi.NULL)
                if receiver.problem is not None:
                    raise receiver.problem
                yield Unpacked(receiver.taken, _outcome(result, receiver.taken, size))
        finally:
            lib.RARCloseArchive(opened)


def _outcome(result: int, taken: bytes, size: int) -> Outcome:
    if result in (unrarlib.FLAGS_BAD_PASSWORD, unrarlib.FLAGS_MISSING_PASSWORD):
        return Outcome.WRONG_PASSWORD
    is_sound = result == lib.C_ERAR_SUCCESS and len(taken) == size
    return Outcome.SOUND if is_sound else Outcome.DAMAGED
