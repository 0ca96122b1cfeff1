"""Two gateways on one PostgreSQL: one dies, stands still or is cut off, and the other goes on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gateway.store.membership import GRACE
from tests.support.cutwire import Wire
from tests.support.nodes import node
from tests.support.postgres import Cluster, cluster, new_database
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

SOON = 40  # seconds: "well under a minute" after a node died


@dataclass
class World(Sink):
    """Knows how often somebody has tried to send to an address."""

    asked_for: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rcpt = self.asked_for.append

    def tries(self, recipient: str) -> int:
        return self.asked_for.count(recipient)


@pytest.fixture
def world() -> Iterator[World]:
    running = World()
    running.start()
    yield running
    running.hang_in_data = False
    running.stop()


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire(cluster().port).start()
    yield made
    made.stop()


@pytest.fixture
def two(tmp_path: Path, world: World, wire: Wire) -> Iterator[tuple[GatewayProcess, GatewayProcess]]:
    """The first reaches the server by the wire."""
    server, database = cluster(), new_database(cluster())
    first = node(tmp_path / "first", world.url, server, database, port=wire.port)
    second = node(tmp_path / "second", world.url, server, database)
    yield first.start(60), second.start(60)
    for each in (first, second):
        os.kill(each.pid, signal.SIGCONT) if each.has_ended() is None else None
        each.stop()
    drop(server, database)


def drop(server: Cluster, database: str) -> None:
    server.as_administrator(f"DROP DATABASE {database} WITH (FORCE)")


def held(gateway: GatewayProcess, recipient: str) -> str:
    """The case of a message."""
    content = message(NAMED_TEXT, to=recipient).as_bytes()
    assert gateway.send(TEACHER, [recipient], content)[0] == 250
    (case,) = [each for each in gateway.cases() if recipient in str(each)]
    return str(case["id"])


def release(gateway: GatewayProcess, case: str) -> None:
    assert gateway.command("quarantine", "release", case).returncode == 0


def in_the_hands_of(gateway: GatewayProcess, other: GatewayProcess, world: World, recipient: str) -> None:
    """This one is sending it, and waits for the next hop's answer."""
    case = held(gateway, recipient)
    wait_until(gateway.is_idle, "its notices to be sent")
    os.kill(other.pid, signal.SIGSTOP)  # or it would be quicker, as often as not
    world.hang_in_data = True
    release(gateway, case)
    wait_until(lambda: world.tries(recipient) == 1, "the message to be under way")
    os.kill(other.pid, signal.SIGCONT)


def only_once(world: World, recipient: str) -> Callable[[], bool]:
    return lambda: len(world.to(recipient)) == 1


def test_one_dies_while_it_sends(two: tuple[GatewayProcess, GatewayProcess], world: World) -> None:
    first, second = two
    in_the_hands_of(first, second, world, "died@example.com")
    first.kill()
    began = time.monotonic()
    world.hang_in_data = False
    wait_until(only_once(world, "died@example.com"), "the other to send it", SOON)
    assert time.monotonic() - began > GRACE, "whoever has lost its line is given time to come back"
    wait_until(second.is_idle, "it to be finished")
    assert second.command("audit", "verify").returncode == 0


def test_one_stands_still_while_it_sends(two: tuple[GatewayProcess, GatewayProcess], world: World) -> None:
    """It lives: what it has in hand is its own, and is sent once."""
    first, second = two
    in_the_hands_of(first, second, world, "still@example.com")
    os.kill(first.pid, signal.SIGSTOP)
    world.hang_in_data = False
    release(second, held(second, "next@example.com"))
    wait_until(only_once(world, "next@example.com"), "the other to go on with its work")
    time.sleep(GRACE + 5)
    assert world.tries("still@example.com") == 1, "nobody else has taken it up"
    os.kill(first.pid, signal.SIGCONT)
    wait_until(first.is_idle, "the first to note that it is done")
    assert only_once(world, "still@example.com")()


def test_one_is_cut_off_while_it_sends(
    two: tuple[GatewayProcess, GatewayProcess], world: World, wire: Wire
) -> None:
    """The other cannot know how far it came: twice, and no more."""
    first, second = two
    in_the_hands_of(first, second, world, "cut@example.com")
    wire.cut()
    wait_until(lambda: world.tries("cut@example.com") == 2, "the other to take it over", SOON)
    wire.mend()
    world.hang_in_data = False
    wait_until(lambda: len(world.to("cut@example.com")) == 2, "both to be done")
    wait_until(second.is_idle, "both to note it")
    release(first, held(first, "after@example.com"))
    wait_until(only_once(world, "after@example.com"), "the first to be back at work")
    time.sleep(3)
    assert len(world.to("cut@example.com")) == 2
    assert second.is_idle()
    log = first.log.read_text(encoding="utf-8")
    assert "store-failed" in log
    for secret in ("Bishop", "Traceback", "connection", "oak-tree"):
        assert secret not in log.replace("new-connections", ""), secret


def test_a_server_that_is_restarted_makes_nobody_look_dead(
    two: tuple[GatewayProcess, GatewayProcess], world: World
) -> None:
    """All lose their lines at once."""
    first, second = two
    in_the_hands_of(first, second, world, "restart@example.com")
    cluster().as_administrator(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'schoolgate'"
    )
    time.sleep(GRACE + 5)
    assert world.tries("restart@example.com") == 1, "nobody else has taken it up"
    world.hang_in_data = False
    wait_until(second.is_idle, "it to be finished")
    assert only_once(world, "restart@example.com")()
