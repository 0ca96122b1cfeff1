"""Mail sent on to a private account, again and again: stopped at the limit, and the lead hears of it once."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess
from tests.support.school import LEAD, NAMED_TEXT, TEACHER, message, write_school
from tests.support.sink import Sink, Taken

HOME = "teacher.at.home@gmail.com"
STRANGER = "zoe@firm.example"
PUPILS = ("Grace Bishop", "Zoë O'Neill", "Siân Smith-Jones")
POLICY = """\
title = "Our policy"

[[rule]]
id = "bulk-forwarding"
title = "Bulk forwarding to a personal account"
clause = "E-mail policy, section 4"
to.any_of = ["personal", "own"]
when.sent = { at_least = 20, of = "forwards", within = "day" }
action = "hold"

[[rule]]
id = "pupils-in-a-fortnight"
title = "Many pupils to personal accounts"
clause = "E-mail policy, section 5"
when.sent = { at_least = 3, of = "pupils", within = "fortnight", to = "all-accounts" }
action = "hold"
mode = "monitor"

[[rule]]
id = "first-contact"
title = "The first message about a pupil to an address"
clause = "E-mail policy, section 6"
when.finding = "first-contact"
to.none_of = ["personal"]
action = "hold"
"""


@pytest.fixture
def school(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    config = write_school(tmp_path, sink.url, policy='file = "policy.toml"')
    config.with_name("policy.toml").write_text(POLICY, encoding="utf-8")
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def forward(school: GatewayProcess, number: int, to: str = HOME) -> bytes:
    """Sends a message on, by hand; its bytes."""
    sent_on = message("See below.", subject=f"FW: Minutes of meeting {number}", to=to).as_bytes()
    assert school.send(TEACHER, [to], sent_on)[0] == 250
    return sent_on


def name(school: GatewayProcess, text: str, to: str = HOME) -> None:
    assert school.send(TEACHER, [to], message(text, to=to).as_bytes())[0] == 250


def for_the_lead(taken: Taken) -> bool:
    return LEAD in taken.recipients


def words_of(alert: Taken) -> str:
    parts = message_from_bytes(alert.content, policy=policy.default)
    text = parts.get_body(("plain",))
    assert text is not None
    return str(text.get_content())


def test_twenty_forwards_to_one_account_are_one_alert(school: GatewayProcess, sink: Sink) -> None:
    for number in range(19):
        again = forward(school, number)
        if number % 6 == 0:
            assert school.send(TEACHER, [HOME], again)[0] == 250  # its server tries again
    assert school.cases() == []

    for number in range(19, 23):
        forward(school, number)
    assert len(school.cases()) == 4
    forward(school, 23, "parent@example.com")
    assert len(school.cases()) == 4

    sink.wait_for(4, 20, lambda taken: TEACHER in taken.recipients)  # each time the sender is told
    (alert,) = sink.wait_for(1, 20, for_the_lead)
    text = words_of(alert)
    assert "20 forwarded messages to one personal account within a day" in text
    assert text.count("to account 1: ") == 20
    assert "held (this message)" in text
    assert HOME not in alert.content.decode() + text


def test_a_restart_forgets_nothing(school: GatewayProcess, sink: Sink) -> None:
    for number in range(20):
        if number in (10, 19):
            school.stop()
            school.start()
        forward(school, number)

    assert len(school.cases()) == 1
    school.stop()
    school.start()
    forward(school, 20)
    assert len(school.cases()) == 2
    sink.wait_for(2, 20, lambda taken: TEACHER in taken.recipients)
    assert len(sink.wait_for(1, 20, for_the_lead)) == 1


def test_a_rule_on_trial_lets_it_go_and_the_lead_hears_of_it_once(school: GatewayProcess, sink: Sink) -> None:
    for number, pupil in enumerate((*PUPILS, *PUPILS)):
        name(school, f"{pupil} was late today.", (HOME, "somebody@outlook.com")[number % 2])

    assert len(sink.wait_for(6, 20, lambda taken: TEACHER in taken.sender)) == 6
    (alert,) = sink.wait_for(1, 20, for_the_lead)
    text = words_of(alert)
    assert "3 different pupils named to personal accounts within a fortnight" in text
    assert "The rule is on trial: it records, and stops nothing." in text
    assert school.cases() == []
    for pupil in PUPILS:
        assert pupil not in text


def test_the_first_message_about_a_pupil_waits_and_what_follows_does_not(
    school: GatewayProcess, sink: Sink
) -> None:
    name(school, NAMED_TEXT, STRANGER)
    (case,) = school.cases()
    assert school.command("quarantine", "release", str(case["id"])).returncode == 0

    name(school, NAMED_TEXT, STRANGER)
    assert school.cases() == []
    assert len(sink.wait_for(2, 20, lambda taken: STRANGER in taken.recipients)) == 2


def test_check_leaves_no_trace(school: GatewayProcess) -> None:
    for _ in range(2):
        done = school.command("check", "-", stdin=message(NAMED_TEXT, to=STRANGER).as_bytes())
        assert "first-contact" not in done.stdout
    name(school, NAMED_TEXT, STRANGER)
    assert len(school.cases()) == 1
