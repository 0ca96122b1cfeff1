"""Next hops that differ about where a message ends: the strict one, and every lax one there ever was."""

from __future__ import annotations

import re
import socket
import threading
from dataclasses import dataclass, field

PATIENCE_SECONDS = 60
STRICT_END = re.compile(rb"\r\n\.\r\n")
# What some server has ever taken for it, and more: any line ends round the dot, NUL bytes left out.
LAX_END = re.compile(rb"(?:\r\n|\r|\n)\0*\.\0*(?:\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Believed:
    """A message that a next hop thinks it was given."""

    sender: str
    content: bytes


@dataclass
class Receiver:
    """Speaks as much SMTP as it takes, in threads."""

    end: re.Pattern[bytes]
    taken: list[Believed] = field(default_factory=list)
    port: int = 0
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def start(self) -> Receiver:
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def stop(self) -> None:
        self._listener.close()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(PATIENCE_SECONDS)
            threading.Thread(target=self._speak, args=(_Line(connection),), daemon=True).start()

    def _speak(self, line: _Line) -> None:
        sender = ""
        line.say(b"220 receiver.example\r\n")
        try:
            while True:
                command = line.read_to(re.compile(rb"\r?\n"))
                verb = command[:4].upper()
                if verb == b"EHLO":
                    line.say(b"250-receiver.example\r\n250-8BITMIME\r\n250 PIPELINING\r\n")
                elif verb == b"DATA":
                    line.say(b"354 go on\r\n")
                    line.unread(b"\r\n")  # the end of DATA's own line may begin the end of the message
                    self.taken.append(Believed(sender, line.read_to(self.end)[2:]))
                    line.say(b"250 2.0.0 taken\r\n")
                else:
                    if verb == b"MAIL":
                        sender = command.decode().partition("<")[2].partition(">")[0]
                    line.say(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
        except OSError:
            line.close()


@dataclass
class _Line:
    """A socket from which is read up to a pattern."""

    connection: socket.socket
    unread_bytes: bytes = b""

    def say(self, answer: bytes) -> None:
        self.connection.sendall(answer)

    def unread(self, again: bytes) -> None:
        self.unread_bytes = again + self.unread_bytes

    def read_to(self, end: re.Pattern[bytes]) -> bytes:
        """What stands before the end. Raises OSError, of which the end of the connection is one."""
        while not (match := end.search(self.unread_bytes)):
            received = self.connection.recv(65536)
            if not received:
                raise ConnectionResetError
            self.unread_bytes += received
        before, self.unread_bytes = self.unread_bytes[: match.start()], self.unread_bytes[match.end() :]
        return before

    def close(self) -> None:
        self.connection.close()
