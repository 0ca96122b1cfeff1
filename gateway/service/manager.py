"""The service manager, as its environment variables show it to a program that it has started."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

from gateway.service.notify import Notifier
from gateway.service.sockets import GivenSockets, given_sockets

VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """Whom to tell, how often it wants to hear that the gateway is alive, and what it has bound.

    watchdog_seconds: after so long a silence it ends the gateway; 0: never
    """

    notifier: Notifier
    watchdog_seconds: float
    sockets: GivenSockets


ALONE = ServiceManager(Notifier(), 0, GivenSockets())  # there is none


def find_manager(environment: MutableMapping[str, str], pid: int) -> ServiceManager:
    """Takes the variables out, because they are not for our own children. Raises GivenSocketError."""
    said = {name: environment.pop(name) for name in VARIABLES if name in environment}
    watched = said.get("WATCHDOG_PID", str(pid)) == str(pid)
    return ServiceManager(
        Notifier(said.get("NOTIFY_SOCKET", "")),
        int(said.get("WATCHDOG_USEC", "0")) / 1_000_000 if watched else 0,
        given_sockets(said, pid),
    )
