"""The gateway as its user starts it: a process with a configuration file and a line that says it is ready.

Unless a test wants the program to load by itself, it is a fork of a process that has loaded it already.
"""

from __future__ import annotations

import json
import os
import re
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests.support.forked import ForkedProcess, fork_command

COMMAND = [str(Path(sys.executable).with_name("schoolgate"))]
READY = re.compile(r"ready smtp=(?P<host>[\d.]+):(?P<port>\d+) review=http://(?P<review>[\d.]+:\d+)\n")


@dataclass
class GatewayProcess:
    """`schoolgate serve` on a configuration.

    `program` is the command in front of its arguments; without one, the gateway is a fork. `aside`: what
    is done in the fork first (`forked.fork_command`).
    """

    config: Path
    program: Sequence[str] = ()
    aside: Sequence[str] = ()
    port: int = 0
    review: str = ""
    log: Path = field(init=False)
    _process: subprocess.Popen[bytes] | ForkedProcess | None = None
    _said: IO[str] | None = None

    def __post_init__(self) -> None:
        self.log = self.config.with_name("gateway.log")

    def start(self, seconds: float = 30) -> GatewayProcess:
        read, write = os.pipe()
        self._said = os.fdopen(read)
        words = ["--config", str(self.config), "serve"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with open(os.devnull) as nothing, os.fdopen(write, "w") as said, self.log.open("a") as log:
            if self.program:
                self._process = subprocess.Popen(
                    [*self.program, *words], stdin=nothing, stdout=said, stderr=log, env=environment
                )
            else:
                self._process = fork_command(words, (nothing, said, log), environment, aside=self.aside)
        line = self._first_line(seconds)
        match = READY.fullmatch(line)
        assert match, f"instead of being ready it said {line!r}; log: {self.log.read_text()}"
        self.port, self.review = int(match["port"]), match["review"]
        return self

    def _first_line(self, seconds: float) -> str:
        assert self._process is not None
        assert self._said is not None
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            return self._said.readline()
        finally:
            timer.cancel()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def has_ended(self) -> int | None:
        """The exit status; None while it runs."""
        assert self._process is not None
        return self._process.poll()

    def wait_for_end(self, seconds: float) -> int:
        assert self._process is not None
        return self._process.wait(seconds)

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(35)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise

    def client(self, timeout: float = 60) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, local_hostname="mail.oakfield.sch.uk", timeout=timeout)

    def send(self, sender: str, recipients: Sequence[str], content: bytes) -> tuple[int, str]:
        """The answer to the final dot (or to whatever was refused before it)."""
        with self.client() as client:
            client.ehlo()
            code, text = client.mail(sender)
            if code != 250:
                return code, text.decode()
            for recipient in recipients:
                code, text = client.rcpt(recipient)
                if code != 250:
                    return code, text.decode()
            code, text = client.data(content)
            return code, text.decode()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://{self.review}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def command(self, *words: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
        return run_command("--config", str(self.config), *words, stdin=stdin)

    def cases(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.command("quarantine", "list", "--json").stdout.splitlines()]

    def is_idle(self) -> bool:
        """Whether nothing waits in the outbox. The running gateway says so quicker than a command."""
        return "\nschoolgate_outbox_deliveries 0.0\n" in self.get("/metrics")[1]

    def waiting(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.command("outbox", "list", "--json").stdout.splitlines()]


def children_of(pid: int) -> list[int]:
    """The processes that it has started, from whichever of its threads. Raises FileNotFoundError."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has ended meanwhile
            found += map(int, (task / "children").read_text().split())
    return found


def workers_of(pid: int) -> list[int]:
    """The inspection workers of a gateway: its fork server has started them. Raises FileNotFoundError."""
    found: list[int] = []
    for child in children_of(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += [each for each in children_of(child) if is_worker(each)]
    return found


def is_worker(pid: int) -> bool:
    """False for a process that has just gone, too."""
    try:
        return Path(f"/proc/{pid}/comm").read_text() == "inspection\n"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_alive(pid: int) -> bool:
    """Whether there is such a process, and not only what its dead parent has not collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def run_command(
    *words: str,
    stdin: str | bytes = "",
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = 120,
    loaded: bool = True,
) -> subprocess.CompletedProcess[str]:
    """A `schoolgate` command as a user runs it; `loaded=False` is the program from the disk, not a fork."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode() if isinstance(stdin, str) else stdin)
        given.seek(0)
        environment = {**os.environ, **(env or {})}
        process: subprocess.Popen[bytes] | ForkedProcess
        if loaded:
            process = fork_command(words, (given, out, err), environment, cwd)
        else:
            command = [*COMMAND, *words]
            process = subprocess.Popen(command, stdin=given, stdout=out, stderr=err, env=environment, cwd=cwd)
        try:
            status = process.wait(seconds)
        finally:
            process.kill()
        said = [_all_of(each) for each in (out, err)]
    return subprocess.CompletedProcess(words, status, *said)


def _all_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
