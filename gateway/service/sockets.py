"""The sockets that the service manager bound before it started the gateway: sd_listen_fds(3).

They stay open while the gateway is started again, so that nobody who connects meanwhile is refused.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from gateway.errors import SetupError
from gateway.settings import ListenAddress

FIRST = 3  # SD_LISTEN_FDS_START: the first file descriptor after the standard streams
SMTP = "smtp"
REVIEW = "review"


class GivenSocketError(SetupError):
    """One sentence for the administrator about a socket unit."""


@dataclass(frozen=True, slots=True)
class GivenSockets:
    """Listening sockets for the relay and the web side; each side binds its own where none was given."""

    smtp: tuple[socket.socket, ...] = ()
    review: socket.socket | None = None


def given_sockets(environment: Mapping[str, str], pid: int) -> GivenSockets:
    """What the environment says was given to this process. Raises GivenSocketError."""
    if environment.get("LISTEN_PID") != str(pid):
        return GivenSockets()
    count = int(environment.get("LISTEN_FDS", "0"))
    names = environment.get("LISTEN_FDNAMES", "").split(":")
    by_name: dict[str, list[socket.socket]] = {SMTP: [], REVIEW: []}
    for number, name in zip(range(FIRST, FIRST + count), names + [""] * count, strict=False):
        os.set_inheritable(number, False)  # a worker has no business with it
        if name not in by_name:
            raise GivenSocketError(
                f'a socket was given as "{name}"; in its unit, FileDescriptorName= must be smtp or review'
            )
        by_name[name].append(_listening(number, name))
    if len(by_name[REVIEW]) > 1:
        raise GivenSocketError("more than one socket was given for review; its unit has one ListenStream=")
    return GivenSockets(tuple(by_name[SMTP]), next(iter(by_name[REVIEW]), None))


def _listening(number: int, name: str) -> socket.socket:
    """Raises GivenSocketError where it is nothing that takes connections from a network."""
    try:
        given = socket.socket(fileno=number)
        if given.family in {socket.AF_INET, socket.AF_INET6} and given.getsockopt(
            socket.SOL_SOCKET, socket.SO_ACCEPTCONN
        ):
            given.setblocking(False)
            return given
    except OSError:
        pass
    raise GivenSocketError(
        f"what was given for {name} is no listening TCP socket; its unit needs ListenStream= with a port, "
        "and Accept=no"
    )


def address_of(listening: socket.socket) -> ListenAddress:
    """Where a socket of the Internet listens."""
    host, port = listening.getsockname()[:2]
    return ListenAddress(host=host, port=port)


def cannot_listen(key: str, address: ListenAddress) -> str:
    """One sentence for the administrator."""
    return f"{key}: cannot listen on {address}; is the port in use, or are rights missing for it?"
