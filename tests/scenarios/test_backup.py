"""The machine is lost while mail is flowing: what was backed up is taken up somewhere else."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connections

from gateway.store.cases import content_of, list_cases
from gateway.store.connect import looking_into
from gateway.store.copying import read_only
from gateway.store.place import Storage
from gateway.store.sqlite import DATABASE
from tests.support.process import GatewayProcess, run_command
from tests.support.school import CLEAN_TEXT, NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

LATE = "late@example.com"  # whose server takes nothing just now
DUE_ALL_THE_TIME = "first_retry_seconds = 1\nlongest_retry_seconds = 1"  # what waits, if nothing held it back
OUTBOX_LOOKS = 2  # seconds: it looks every second for what is due


def contents(directory: Path) -> dict[str, bytes]:
    """The bytes of every open case."""
    with looking_into(Storage(directory), directory / "key") as seal:
        assert seal is not None
        found = {case.id: content_of(seal, case.id) for case in list_cases(seal)}
    connections.close_all()
    return found


def restored_on(tmp_path: Path, file: Path, key: Path, world: Sink) -> GatewayProcess:
    """Another machine with the same configuration, where the back-up was restored; it does not run yet."""
    place = tmp_path / "other-machine"
    place.mkdir()
    config = write_school(place, world.url, new=True)
    done = run_command("--config", str(config), "restore", str(file), "--key", str(key))
    assert done.returncode == 0, done.stderr
    assert "held back" in done.stdout
    return GatewayProcess(config)


def test_what_was_backed_up_under_traffic_lives_on_somewhere_else(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, tmp_path: Path
) -> None:
    sink.rcpt = lambda address: "451 4.3.2 Try later" if address == LATE else None
    gateway = start_gateway(sink.url, outbox=DUE_ALL_THE_TIME)
    originals = {}
    original = message(NAMED_TEXT, to=LATE).as_bytes()
    _, said = gateway.send(TEACHER, [LATE], original)
    released = said.split()[-1]
    assert gateway.command("quarantine", "release", released).returncode == 0
    done = threading.Event()

    def send() -> None:
        while not done.is_set():
            content = message(NAMED_TEXT).as_bytes()
            code, answer = gateway.send(TEACHER, [PARENT], content)
            assert code == 250
            originals[answer.split()[-1]] = content

    sending = threading.Thread(target=send)
    sending.start()
    wait_until(lambda: len(originals) > 3, "some mail to be held")
    safe_before = set(originals)
    wait_until(lambda: sink.taken and gateway.waiting(), "one delivery to wait")
    made = gateway.command("backup", "--json", str(tmp_path))
    done.set()
    sending.join()
    assert made.returncode == 0, made.stderr
    gateway.kill()

    backup, old = json.loads(made.stdout), gateway.config.parent / "data"
    world = Sink().start()
    other = restored_on(tmp_path, Path(backup["file"]), old / "key", world)
    before, after = contents(old), contents(other.config.parent / "data")
    assert safe_before <= set(after) <= set(before)
    assert len(after) == backup["open_cases"]
    assert all(before[case] == content for case, content in after.items())
    assert all(content.endswith(originals[case]) for case, content in after.items())
    try:
        _lives_on(other.start(), world, originals, min(after))
    finally:
        other.stop()
        world.stop()


def _lives_on(other: GatewayProcess, world: Sink, originals: dict[str, bytes], case: str) -> None:
    """What is new goes as usual; what waited in the back-up goes when somebody says so."""
    assert other.send(TEACHER, [PARENT], message(CLEAN_TEXT).as_bytes())[0] == 250
    assert other.command("quarantine", "release", case).returncode == 0
    world.wait_for(1, where=lambda taken: taken.content.endswith(originals[case]))
    time.sleep(OUTBOX_LOOKS)
    assert world.to(LATE) == []
    assert any(each["held_back"] for each in other.waiting())
    assert "what waited then is held back" in other.get("/healthz")[1]

    done = other.command("outbox", "resume")

    assert "to be sent now" in done.stdout
    (late,) = world.wait_for(1, where=lambda taken: LATE in taken.recipients)
    assert b"Grace Bishop" in late.content
    assert other.get("/healthz") == (200, "working\n")
    assert other.command("audit", "verify").returncode == 0
    assert "nothing is held back" in other.command("outbox", "resume").stderr


def test_read_only_mode(gateway: GatewayProcess, sink: Sink) -> None:
    """Clean mail goes on, what has to be held waits at the school's server; nothing at all is written."""
    gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())
    (case,) = gateway.cases()
    wait_until(gateway.is_idle, "the notice to be sent")
    gateway.stop()
    before = _rows(gateway)
    gateway.config.write_text(gateway.config.read_text() + "[storage]\nread_only = true\n", encoding="utf-8")
    gateway.start()
    taken = len(sink.taken)

    assert gateway.send(TEACHER, [PARENT], message(CLEAN_TEXT).as_bytes())[0] == 250
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 451
    status, said = gateway.get("/healthz")
    assert status == 503
    assert said == "It is in read-only mode, so nothing can be held and nothing leaves the outbox.\n"
    assert [each["id"] for each in gateway.cases()] == [case["id"]]
    assert gateway.waiting() == []
    refused = gateway.command("quarantine", "release", str(case["id"]))
    assert refused.returncode == 2
    assert "storage.read_only is set, and this command writes" in refused.stderr
    assert gateway.command("audit", "verify").returncode == 0
    gateway.stop()

    assert len(sink.taken) == taken + 1
    assert _rows(gateway) == before
    assert "task-ended" not in gateway.log.read_text()


def _rows(gateway: GatewayProcess) -> list[str]:
    with closing(read_only(gateway.config.parent / "data" / DATABASE)) as database:
        return list(database.iterdump())
