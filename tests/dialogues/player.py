"""Plays an SMTP dialogue from a script over a raw socket, and stops at the first line that is not as written.

A script is a text file of lines, each a verb and its text:

    # why this dialogue is here; the first line says it
    gateway: secure     which of the gateways of conftest.py it is held with; "plain" if there is no such line
    C: EHLO client      the client says this and CRLF
    R: MAIL FROM\\r     the client says exactly these bytes
    S: 250 .*           the next reply, which may have many lines, begins like this regular expression
    and: SIZE \\d+      … it also contains this
    not: STARTTLS       … and it does not contain this
    TLS                 the client begins TLS
    EOF                 the gateway has closed the connection
    arrived: 1          so many messages have arrived at the next hop in this dialogue
    has: Subject        the last of them contains this regular expression
    lacks: Received     … and does not contain this

`C*3:` and `S*3:` repeat a line, with `{n}` counting from 1. In what the client says \\r, \\n, \\0, \\t, \\xHH
and \\\\ are bytes, `{a*300}` is a character so many times, and `{loop}` the gateway's own loop field. The
player waits for the greeting by itself, and says QUIT at the end: whatever happened, the connection must
still be in step.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 60
_STEP = re.compile(r"(?P<verb>[A-Za-z]+)(?:\*(?P<times>\d+))?(?::(?: (?P<text>.*))?)?")
_ESCAPE = re.compile(rb"\\(?:x([0-9a-fA-F]{2})|([rnt0\\]))")
_ESCAPED = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b"\\": b"\\"}
_REPEATED = re.compile(r"\{(.)\*(\d+)\}")
_VERBS = frozenset({"C", "R", "S", "and", "not", "TLS", "EOF", "arrived", "has", "lacks"})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script."""

    line: int
    verb: str
    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Script:
    """A dialogue, and the gateway that it is held with."""

    name: str
    why: str
    gateway: str
    steps: tuple[Step, ...]


def read_script(path: Path) -> Script:
    return parse_script(path.read_text(encoding="utf-8"), path.stem)


def parse_script(text: str, name: str) -> Script:
    """Raises ValueError for what is not a script."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith("# "):
        raise ValueError(f"{name}: the first line must say why, behind a #")
    gateway, steps = "plain", []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        match = _STEP.fullmatch(line)
        verb, said = (match["verb"], match["text"] or "") if match else ("", "")
        if match and verb == "gateway":
            gateway = said
        elif match and verb in _VERBS:
            steps.append(Step(number, verb, said, int(match["times"] or 1)))
        else:
            raise ValueError(f"{name}:{number}: not a line of a dialogue: {line!r}")
    return Script(name, lines[0].removeprefix("# "), gateway, tuple(steps))


class Connection:
    """A raw socket that reads replies and knows nothing else of SMTP."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS, (source, 0))
        self._unread = b""

    def send(self, raw: bytes) -> None:
        self._socket.sendall(raw)

    def reply(self) -> str:
        """One reply, its lines joined by line feeds."""
        lines = []
        while True:
            line = self._line().decode()
            assert re.match(r"[2345]\d\d[ -]", line), f"not a line of a reply: {line!r}"
            lines.append(line)
            if line[3] == " ":
                return "\n".join(lines)

    def begin_tls(self) -> None:
        assert not self._unread, f"in plaintext, yet after STARTTLS was granted: {self._unread!r}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket)

    def expect_end(self) -> None:
        try:
            rest = self._unread or self._socket.recv(4096)
        except (ConnectionError, ssl.SSLError):
            rest = b""
        assert not rest, f"instead of closing the connection it said {rest!r}"

    def close(self) -> None:
        self._socket.close()

    def _line(self) -> bytes:
        while b"\r\n" not in self._unread:
            received = self._socket.recv(65536)
            assert received, f"the connection was closed; before that it said {self._unread!r}"
            self._unread += received
        line, _, self._unread = self._unread.partition(b"\r\n")
        return line


class Player:
    """Plays one script on one connection; `arrived` tells which messages have come to the next hop since."""

    def __init__(self, port: int, arrived: Callable[[], list[bytes]], words: Mapping[str, str]) -> None:
        self._connection = Connection(port)
        self._arrived = arrived
        self._words = words
        self._reply = ""
        self._ended = False

    def play(self, script: Script) -> None:
        """Raises AssertionError with the place in the script."""
        try:
            self._greet()
            for step in script.steps:
                try:
                    self._perform(step)
                except (AssertionError, OSError) as error:
                    place = f"{script.name}.smtp:{step.line}: {step.verb}: {step.text}"
                    raise AssertionError(f"{place}\n{error}") from error
            if not self._ended:
                self._take_leave()
        finally:
            self._connection.close()

    def _perform(self, step: Step) -> None:
        for number in range(1, step.times + 1):
            text = step.text.replace("{n}", str(number))
            match step.verb:
                case "C":
                    self._connection.send(self._bytes_of(text) + b"\r\n")
                case "R":
                    self._connection.send(self._bytes_of(text))
                case "S":
                    self._reply = self._connection.reply()
                    assert re.match(text, self._reply), f"it said {self._reply!r}"
                case "and":
                    assert re.search(text, self._reply), f"it said {self._reply!r}"
                case "not":
                    assert not re.search(text, self._reply), f"it said {self._reply!r}"
                case "TLS":
                    self._connection.begin_tls()
                case "EOF":
                    self._connection.expect_end()
                    self._ended = True
                case _:
                    self._look_at_the_next_hop(step)

    def _look_at_the_next_hop(self, step: Step) -> None:
        messages = self._arrived()
        if step.verb == "arrived":
            assert len(messages) == int(step.text), f"these have arrived: {messages}"
            return
        assert messages, "nothing has arrived"
        found = re.search(self._bytes_of(step.text), messages[-1])
        assert bool(found) is (step.verb == "has"), f"it is {messages[-1]!r}"

    def _bytes_of(self, text: str) -> bytes:
        text = _REPEATED.sub(lambda match: match[1] * int(match[2]), text)
        for word, value in self._words.items():
            text = text.replace("{" + word + "}", value)
        return _ESCAPE.sub(
            lambda match: bytes.fromhex(match[1].decode()) if match[1] else _ESCAPED[match[2]], text.encode()
        )

    def _greet(self) -> None:
        assert self._connection.reply().startswith("220 ")

    def _take_leave(self) -> None:
        self._connection.send(b"QUIT\r\n")
        reply = self._connection.reply()
        assert reply.startswith("221 "), f"it is out of step: to QUIT it said {reply!r}"
        self._connection.expect_end()
