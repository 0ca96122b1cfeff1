"""`schoolgate` as a process that has loaded it already: each command that is asked for is a fork of it.

To load the program takes a second, and the tests give some thousand commands. A fork has what a process
of its own has: its arguments, environment, folder and standard streams, its exit status, and an
ordinary end; what one changes, no other sees. That it also loads by itself, from the disk, is shown by
`test_forked.py` beside this, `tests/gateway/cli/test_help.py`, `tests/crash/`, `tests/bench/` and the
school of `tests/scenarios/`.

Run as `python -m tests.support.forkserver FD`: a socket on which `tests.support.forked` asks. It answers
on a socket that comes with each request: with the process id, and in the end with the exit status.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import json
import os
import selectors
import socket
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import NoReturn, TextIO

from django.db import connections

from gateway.cli.main import COMMANDS, load, main
from gateway.desks import wording_by_language
from tests.support import forkedforks

STREAMS = 3
LOADED_LATE = "spacy"  # by `doctor`; it takes a second


@dataclass(frozen=True, slots=True)
class Request:
    """A command, and the open files that are its standard input, output and error.

    `aside`: a module and words, with which its `prepare` is called first, in the fork; or nothing.
    """

    words: list[str]
    aside: list[str]
    environment: dict[str, str]
    folder: str
    streams: list[int]
    answer: socket.socket


def receive(asked: socket.socket) -> Request | None:
    """None: whoever asks is gone."""
    head, files, _, _ = socket.recv_fds(asked, 1, 2 + STREAMS)
    if not head:
        return None
    answer, written, *streams = files
    with os.fdopen(written, "rb") as file:
        file.seek(0)
        request = json.load(file)
    return Request(**request, streams=streams, answer=socket.socket(fileno=answer))


def serve(asked: socket.socket) -> Request | None:
    """Forks for each request; returns in the fork what it is to be, and None in the server at the end."""
    running: dict[int, tuple[int, socket.socket]] = {}  # by the file descriptor that stands for a process
    with selectors.DefaultSelector() as ready:
        ready.register(asked, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                if key.fd in running:
                    ready.unregister(key.fd)
                    _bury(key.fd, *running.pop(key.fd))
                    continue
                request = receive(asked)
                if request is None:
                    return None
                pid = os.fork()
                if not pid:
                    _leave(asked, running)
                    return request
                for each in request.streams:
                    os.close(each)
                request.answer.send(str(pid).encode())
                handle = os.pidfd_open(pid)
                running[handle] = pid, request.answer
                ready.register(handle, selectors.EVENT_READ)


def _bury(handle: int, pid: int, answer: socket.socket) -> None:
    os.close(handle)
    _, status = os.waitpid(pid, 0)
    with answer:
        answer.send(str(os.waitstatus_to_exitcode(status)).encode())


def _leave(asked: socket.socket, running: dict[int, tuple[int, socket.socket]]) -> None:
    """What is the server's own is not the fork's."""
    asked.close()
    for handle, (_, answer) in running.items():
        os.close(handle)
        answer.close()


def become(request: Request) -> None:
    """Makes this process what a shell would have started."""
    request.answer.close()
    for number, file in enumerate(request.streams):
        os.dup2(file, number)
        os.close(file)
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    sys.argv[1:] = request.words
    sys.stdin, sys.stdout, sys.stderr = _stream(0), _stream(1), _stream(2)


def _stream(number: int) -> TextIO:
    mode = "rb" if number == 0 else "wb"
    return io.TextIOWrapper(
        open(number, mode, closefd=False),
        encoding="utf-8",
        errors="backslashreplace" if number == 2 else "strict",
        line_buffering=number == 2,
        write_through="PYTHONUNBUFFERED" in os.environ,
    )


def run(aside: list[str]) -> int:
    """The exit status."""
    try:
        if aside:
            importlib.import_module(aside[0]).prepare(*aside[1:])
        main(prog_name="schoolgate")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def end(status: int) -> NoReturn:
    """As the interpreter ends, but it takes no thousand modules apart, which is most of a short command."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads is not safely forked
    for command in COMMANDS:
        load(command)
    importlib.import_module(LOADED_LATE)
    wording_by_language()  # which is kept
    forkedforks.put_in_place()
    gc.freeze()  # so that a fork's collections leave the pages alone that it shares with the server
    wanted = serve(socket.socket(fileno=int(sys.argv[1])))
    if wanted is not None:
        become(wanted)
        end(run(wanted.aside))
