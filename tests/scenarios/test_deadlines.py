"""Nobody decides on a held message: people are reminded and asked, and it ends as its rule says."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from gateway.reviewers.roles import Role
from tests.support.process import GatewayProcess
from tests.support.review import signed_in
from tests.support.school import LEAD, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink

DAY = 24 * 60 * 60
QUICKLY = (
    f"decide_within_days = {4 / DAY}\n"
    f"remind_before_hours = {2 / 60 / 60}\n"
    'counted_days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]'
)


POLICY = """\
title = "E-mail policy of Oakfield Academy"
[[rule]]
id = "pupil-name-external"
title = "A pupil's full name to an outside address"
to.any_of = ["external"]
when.finding = "pupil-name"
action = "hold"
at_deadline = "secure"
"""
DEPUTY = "deputy@oakfield.sch.uk"


def subjects(sink: Sink, address: str) -> list[str]:
    return [str(message_from_bytes(taken.content, policy=default)["Subject"]) for taken in sink.to(address)]


def test_a_held_message_is_never_met_with_silence(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, quarantine=QUICKLY)
    code, answer = gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())
    assert code == 250
    case = answer.split()[-1]

    sink.wait_for(3, where=lambda taken: taken.recipients == (LEAD,))
    sink.wait_for(2, where=lambda taken: taken.recipients == (TEACHER,))

    alert, expired, reminder = sorted(subjects(sink, LEAD))
    assert alert.startswith("For review: ")
    assert expired.startswith("Not sent: nobody decided on a message from ")
    assert reminder == "Please decide: a message is still held"
    held, returned = (taken.content for taken in sink.to(TEACHER))
    assert b"Will-Retry-Until: " in held
    assert b"Status: 4.4.7" in returned
    assert b"nobody decided in time" in returned.replace(b"=\r\n", b"")
    assert sink.to(PARENT) == []
    assert gateway.cases() == []
    _is_over(gateway, case)


def test_nobody_looks_and_the_rule_has_it_sent_by_secure_mail(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, tmp_path: Path
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY, encoding="utf-8")
    gateway = start_gateway(
        sink.url,
        quarantine=f"{QUICKLY}\nescalate_after_hours = {1 / 60 / 60}",
        policy=f"file = {json.dumps(str(policy))}",
        secure_mail=f'next_hop = "{sink.url}"\nheader = {{ "X-Secure-Mail" = "encrypt" }}',
    )
    signed_in(gateway.config.parent / "data", DEPUTY, Role.DEPUTY)
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250

    (taken,) = sink.wait_for(1, where=lambda taken: taken.recipients == (PARENT,))
    sink.wait_for(3, where=lambda taken: taken.recipients == (LEAD,))
    sink.wait_for(2, where=lambda taken: taken.recipients == (TEACHER,))

    assert b"X-Secure-Mail: encrypt" in taken.content
    assert subjects(sink, DEPUTY) == ["Please look: nobody has yet at a held message"]
    assert any(each.startswith("Sent by secure mail: nobody decided") for each in subjects(sink, LEAD))
    held, released = (taken.content.replace(b"=\r\n", b"") for taken in sink.to(TEACHER))
    assert b"it is sent by secure mail, or not at all where that does not reach everybody" in held
    assert b"so it is sent now" in released
    (case,) = json.loads(f"[{gateway.command('quarantine', 'list', '--all', '--json').stdout}]")
    shown = json.loads(gateway.command("quarantine", "show", "--json", case["id"]).stdout)
    assert shown["state"] == "released"
    assert "escalated" in {entry["action"] for entry in shown["audit"]}


def _is_over(gateway: GatewayProcess, case: str) -> None:
    """For commands too."""
    shown = json.loads(gateway.command("quarantine", "show", "--json", case).stdout)
    assert shown["state"] == "expired"
    assert [entry["action"] for entry in shown["audit"]][:4] == ["held", "watched", "reminded", "expired"]
    assert "expired" in gateway.command("quarantine", "list", "--all").stdout
    done = gateway.command("quarantine", "release", case)
    expected = f"schoolgate: {case} is no longer held: it has expired, because nobody decided in time\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", expected)
