"""Keys are rotated under a gateway that goes on holding mail, and the command is killed on the way."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.forked import fork_command
from tests.support.keys import make_older
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

LINK = re.compile(r"/m/[\w-]+")
LONG = "Grace Bishop has forgotten her PE kit again.\n" * 4000
KILLS = 2


@pytest.fixture
def running(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    config = write_school(tmp_path, sink.url, outbox="first_retry_seconds = 0.2")
    gateway = GatewayProcess(config).start()
    yield gateway
    gateway.stop()


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "key"


def hold(gateway: GatewayProcess, text: str = NAMED_TEXT) -> EmailMessage:
    mail = message(text)
    assert gateway.send(TEACHER, [PARENT], mail.as_bytes())[0] == 250
    return mail


def keys_of(gateway: GatewayProcess) -> list[dict[str, object]]:
    done = gateway.command("keys", "list", "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@contextmanager
def mail_all_the_time(gateway: GatewayProcess) -> Iterator[list[EmailMessage]]:
    """One held message after another, until this ends; those that were answered 250."""
    held: list[EmailMessage] = []
    over = threading.Event()

    def send() -> None:
        while not over.is_set():
            held.append(hold(gateway))

    sender = threading.Thread(target=send)
    sender.start()
    try:
        wait_until(lambda: held, "the first of them")
        yield held
    finally:
        over.set()
        sender.join()


def test_held_before_it_released_after_the_old_key_is_gone(
    running: GatewayProcess, sink: Sink, key_file: Path
) -> None:
    before = hold(running, LONG)
    (case,) = (str(each["id"]) for each in running.cases())
    (old,) = (str(each["id"]) for each in keys_of(running))
    (notice,) = sink.wait_for(1, 60, lambda taken: taken.recipients == (TEACHER,))
    link = LINK.search(notice.content.decode().replace("=\r\n", ""))
    assert link
    assert running.get(link[0])[0] == 200

    with mail_all_the_time(running) as meanwhile:
        done = running.command("keys", "rotate")
        assert done.returncode == 0, done.stderr
    hold(running)
    too_early = running.command("keys", "retire", old)
    assert (too_early.returncode, "until just now" in too_early.stderr) == (1, True)
    make_older(key_file, timedelta(minutes=2))
    assert running.get(link[0])[0] == 200  # a link of the old key counts as long as the key is there
    if keys_of(running)[0]["values"]:  # what was just being sealed when the key changed
        assert running.command("keys", "rotate", "--resume").returncode == 0
    retired = running.command("keys", "retire", old)
    assert retired.returncode == 0, retired.stderr
    hold(running)

    (only,) = keys_of(running)
    assert (only["id"] != old, only["in_use"]) == (True, True)
    assert len(running.cases()) == len(meanwhile) + 3
    assert "the record holds" in running.command("audit", "verify").stdout.lower()
    assert running.get(link[0])[0] != 200
    assert running.command("quarantine", "release", case).returncode == 0
    (copy,) = sink.wait_for(1, 60, lambda taken: taken.recipients == (PARENT,))
    assert copy.content.endswith(before.as_bytes())


def test_killed_again_and_again_it_goes_on_and_every_case_opens(
    running: GatewayProcess, key_file: Path
) -> None:
    held = [hold(running, LONG) for _ in range(5)]

    for _ in range(KILLS):
        was = key_file.stat().st_ino
        with open(os.devnull, "r+b") as nothing:
            words = ["--config", str(running.config), "keys", "rotate"]
            rotating = fork_command(words, (nothing, nothing, nothing))
            while key_file.stat().st_ino == was:
                assert rotating.poll() is None
            rotating.kill()
            assert rotating.wait(30) == -9
        held.append(hold(running))
        assert len(running.cases()) == len(held)

    assert len(keys_of(running)) == KILLS + 1
    done = running.command("keys", "rotate", "--resume")
    assert done.returncode == 0, done.stderr
    counts = {str(each["id"]): each["values"] for each in keys_of(running)}
    make_older(key_file, timedelta(minutes=2))
    for name in list(counts)[:-1]:
        assert counts[name] == 0
        assert running.command("keys", "retire", name).returncode == 0
    assert len(running.cases()) == len(held)
    assert running.command("audit", "verify").returncode == 0
