"""The gateways that dialogues are held with: started once, and no dialogue leaves anything behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.certificates import write_certificate
from tests.support.process import GatewayProcess, run_command
from tests.support.school import LEAD, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink, Taken

LOGIN, APPLICATION, PASSWORD = "copier@oakfield.sch.uk", "library", "correct horse battery"
SECURE = 'certificate = "server.pem"\nprivate_key = "server.key"\nlogins = "logins"\n'
RELAY = {
    "plain": "",
    "small": 'max_message_size = "2 KB"\nmax_recipients = 100\n',
    "secure": SECURE,
    "outside": SECURE + 'clients = ["192.0.2.0/24"]\n',
}


@dataclass(frozen=True, slots=True)
class Scene:
    """A gateway, and the next hop behind it."""

    gateway: GatewayProcess
    sink: Sink

    def arrived(self) -> list[bytes]:
        """What clients sent; the gateway's own notices are left out."""
        return [taken.content for taken in list(self.sink.taken) if not _is_notice(taken)]

    def own_loop_field(self) -> str:
        """The field that the gateway puts on a message, as somebody who received one knows it."""
        code, text = self.gateway.send(TEACHER, [PARENT], message().as_bytes())
        assert code == 250, text
        header = self.arrived()[-1].partition(b"\r\n\r\n")[0].decode()
        return next(line for line in header.splitlines() if line.startswith("X-Schoolgate-Loop: "))


def _is_notice(taken: Taken) -> bool:
    return not taken.sender and set(taken.recipients) <= {TEACHER, LEAD}


@pytest.fixture(scope="session")
def _scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Scene]]:
    started: dict[str, Scene] = {}

    def scene(name: str) -> Scene:
        if name not in started:
            started[name] = _start(name, tmp_path_factory.mktemp(name))
        return started[name]

    yield scene
    for each in started.values():
        each.gateway.stop()
        each.sink.stop()


def _start(name: str, directory: Path) -> Scene:
    sink = Sink().start()
    config = write_school(directory, sink.url, relay=RELAY[name])
    if "certificate" in RELAY[name]:
        write_certificate(directory)
        for login, *may_send_as in ((LOGIN, "--may-send-as", TEACHER), (APPLICATION,)):
            words = ("--config", str(config), "login", "add", login, *may_send_as, "--password-stdin")
            added = run_command(*words, stdin=PASSWORD)
            assert added.returncode == 0, added.stderr
    return Scene(GatewayProcess(config).start(), sink)


@pytest.fixture
def scene_of(_scenes: Callable[[str], Scene]) -> Callable[[str], Scene]:
    """The scene of that name, with nothing arrived yet."""

    def fresh(name: str) -> Scene:
        scene = _scenes(name)
        scene.sink.taken.clear()
        return scene

    return fresh
