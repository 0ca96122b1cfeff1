"""`schoolgate quarantine`: the reviewer's work from a shell, while the gateway runs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.process import GatewayProcess
from tests.support.school import COLLEAGUE, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink, Taken

SUBJECT = "PE kit again"


@pytest.fixture
def case(gateway: GatewayProcess) -> str:
    """The id of a held message, sent to a colleague, to whom it went, and to a parent."""
    content = message(NAMED_TEXT, subject=SUBJECT).as_bytes()
    code, text = gateway.send(TEACHER, [PARENT, COLLEAGUE], content)
    assert code == 250
    return text.split()[-1]


def notices(sink: Sink, count: int) -> list[Taken]:
    return sink.wait_for(count, where=lambda taken: taken.recipients == (TEACHER,))


def shown(gateway: GatewayProcess, case: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(gateway.command("quarantine", "show", "--json", case).stdout)
    return value


def actions(gateway: GatewayProcess, case: str) -> list[str]:
    return [entry["action"] for entry in shown(gateway, case)["audit"]]


def test_nothing_is_held(gateway: GatewayProcess) -> None:
    done = gateway.command("quarantine", "list")
    assert (done.returncode, done.stdout, done.stderr) == (0, "Nothing is held.\n", "")
    assert gateway.cases() == []


def test_list(gateway: GatewayProcess, case: str) -> None:
    table = gateway.command("quarantine", "list").stdout
    for cell in (case, TEACHER, "pupil-name-external", "open"):
        assert cell in table
    assert SUBJECT not in table  # a list is glanced at over a shoulder
    (line,) = gateway.cases()
    assert line.items() >= {"id": case, "state": "open", "sender": TEACHER, "recipients": [PARENT]}.items()
    deadline = datetime.fromisoformat(str(line["deadline"]))
    assert deadline > datetime.now(UTC)
    assert f"{deadline.astimezone():%a %d %b %Y %H:%M}" in table


def test_show(gateway: GatewayProcess, case: str) -> None:
    done = gateway.command("quarantine", "show", case.lower())
    assert (done.returncode, done.stderr) == (0, "")
    for words in (case, TEACHER, PARENT, SUBJECT, "Grace Bishop", "pupil-name-external", "Starter policy"):
        assert words in done.stdout
    assert COLLEAGUE not in done.stdout
    value = shown(gateway, case)
    assert value["recipients"] == [PARENT]
    assert value["findings"][0]["text"] == "Grace Bishop"


def test_every_look_is_on_record(gateway: GatewayProcess, case: str) -> None:
    gateway.command("quarantine", "show", case)
    assert actions(gateway, case).count("viewed") == 2  # this look is one too
    assert shown(gateway, case)["audit"][-1]["actor"].endswith("(shell)")


def test_release_sends_to_the_recorded_recipients_and_tells_the_sender(
    gateway: GatewayProcess, case: str, sink: Sink
) -> None:
    notices(sink, 1)
    done = gateway.command("quarantine", "release", case)
    assert done.stdout == (
        f"{case} is released. It leaves as soon as the gateway runs, and the sender is told.\n"
    )
    (released,) = sink.wait_for(1, where=lambda taken: PARENT in taken.recipients)
    assert released.recipients == (PARENT,)
    assert released.sender == TEACHER
    assert b"Grace Bishop has forgotten" in released.content
    assert len(notices(sink, 2)) == 2
    assert gateway.cases() == []
    assert "released" in actions(gateway, case)


def test_return_tells_the_sender_why(gateway: GatewayProcess, case: str, sink: Sink) -> None:
    reason = "Write “G.B.” instead, please."
    assert gateway.command("quarantine", "return", case, "--reason", reason).returncode == 0
    told = notices(sink, 2)[-1].content.decode("utf-8", "replace")
    assert re.search(r"instead, please", told)
    assert sink.to(PARENT) == []
    assert "returned" in actions(gateway, case)


def test_a_return_needs_a_reason(gateway: GatewayProcess, case: str) -> None:
    done = gateway.command("quarantine", "return", case, "--reason", "  ")
    expected = "schoolgate: --reason is empty; the sender needs to know why\n"
    assert (done.returncode, done.stderr) == (2, expected)
    assert len(gateway.cases()) == 1


def test_delete_tells_the_sender_and_keeps_the_record(gateway: GatewayProcess, case: str, sink: Sink) -> None:
    assert gateway.command("quarantine", "delete", case).returncode == 0
    notices(sink, 2)
    assert sink.to(PARENT) == []
    assert shown(gateway, case)["state"] == "deleted"
    assert [each["id"] for each in map(json.loads, _all(gateway))] == [case]


def _all(gateway: GatewayProcess) -> list[str]:
    return gateway.command("quarantine", "list", "--all", "--json").stdout.splitlines()


@pytest.mark.parametrize(
    "first", [["release"], ["return", "--reason", "No."], ["delete"]], ids=lambda each: each[0]
)
def test_a_case_is_ruled_on_once(gateway: GatewayProcess, case: str, sink: Sink, first: list[str]) -> None:
    assert gateway.command("quarantine", first[0], case, *first[1:]).returncode == 0
    notices(sink, 2)
    copies = len(sink.to(PARENT))
    state = shown(gateway, case)["state"]
    for again in (["release"], ["return", "--reason", "No."], ["delete"]):
        done = gateway.command("quarantine", again[0], case, *again[1:])
        expected = f"schoolgate: {case} is no longer held: it was {state}\n"
        assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
    assert len(sink.to(PARENT)) == copies
    assert len(notices(sink, 2)) == 2


@pytest.mark.parametrize(
    "words", [["show"], ["release"], ["return", "--reason", "No."], ["delete"]], ids=lambda each: each[0]
)
def test_an_id_that_does_not_exist(gateway: GatewayProcess, words: list[str]) -> None:
    done = gateway.command("quarantine", words[0], "NOSUCHID", *words[1:])
    expected = "schoolgate: there is no held message NOSUCHID\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)


def test_a_ruling_while_the_gateway_is_down_is_carried_out_when_it_is_up(
    gateway: GatewayProcess, case: str, sink: Sink
) -> None:
    notices(sink, 1)
    gateway.stop()
    assert gateway.command("quarantine", "release", case).returncode == 0
    assert sink.to(PARENT) == []
    gateway.start()
    sink.wait_for(1, where=lambda taken: PARENT in taken.recipients)


def test_a_hostile_subject_cannot_steer_the_terminal(gateway: GatewayProcess) -> None:
    content = message(NAMED_TEXT).as_bytes().replace(b"Museum trip", b"=?utf-8?q?=1B[2J_[red]x?=")
    code, text = gateway.send(TEACHER, [PARENT], content)
    assert code == 250
    done = gateway.command("quarantine", "show", text.split()[-1])
    assert "\x1b" not in done.stdout
    assert "[red]x" in done.stdout
