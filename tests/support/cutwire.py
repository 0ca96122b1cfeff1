"""A wire to PostgreSQL that is cut or silent: when a COMMIT is done and its answer not heard, or a while."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

_COMMIT = b"COMMIT\0"  # as a simple query ends (PostgreSQL documentation, 53.7: Query)


@dataclass
class Wire:
    """Listens on loopback and passes everything on to a server there."""

    server: int
    cuts: int = 0  # so many of the next COMMITs are not answered
    is_cut: bool = False  # nobody gets through
    is_silent: bool = False  # whoever connects is let in, and nothing that is said arrives before it ends
    falls_silent: bool = False  # with the next COMMIT, which still arrives
    _listening: socket.socket = field(init=False)
    _ends: list[socket.socket] = field(default_factory=list)

    def start(self) -> Wire:
        self._listening = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def stop(self) -> None:
        self._listening.close()

    def cut(self) -> None:
        """All connections are lost, on both sides, and there are no new ones."""
        self.is_cut = True
        for each in self._ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._ends.clear()

    def mend(self) -> None:
        self.is_cut = self.is_silent = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if self.is_cut:
                    client.close()
                    continue
                try:
                    there = socket.create_connection(("127.0.0.1", self.server))
                except OSError:  # the server is not up just now
                    client.close()
                    continue
                self._ends = [each for each in self._ends if each.fileno() >= 0] + [client, there]
                threading.Thread(target=self._to_server, args=(client, there), daemon=True).start()
                threading.Thread(target=self._to_client, args=(there, client), daemon=True).start()

    def _to_server(self, client: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(65536):
                if self.cuts and said.endswith(_COMMIT):
                    self.cuts -= 1
                    client.shutdown(socket.SHUT_WR)  # from now on it hears nothing
                    there.sendall(said)
                    break
                self._wait_while_silent()
                if self.falls_silent and said.endswith(_COMMIT):
                    self.is_silent, self.falls_silent = True, False
                there.sendall(said)
        with suppress(OSError):  # also where the client's end was reset, as that of a process that was killed
            there.shutdown(socket.SHUT_WR)

    def _to_client(self, there: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := there.recv(65536):
                self._wait_while_silent()
                client.sendall(said)
        for each in (there, client):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # or who waits for it in another thread would keep it open
            each.close()

    def _wait_while_silent(self) -> None:
        while self.is_silent:
            time.sleep(0.05)
