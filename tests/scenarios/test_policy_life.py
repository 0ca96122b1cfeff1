"""The life of a policy under a running gateway: changed, broken, mended; a partner added to the directory."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess
from tests.support.review import status_page
from tests.support.school import NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

HOLD, DELIVER = "hold", "deliver"
THERAPIST = "zoe@speech-therapy.example"
RULE = """\
[[rule]]
id = "names-go-nowhere"
title = "A pupil's full name to an outside address"
clause = "E-mail policy, section 1"
to.any_of = ["external"]
to.none_of = ["professional"]
when.finding = "pupil-name"
action = "hold"
mode = "{mode}"
"""


REMINDER = """\
title = "Our policy"
[[rule]]
id = "subject"
title = "No subject"
clause = "E-mail policy, section 2"
when.finding = "no-subject"
action = "warn"
reason = "This message has no subject."
advice = "Say in a few words what it is about."
"""


def policy(mode: str) -> str:
    return 'title = "Our policy"\n' + RULE.format(mode=mode)


@pytest.fixture
def school(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    """A gateway with a policy and a directory of its own."""
    config = write_school(tmp_path, sink.url, school='directory = "who.toml"', policy='file = "policy.toml"')
    config.with_name("policy.toml").write_text(policy("enforce"), encoding="utf-8")
    config.with_name("who.toml").write_text("", encoding="utf-8")
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def write(school: GatewayProcess, name: str, text: str) -> None:
    school.config.with_name(name).write_text(text, encoding="utf-8")


def fate_of(school: GatewayProcess, to: str = PARENT) -> str:
    """What becomes of a message that names a pupil."""
    assert school.send(TEACHER, [to], message(NAMED_TEXT, to=to).as_bytes())[0] == 250
    lines = [line for line in school.log.read_text().splitlines() if "disposition=" in line]
    return lines[-1].partition("disposition=")[2].split()[0]


def events(school: GatewayProcess, event: str) -> int:
    return school.log.read_text().count(f" {event} ")


def test_a_changed_policy_is_taken_in_while_the_gateway_runs(school: GatewayProcess) -> None:
    assert fate_of(school) == HOLD
    write(school, "policy.toml", policy("monitor"))
    wait_until(lambda: events(school, "rules-read"), "the new policy")
    assert fate_of(school) == DELIVER
    write(school, "policy.toml", policy("enforce"))
    wait_until(lambda: events(school, "rules-read") == 2, "the old policy")
    assert fate_of(school) == HOLD


def test_a_broken_policy_is_refused_loudly_and_the_old_one_stays(school: GatewayProcess) -> None:
    write(school, "policy.toml", policy("enforse"))
    wait_until(lambda: events(school, "rules-refused"), "the refusal")
    assert fate_of(school) == HOLD
    assert school.get("/healthz")[0] == 200
    for page in (unescape(status_page(school)), school.get("/healthz")[1]):
        assert "did you mean" in page
        assert "The rules of before stay in force." in page
    assert 'mode: "enforse" is not known here' in school.command("doctor").stdout.replace("\n", " ")

    write(school, "policy.toml", policy("off"))
    wait_until(lambda: school.get("/healthz")[1] == "working\n", "all to be well again")
    assert fate_of(school) == DELIVER


def test_a_policy_that_is_gone_is_refused_too(school: GatewayProcess) -> None:
    school.config.with_name("policy.toml").unlink()
    wait_until(lambda: events(school, "rules-refused"), "the refusal")
    assert "there is no file" in school.get("/healthz")[1]
    assert fate_of(school) == HOLD


def test_a_new_partner_is_known_without_a_restart(school: GatewayProcess) -> None:
    assert fate_of(school, THERAPIST) == HOLD
    write(school, "who.toml", f'[professional]\naddresses = ["{THERAPIST}"]\n')
    wait_until(lambda: events(school, "rules-read"), "the new directory")
    assert fate_of(school, THERAPIST) == DELIVER
    write(school, "who.toml", "[professional]\naddresses = 7\n")
    wait_until(lambda: events(school, "rules-refused"), "the refusal")
    assert "must be a list" in school.get("/healthz")[1]
    assert THERAPIST not in school.log.read_text()


def test_a_reminder_comes_once_and_stops_nothing(school: GatewayProcess, sink: Sink) -> None:
    write(school, "policy.toml", REMINDER)
    wait_until(lambda: events(school, "rules-read"), "the new policy")
    for number in range(3):
        sent = message(subject="", X_Number=str(number)).as_bytes()
        assert school.send(TEACHER, [PARENT], sent)[0] == 250
    wait_until(school.is_idle, "the reminder")
    reminders = [each for each in sink.taken if each.recipients == (TEACHER,)]
    assert len([each for each in sink.taken if each.recipients == (PARENT,)]) == 3
    (reminder,) = reminders
    text = reminder.content.decode()
    assert f"Subject: Sent, and a reminder: your message without a subject to\r\n {PARENT}" in text
    assert "Action: relayed" in text
    assert "Say in a few words what it is about." in text


def test_private_mail_is_left_alone_or_shown_to_nobody(school: GatewayProcess) -> None:
    private = message(NAMED_TEXT, subject="Private: dentist").as_bytes()
    write(school, "policy.toml", 'private_mail = "metadata-only"\n' + policy("enforce"))
    wait_until(lambda: events(school, "rules-read"), "the policy that looks at the header only")
    assert not school.send(TEACHER, [PARENT], private)[1].startswith("2.0.0 Accepted as ")
    assert fate_of(school) == HOLD

    write(school, "policy.toml", 'private_mail = "scan-unseen"\n' + policy("enforce"))
    wait_until(lambda: events(school, "rules-read") == 2, "the policy that shows nothing")
    answer = school.send(TEACHER, [PARENT], private)[1]
    case = school.command("quarantine", "show", answer.split()[-1]).stdout
    assert "names-go-nowhere" in case
    assert "pupil-name" in case
    for secret in ("Grace", "Bishop", "dentist"):
        assert secret not in case
