"""Nobody decides on a held message: the lead is reminded, the sender gets it back, and nothing has left."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default

from tests.support.process import GatewayProcess
from tests.support.school import LEAD, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink

DAY = 24 * 60 * 60
QUICKLY = (
    f"decide_within_days = {4 / DAY}\n"
    f"remind_before_hours = {2 / 60 / 60}\n"
    'counted_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]'
)


def subjects(sink: Sink, address: str) -> list[str]:
    return [str(message_from_bytes(taken.content, policy=default)["Subject"]) for taken in sink.to(address)]


def test_a_held_message_is_never_met_with_silence(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, quarantine=QUICKLY)
    code, answer = gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())
    assert code == 250
    case = answer.split()[-1]

    sink.wait_for(2, where=lambda taken: taken.recipients == (LEAD,))
    sink.wait_for(2, where=lambda taken: taken.recipients == (TEACHER,))

    alert, reminder = sorted(subjects(sink, LEAD))
    assert alert.startswith("For review: ")
    assert reminder == "Please decide: a message is still held"
    held, returned = (taken.content for taken in sink.to(TEACHER))
    assert b"Will-Retry-Until: " in held
    assert b"Status: 4.4.7" in returned
    assert b"nobody decided in time" in returned.replace(b"=\r\n", b"")
    assert sink.to(PARENT) == []
    assert gateway.cases() == []
    _is_over(gateway, case)


def _is_over(gateway: GatewayProcess, case: str) -> None:
    """For commands too."""
    shown = json.loads(gateway.command("quarantine", "show", "--json", case).stdout)
    assert shown["state"] == "expired"
    assert [entry["action"] for entry in shown["audit"]][:3] == ["held", "reminded", "expired"]
    assert "expired" in gateway.command("quarantine", "list", "--all").stdout
    done = gateway.command("quarantine", "release", case)
    expected = f"schoolgate: {case} is no longer held: it has expired, because nobody decided in time\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
