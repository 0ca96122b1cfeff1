"""The inspection worker: a process that reads messages from a socket and may die of them alone.

It begins as a fork of `forkserver`, with everything loaded.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from detectors.context import Facts
from detectors.extract.budget import Budget
from detectors.finding import Report
from detectors.inspect import inspect
from detectors.mime.parse import parse
from detectors.outline import headline_of, uninspectable_report
from gateway.inspection.confinement.confinement import confine, limit
from gateway.inspection.confinement.needs import allowed
from gateway.inspection.exhibit import CannotShowError, Exhibit
from gateway.inspection.frames import (
    HEAD,
    Kind,
    Setup,
    decode_order,
    decode_task,
    decode_wish,
    encode_confinement,
    encode_exhibit,
    encode_made,
    encode_report,
)
from gateway.inspection.showing import show
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.rewrite import rewrite
from gateway.rewriting.task import Made

GRACE_SECONDS = 2  # the gateway ends a hung worker itself; this is for a worker whose gateway is gone
_ROOM = 32 * 1024**2  # bytes that there are at least beside what is loaded
_SHARE = 0.7  # of the deadline, for reading; the rest is for looking through what was read
_WARM_UP = (  # loads what is loaded at its first use, so that the first real message does not wait for it
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"
    b"--x\r\nContent-Type: image/gif; name=x.gif\r\n\r\nGIF89a\x01\x00\x01\x00\x80\r\n--x--\r\n"
)
OUT_OF_MEMORY = "The message needs more memory to inspect than a single message may have."
CRASHED = "The message could not be inspected: its structure defeats the reader."
TOO_LARGE_TO_CHANGE = "The message needs more memory to be changed than a single message may have."
CANNOT_BE_CHANGED = "The message could not be changed: its structure is too unusual."
TOO_LARGE_TO_SHOW = "It needs more memory to be shown than a single message may have."
CANNOT_BE_SHOWN = "It could not be shown: its structure is too unusual."


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a worker knows: its limits, and the facts of each school."""

    setup: Setup
    facts: tuple[Facts, ...]


def warm_up(knowledge: Knowledge) -> None:
    inspect(_WARM_UP, knowledge.facts[0], Budget())


def work(connection: socket.socket, knowledge: Knowledge) -> None:
    """Serves the socket until it is closed."""
    setup, facts = knowledge.setup, knowledge.facts
    os.setsid()  # what we start is ended with us
    memory_held = _MemoryHeld()
    limit(setup.memory)
    confinement = confine(allowed())
    bytearray(_ROOM)  # better no worker than one that has no room for any message
    warm_up(knowledge)
    _send(connection, Kind.READY, encode_confinement(confinement))
    while frame := _receive(connection):
        kind, body = frame
        if kind is Kind.REWRITE:
            answer, last, kind = _rewrite(setup, facts, body), Kind.LAST_REWRITTEN, Kind.REWRITTEN
        elif kind is Kind.SHOW:
            answer, last, kind = encode_exhibit(_show(setup, facts, body)), Kind.LAST_SHOWN, Kind.SHOWN
        else:
            answer = encode_report(_inspect(setup, facts, body, connection))
            last, kind = Kind.LAST_REPORT, Kind.REPORT
        grown = memory_held() > setup.memory // 2
        _send(connection, last if grown else kind, answer)
        if grown:
            return


@dataclass(frozen=True, slots=True)
class _Announced:
    """Tells the gateway what is about to be read, so that it knows what a worker died of."""

    connection: socket.socket
    skipped: Mapping[str, str]

    def begins(self, path: str) -> None:
        _send(self.connection, Kind.PART, path.encode("utf-8", "surrogateescape"))


def _inspect(setup: Setup, facts: tuple[Facts, ...], body: bytes, connection: socket.socket) -> Report:
    order, raw = decode_order(body)
    watch = _Announced(connection, order.skipped)
    budget = Budget(seconds=_SHARE * setup.deadline_seconds)
    signal.setitimer(signal.ITIMER_REAL, setup.deadline_seconds + GRACE_SECONDS)
    try:
        return inspect(
            raw, facts[order.school], budget, order.sending, watch, leave_private=order.leave_private
        )
    except MemoryError:
        return uninspectable_report(headline_of(parse(raw[:65536])), OUT_OF_MEMORY)
    except Exception:
        return uninspectable_report(headline_of(parse(raw[:65536])), CRASHED)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _rewrite(setup: Setup, facts: tuple[Facts, ...], body: bytes) -> bytes:
    school, task, raw = decode_task(body)
    signal.setitimer(signal.ITIMER_REAL, setup.deadline_seconds + GRACE_SECONDS)
    try:
        step = rewrite(raw, task, facts[school])
        return encode_made(Made(step.changes), step.content)
    except CannotRewriteError as cannot:
        return encode_made(Made(refused=cannot.reason), b"")
    except MemoryError:
        return encode_made(Made(refused=TOO_LARGE_TO_CHANGE), b"")
    except Exception:
        return encode_made(Made(refused=CANNOT_BE_CHANGED), b"")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _show(setup: Setup, facts: tuple[Facts, ...], body: bytes) -> Exhibit:
    school, wish, raw = decode_wish(body)
    signal.setitimer(signal.ITIMER_REAL, setup.deadline_seconds + GRACE_SECONDS)
    try:
        return show(raw, wish, facts[school], Budget(seconds=_SHARE * setup.deadline_seconds))
    except CannotShowError as cannot:
        return Exhibit(refused=cannot.reason)
    except MemoryError:
        return Exhibit(refused=TOO_LARGE_TO_SHOW)
    except Exception:
        return Exhibit(refused=CANNOT_BE_SHOWN)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class _MemoryHeld:
    """Bytes. Not `ru_maxrss`: that begins with what the gateway held when it started us (execve(2)).

    The file stays open: a confined worker may open nothing there.
    """

    def __init__(self) -> None:
        self._file = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)

    def __call__(self) -> int:
        return int(os.pread(self._file, 200, 0).split()[1]) * resource.getpagesize()


def _receive(connection: socket.socket) -> tuple[Kind, bytes] | None:
    head = _receive_exactly(connection, HEAD.size)
    if head is None:
        return None
    kind, length = HEAD.unpack(head)
    body = _receive_exactly(connection, length)
    return None if body is None else (Kind(kind), bytes(body))


def _receive_exactly(connection: socket.socket, length: int) -> bytearray | None:
    buffer = bytearray(length)
    view, filled = memoryview(buffer), 0
    while filled < length:
        count = connection.recv_into(view[filled:])
        if not count:
            return None
        filled += count
    return buffer


def _send(connection: socket.socket, kind: Kind, body: bytes) -> None:
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(HEAD.pack(kind.value, len(body)) + body)
