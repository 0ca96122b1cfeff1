"""The test message that `doctor --send-test` sends: what is said of each step, when it goes wrong too."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

import pytest

from gateway.doctor.sending import compose, send_test
from gateway.look import Grade, Look
from tests.gateway.doctor.conftest import MakeSettings, listening
from tests.gateway.transport.player import play
from tests.support.process import run_command
from tests.support.school import LEAD

FRIEND = "grace.bishop@example.org"
GREETING = "S: 220 gate\nC: EHLO schoolgate.oakfield.sch.uk\nS: 250 gate\n"
PROBE = f"{GREETING}C: QUIT\nS: 221 bye\n"
ENVELOPE = f"C: MAIL FROM:<{LEAD}>\nS: 250 ok\nC: RCPT TO:<{FRIEND}>\nS: 250 ok\n"
TO_DATA = f"{GREETING}{ENVELOPE}C: DATA\nS: 354 go on\nC. content\n"


async def steps(make_settings: MakeSettings, *dialogues: str) -> list[Look]:
    async with play(*dialogues) as player:
        return [look async for look in send_test(listening(make_settings(), player.port), FRIEND)]


@pytest.mark.parametrize(
    ("answer", "grade", "says"),
    [
        ("250 2.0.0 Ok: queued as 4711", Grade.GOOD, "has it, and said: 250 2.0.0 Ok: queued as 4711"),
        ("250 2.0.0 Accepted as A1B2C3", Grade.WARNING, "the gateway has kept it"),
        ("550 5.7.64 TenantAttribution", Grade.FAULT, "was not taken in the end; it said: 550 5.7.64"),
        ("451 4.4.1 The next hop could not be reached", Grade.FAULT, "it said: 451 4.4.1"),
    ],
)
async def test_the_answer_to_the_end_of_it(
    make_settings: MakeSettings, answer: str, grade: Grade, says: str
) -> None:
    looks = await steps(make_settings, PROBE, f"{TO_DATA}S: {answer}\nC: QUIT\nS: 221 bye\n")
    assert [look.id for look in looks] == [
        f"test-message,-{step}" for step in ("greeting", "envelope", "answer")
    ]
    assert [look.grade for look in looks] == [Grade.GOOD, Grade.GOOD, grade]
    assert says in looks[-1].sentence


async def test_an_address_that_is_refused(make_settings: MakeSettings) -> None:
    refusal = f"{GREETING}C: MAIL FROM*\nS: 250 ok\nC: RCPT TO*\nS: 550 5.1.1 Nobody\nC: QUIT\nS: 221 bye\n"
    looks = await steps(make_settings, PROBE, refusal)
    assert [look.grade for look in looks] == [Grade.GOOD, Grade.FAULT]
    assert looks[-1].sentence.endswith("was not taken; it said: 550 5.1.1 Nobody")


async def test_a_gateway_that_lets_nobody_in(make_settings: MakeSettings) -> None:
    (look,) = await steps(make_settings, "S: 554 5.7.1 Relay access denied\n(close)\n")
    assert (look.grade, look.sentence.endswith("see relay.clients")) == (Grade.FAULT, True)


async def test_no_gateway_runs(make_settings: MakeSettings) -> None:
    (look,) = [each async for each in send_test(listening(make_settings(), 9), FRIEND)]
    assert (look.grade, look.sentence.endswith("start it: schoolgate serve")) == (Grade.FAULT, True)


def test_the_message_says_nothing_of_anybody(make_settings: MakeSettings) -> None:
    raw = compose(make_settings().school[0], FRIEND, "<1@oakfield.sch.uk>", datetime(2026, 11, 2, tzinfo=UTC))
    mail = email.message_from_bytes(raw, policy=default)
    assert (mail["From"], mail["To"], mail["Auto-Submitted"]) == (LEAD, FRIEND, "auto-generated")
    assert "X-Schoolgate-Loop" in mail.get_content()
    assert raw.isascii()


@pytest.mark.parametrize("address", ["", "nobody", "@example.org", "two words@example.org", "a@b\r\nRSET"])
def test_what_is_no_address(make_settings: MakeSettings, address: str) -> None:
    config = make_settings().storage.directory.parent / "schoolgate.toml"
    done = run_command("--config", str(config), "doctor", "--send-test", address)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is not an e-mail address" in done.stderr
    assert done.stderr.count("\n") <= 2
