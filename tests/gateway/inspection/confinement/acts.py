"""What somebody tries who has taken over the process that reads mail: each act in a few lines.

An act that is done returns; one that is refused raises OSError. Run as a program, it tries them where
nothing is forbidden: what is done there shows that it was tried in earnest.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.gateway.inspection.confinement.forbidden import CALLS

DONE = "done"
_C = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Target:
    """What is there to be reached: the gateway's process, its folder, and servers that listen.

    folder: with `schoolgate.toml` and `data`
    port: of TCP and of UDP, on 127.0.0.1; `abstract`: the name of a socket that has no file
    """

    gateway: int
    folder: str
    port: int
    abstract: str

    @property
    def data(self) -> str:
        return f"{self.folder}/data"


def _words(*numbers: int) -> list[ctypes.c_long]:
    return [ctypes.c_long(each) for each in numbers]


def _raw(name: str) -> Callable[[Target], None]:
    def ask(_: Target) -> None:
        number = CALLS[name][os.uname().machine == "aarch64"]
        if _C.syscall(ctypes.c_long(number), *_words(*[-1] * 6)) < 0:
            raise OSError(ctypes.get_errno(), name)

    return ask


def _tcp(target: Target) -> None:
    socket.create_connection(("127.0.0.1", target.port)).close()


def _udp(target: Target) -> None:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"Grace Bishop", ("127.0.0.1", target.port))


def _unix(target: Target) -> None:
    socket.socket(socket.AF_UNIX).connect(f"{target.folder}/socket")


def _abstract(target: Target) -> None:
    socket.socket(socket.AF_UNIX).connect(b"\0" + target.abstract.encode())


def _name(_: Target) -> None:
    socket.getaddrinfo("localhost", 25)


def _listen(_: Target) -> None:
    socket.create_server(("127.0.0.1", 0)).close()


def _netlink(_: Target) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


def _write(path: str) -> None:
    Path(path).write_text("Grace Bishop")
    Path(path).unlink()


def _append(path: str) -> None:
    with Path(path).open("ab") as file:
        file.write(b"x")


def _overwrite(path: str) -> None:
    os.close(os.open(path, os.O_RDWR))


def _read(path: str) -> None:
    with Path(path).open("rb", buffering=0) as file:
        file.read(1)


def _list(path: str) -> None:
    os.listdir(path)


def _rename(target: Target) -> None:
    Path(f"{target.data}/db.sqlite3").rename(f"{target.data}/other")
    Path(f"{target.data}/other").rename(f"{target.data}/db.sqlite3")


def _make_folder(target: Target) -> None:
    Path(f"{target.folder}/new").mkdir()
    Path(f"{target.folder}/new").rmdir()


def _link(target: Target) -> None:
    os.symlink("/etc/passwd", f"{target.folder}/link")
    Path(f"{target.folder}/link").unlink()


def _remove(target: Target) -> None:
    Path(f"{target.folder}/removable").unlink()


def _change_mode(target: Target) -> None:
    Path(f"{target.data}/key").chmod(0o644)


def _truncate(target: Target) -> None:
    os.truncate(f"{target.folder}/truncatable", 0)


def _run(program: str) -> None:
    pid = os.posix_spawn(program, [program, "-c", "true"], {})
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise OSError(errno.EACCES, program)


def _run_a_copy(_: Target) -> None:
    """Its own loader could start what it may not start, where it may read it."""
    loader = next(
        each for each in ("/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1") if os.path.exists(each)
    )
    pid = os.posix_spawn(loader, [loader, "/bin/sh", "-c", "true"], {})
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise OSError(errno.EACCES, loader)


def _limits(target: Target) -> None:
    resource.prlimit(target.gateway, resource.RLIMIT_CPU)


def _look_into(target: Target) -> None:
    """process_vm_readv(2): EFAULT says that it was allowed, and that nothing is at that address."""
    number = 270 if os.uname().machine == "aarch64" else 310
    page = mmap.mmap(-1, 4096)
    here = (ctypes.c_uint64 * 2)(ctypes.addressof(ctypes.c_char.from_buffer(page)), 8)
    there = (ctypes.c_uint64 * 2)(4096, 8)
    ended = _C.syscall(ctypes.c_long(number), *_words(target.gateway), here, *_words(1), there, *_words(1, 0))
    if ended < 0 and ctypes.get_errno() != errno.EFAULT:
        raise OSError(ctypes.get_errno(), "process_vm_readv")


def _signal_through_a_file(target: Target) -> None:
    fcntl.fcntl(0, fcntl.F_SETOWN, target.gateway)


def _new_user(_: Target) -> None:
    """In a process of its own, which ends at once."""
    number = 220 if os.uname().machine == "aarch64" else 56
    pid = _C.syscall(
        ctypes.c_long(number), ctypes.c_long(0x10000000 | signal.SIGCHLD), *[ctypes.c_long(0)] * 4
    )
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)


def _give_the_gateway_a_child(_: Target) -> None:
    """CLONE_PARENT. It ends at once, and whoever started us has to take that up."""
    number = 220 if os.uname().machine == "aarch64" else 56
    pid = _C.syscall(ctypes.c_long(number), ctypes.c_long(0x8000 | signal.SIGCHLD), *[ctypes.c_long(0)] * 4)
    if pid < 0:
        raise OSError(ctypes.get_errno(), "clone")
    if not pid:
        os._exit(0)


def _leave_session(_: Target) -> None:
    pid = os.fork()
    if not pid:
        try:
            os.setsid()
        except OSError:
            os._exit(1)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]):
        raise OSError(errno.EPERM, "setsid")


ACTS: dict[str, Callable[[Target], None]] = {
    "connect by TCP": _tcp,
    "send by UDP": _udp,
    "connect to a socket's file": _unix,
    "connect to an abstract socket": _abstract,
    "look a name up": _name,
    "wait for connections": _listen,
    "ask the kernel's network": _netlink,
    "write to /tmp": lambda _: _write("/tmp/schoolgate-hostile"),  # noqa: S108
    "write to shared memory": lambda _: _write("/dev/shm/schoolgate-hostile"),  # noqa: S108
    "write to the folder": lambda target: _write(f"{target.folder}/hostile"),
    "write to the storage": lambda target: _write(f"{target.data}/hostile"),
    "write to where it is": lambda _: _write("hostile"),
    "append to the database": lambda target: _append(f"{target.data}/db.sqlite3"),
    "open the database to write": lambda target: _overwrite(f"{target.data}/db.sqlite3"),
    "move the database": _rename,
    "remove a file": _remove,
    "shorten a file": _truncate,
    "make a folder": _make_folder,
    "make a link": _link,
    "open the key to everybody": _change_mode,
    "read the database": lambda target: _read(f"{target.data}/db.sqlite3"),
    "read the key": lambda target: _read(f"{target.data}/key"),
    "read the configuration": lambda target: _read(f"{target.folder}/schoolgate.toml"),
    "read the pupil list": lambda target: _read(f"{target.folder}/pupils.csv"),
    "read /etc/passwd": lambda _: _read("/etc/passwd"),
    "read /etc/shadow": lambda _: _read("/etc/shadow"),
    "list the storage": lambda target: _list(target.data),
    "list /home": lambda _: _list("/home"),
    "list /proc": lambda _: _list("/proc"),
    "run a shell": lambda _: _run("/bin/sh"),
    "run a shell by the loader": _run_a_copy,
    "kill the gateway": lambda target: os.kill(target.gateway, 0),
    "kill its group": lambda target: os.killpg(os.getpgid(target.gateway), 0),
    "kill everybody": lambda _: os.kill(1, 0),
    "signal it through a file": _signal_through_a_file,
    "set its limits": _limits,
    "look into it": _look_into,
    "read its environment": lambda target: _read(f"/proc/{target.gateway}/environ"),
    "read its memory": lambda target: _read(f"/proc/{target.gateway}/maps"),
    "list its files": lambda target: _list(f"/proc/{target.gateway}/fd"),
    "get a user namespace": _new_user,
    "give the gateway a child": _give_the_gateway_a_child,
    "leave the session": _leave_session,
}
RAW_ACTS = {name: _raw(name) for name in CALLS}


def attempt(name: str, target: Target) -> str:
    """DONE, or the name of the error with which it was refused."""
    try:
        {**ACTS, **RAW_ACTS}[name](target)
    except socket.gaierror:
        return "EAI"
    except OSError as refused:
        return errno.errorcode.get(refused.errno or 0, str(refused))
    return DONE


def given(name: str, target: Target) -> bytes:
    """The act as the content of a file."""
    return json.dumps([name, asdict(target)]).encode()


def attempted(content: bytes) -> str:
    name, target = json.loads(content)
    return attempt(name, Target(**target))


if __name__ == "__main__":
    free = Target(**json.loads(sys.argv[1]))
    os.chdir(free.folder)
    print(json.dumps({each: attempt(each, free) for each in ACTS}))
