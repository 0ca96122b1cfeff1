"""The life of a pupil list under a running gateway: changed, refused, forced, missing, imported; leavers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess, run_command
from tests.support.review import status_page
from tests.support.school import PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

SURNAMES = ("Bishop", "Tudor", "Fletcher", "Fairweather", "Montgomery")
PUPILS = [f"{forename},{surname}" for forename in ("Grace", "Henry", "Imogen") for surname in SURNAMES]
HOLD, DELIVER = "hold", "deliver"


def csv(pupils: list[str]) -> str:
    return "id,forename,surname\n" + "".join(f"{100 + at},{pupil}\n" for at, pupil in enumerate(pupils))


def about(name: str) -> bytes:
    return message(f"Dear parent,\n\n{name} has lost a glove.\n").as_bytes()


@pytest.fixture
def school(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    """A gateway that has looked for fifteen pupils before."""
    config = write_school(tmp_path, sink.url)
    config.with_name("pupils.csv").write_text(csv(PUPILS), encoding="utf-8")
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def pupil_list(school: GatewayProcess) -> Path:
    return school.config.with_name("pupils.csv")


def fate_of(school: GatewayProcess, name: str) -> str:
    """What becomes of a message that names a pupil."""
    assert school.send(TEACHER, [PARENT], about(name))[0] == 250
    lines = [line for line in school.log.read_text().splitlines() if "disposition=" in line]
    return lines[-1].partition("disposition=")[2].split()[0]


def events(school: GatewayProcess, event: str) -> int:
    return school.log.read_text().count(f" {event} ")


@contextmanager
def mail_flowing(school: GatewayProcess) -> Iterator[list[float]]:
    """Sends clean messages, up to fifty a second; the seconds that each took."""
    seconds: list[float] = []
    over = threading.Event()

    def send() -> None:
        with school.client() as client:
            while not over.wait(0.02):
                begun = time.monotonic()
                client.sendmail(TEACHER, [PARENT], message().as_bytes())
                seconds.append(time.monotonic() - begun)

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield seconds
    finally:
        over.set()
        thread.join(60)


def test_a_changed_list_is_taken_in_while_mail_flows(school: GatewayProcess) -> None:
    assert fate_of(school, "Ada King") == DELIVER
    with mail_flowing(school) as seconds:
        pupil_list(school).write_text(csv([*PUPILS, "Ada,King"]), encoding="utf-8")
        wait_until(lambda: events(school, "roster-read"), "the new list")
        sent = len(seconds)
        wait_until(lambda: len(seconds) > sent + 3, "some more mail")
    assert max(seconds) < 5
    assert fate_of(school, "Ada King") == HOLD


def test_a_list_that_shrank_is_refused_until_it_is_forced(school: GatewayProcess) -> None:
    pupil_list(school).write_text(csv(PUPILS[:5]), encoding="utf-8")
    wait_until(lambda: events(school, "roster-refused"), "the refusal")
    assert fate_of(school, "Imogen Tudor") == HOLD
    assert school.get("/healthz")[0] == 200
    for page in (status_page(school), school.get("/healthz")[1]):
        assert "would remove 10 of 15 pupils" in page
        assert "In force are the 15 pupils" in page

    done = school.command("roster", "import", str(pupil_list(school)), "--force")
    assert (done.returncode, done.stderr) == (0, "")
    wait_until(lambda: events(school, "roster-read"), "the forced list")
    assert school.get("/healthz") == (200, "working\n")
    assert "and 10 who left" in status_page(school)
    assert fate_of(school, "Imogen Tudor") == HOLD
    assert "Imogen" not in school.log.read_text()


def test_a_start_without_the_list_goes_on_with_the_one_before(school: GatewayProcess) -> None:
    school.stop()
    pupil_list(school).unlink()
    school.start()
    assert fate_of(school, "Grace Bishop") == HOLD
    assert events(school, "roster-refused") == 1
    assert "pupils.csv does not exist" in status_page(school)
    (line,) = [line for line in school.command("doctor").stdout.splitlines() if "does not exist" in line]
    assert line.startswith("look")

    pupil_list(school).write_text(csv(PUPILS), encoding="utf-8")
    wait_until(lambda: school.get("/healthz")[1] == "working\n", "all to be well again")


def test_a_leaver_is_looked_for_after_a_restart_and_is_a_pupil_again(school: GatewayProcess) -> None:
    pupil_list(school).write_text(csv(PUPILS[:-1]), encoding="utf-8")
    wait_until(lambda: events(school, "roster-read"), "the shorter list")
    school.stop()
    school.start()
    assert "and 1 who left" in status_page(school)
    assert fate_of(school, "Imogen Montgomery") == HOLD

    pupil_list(school).write_text(csv(PUPILS), encoding="utf-8")
    wait_until(lambda: "who left" not in status_page(school), "the pupil's return")
    assert fate_of(school, "Imogen Montgomery") == HOLD


def test_a_list_that_a_command_takes_in(tmp_path: Path, sink: Sink) -> None:
    """No list is configured: refused at first, then the imported one counts, and the next after it."""
    config = write_school(tmp_path, sink.url)
    config.write_text(config.read_text().replace('["pupils.csv"]', "[]"))
    done = run_command("--config", str(config), "serve")
    assert (done.returncode, done.stdout) == (2, "")
    assert "take one in with: schoolgate roster import FILE" in done.stderr

    export = tmp_path / "export.csv"
    export.write_text(csv(PUPILS), encoding="utf-8")
    assert run_command("--config", str(config), "roster", "import", str(export)).returncode == 0
    school = GatewayProcess(config).start()
    try:
        assert fate_of(school, "Grace Bishop") == HOLD
        export.write_text(csv([*PUPILS, "Ada,King"]), encoding="utf-8")
        assert fate_of(school, "Ada King") == DELIVER
        assert school.command("roster", "import", str(export)).returncode == 0
        wait_until(lambda: events(school, "roster-read"), "the imported list")
        assert fate_of(school, "Ada King") == HOLD
    finally:
        school.stop()
