"""The Postfix guide, walked through with a real Postfix: its three ways, with the very lines of the page."""

from __future__ import annotations

import smtplib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.guides.blocks import block, blocks
from tests.support.postfix import Postfix, free_port
from tests.support.process import GatewayProcess
from tests.support.school import LEAD, NAMED_TEXT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.system import needs, needs_root
from tests.support.waiting import wait_until

GUIDE = "postfix.md"
WAYS = ("relayhost", "after", "before")


@dataclass(frozen=True, slots=True)
class Walked:
    """The school as the guide leaves it. `ports`: where members of the school hand mail in, for each way."""

    gateway: GatewayProcess
    servers: tuple[Postfix, ...]
    world: Sink
    ports: dict[str, int]

    def send(self, way: str, to: str, content: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.ports[way], "pc-12.oakfield.sch.uk", timeout=60) as client:
            client.sendmail(TEACHER, [to], content, mail_options=["BODY=8BITMIME"])

    def settle(self) -> None:
        """Until neither a Postfix nor the outbox has anything left to send."""
        wait_until(
            lambda: self.gateway.is_idle() and not any(each.queue() for each in self.servers),
            "everything to be sent",
        )

    def notices_of_loops(self) -> int:
        return sum(b"5.4.6" in each for server in self.servers for each in server.mailbox(TEACHER))


@pytest.fixture(scope="module")
def walked() -> Iterator[Walked]:
    """One gateway; one Postfix whose relay host it is, and one that has it as a filter and sends for both."""
    needs("postfix", "postfix")
    needs_root("Postfix")
    with ExitStack() as stack:
        world = Sink().start()
        stack.callback(world.stop)
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guide-"))) for _ in range(3)]
        for folder in folders:
            folder.chmod(0o755)
        ports = {way: free_port() for way in WAYS}
        back = free_port()
        gateway = GatewayProcess(_configure(folders[0], back)).start()
        stack.callback(gateway.stop)
        here = {
            "[10.1.0.25]:2525": f"[127.0.0.1]:{gateway.port}",
            "10.1.0.25:2525": f"127.0.0.1:{gateway.port}",
            "10.1.0.10:10026": f"127.0.0.1:{back}",
            "10.1.0.25/32": "127.0.0.1/32",
        }
        people = (TEACHER, LEAD)
        relaying = Postfix(folders[1], ports["relayhost"], people, settings=_settings(here))
        filtering = Postfix(
            folders[2],
            free_port(),
            people,
            settings={"relayhost": f"[127.0.0.1]:{world.port}"},
            services=(
                _in_place("master.cf after", here),
                _in_place("master.cf after-submission", here, ports["after"]),
                _in_place("master.cf before-submission", here, ports["before"]),
            ),
        )
        for server in (relaying, filtering):
            stack.callback(server.stop)
            server.start()
        yield Walked(gateway, (relaying, filtering), world, ports)


def _configure(folder: Path, back: int) -> Path:
    """A school with the [relay] of way 2."""
    config = write_school(folder, "smtp://127.0.0.1:1")
    text = config.read_text(encoding="utf-8")
    start, end = text.index("[relay]"), text.index("[review]")
    (relay,) = (each.text for each in blocks("toml") if each.guide == GUIDE and "10026" in each.text)
    for there, here in (("10.1.0.25:2525", "127.0.0.1:0"), ("10.1.0.10:10026", f"127.0.0.1:{back}")):
        assert there in relay
        relay = relay.replace(there, here)
    config.write_text(text[:start] + relay.replace("10.1.0.10", "127.0.0.1") + text[end:], encoding="utf-8")
    return config


def _settings(here: dict[str, str]) -> dict[str, str]:
    lines = (line.partition(" = ") for line in _in_place("main.cf relayhost", here).splitlines())
    return {name: value for name, _, value in lines}


def _in_place(kind: str, here: dict[str, str], submission: int = 0) -> str:
    """The guide's block with the addresses and ports of this machine."""
    text = block(GUIDE, f"postfix {kind}")
    for there, place in here.items():
        text = text.replace(there, place)
    assert "10.1." not in text
    return text.replace("submission inet", f"127.0.0.1:{submission} inet").rstrip()


@pytest.mark.parametrize("way", WAYS)
def test_clean_mail_arrives_once(walked: Walked, way: str) -> None:
    to = f"{way}.clean@example.com"
    walked.send(way, to, message(to=to).as_bytes())
    walked.world.wait_for(1, where=lambda taken: to in taken.recipients)
    walked.settle()
    (copy,) = walked.world.to(to)
    assert copy.content.count(b"X-Schoolgate-Loop: ") == 1
    assert copy.content.count(b"(Schoolgate) with ESMTP id ") == 1


@pytest.mark.parametrize("way", WAYS)
def test_held_mail_is_held_and_arrives_once_when_it_is_released(walked: Walked, way: str) -> None:
    to = f"{way}.held@gmail.com"
    walked.send(way, to, message(NAMED_TEXT, to=to).as_bytes())
    (case,) = wait_until(
        lambda: [each for each in walked.gateway.cases() if each["recipients"] == [to]], "a case"
    )
    walked.settle()
    assert not walked.world.to(to)
    notices = [each for server in walked.servers for each in server.mailbox(TEACHER) if to.encode() in each]
    assert notices, "its sender is told"

    released = walked.gateway.command("quarantine", "release", str(case["id"]))
    assert released.returncode == 0, released.stderr
    walked.world.wait_for(1, where=lambda taken: to in taken.recipients)
    walked.settle()
    assert len(walked.world.to(to)) == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_comes_back_does_not_go_round(walked: Walked, way: str) -> None:
    """Nothing of the guide sends mail back; where somebody does, it ends at once, and the sender knows."""
    to = f"{way}.again@example.com"
    walked.send(way, to, message(to=to).as_bytes())
    (copy,) = walked.world.wait_for(1, where=lambda taken: to in taken.recipients)
    before = walked.notices_of_loops()
    if way == "before":
        with pytest.raises(smtplib.SMTPDataError, match=r"5\.4\.6"):
            walked.send(way, to, copy.content)
    else:
        walked.send(way, to, copy.content)
        wait_until(lambda: walked.notices_of_loops() > before, "the sender's notice")
    walked.settle()
    assert len(walked.world.to(to)) == 1
