"""What is read when time runs out: by those who decide, and by the sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.actions.notices.compose import expired_notice, returned_notice, waiting_notice
from gateway.actions.notices.values import Expired, Waiting, WaitingCase
from tests.gateway.actions.notices.reading import Read, letter_of, parsed, report_of
from tests.gateway.actions.notices.samples import (
    FATHER,
    HOUSE,
    MOTHER,
    NOW,
    RETURNED,
    STAMP,
    TEACHER,
    VERDICT,
    templates,
)

DEADLINE = NOW + timedelta(days=4)
LEAD = "dpl@oakfield.sch.uk"
TWO = Waiting((WaitingCase("9Q2M", DEADLINE), WaitingCase("7F3K", DEADLINE - timedelta(hours=2))))
EXPIRED = Expired(TEACHER, VERDICT, "7F3K", DEADLINE)
TOO_LATE = replace(RETURNED, ruling="", expired=DEADLINE)
SECRETS = ("Trip letter", "trip.xlsx", "Grace", "Bishop", "1042", MOTHER, FATHER, "5d21")


def waiting(value: Waiting) -> Read:
    return letter_of(waiting_notice(value, (LEAD,), HOUSE, STAMP, templates()))


def test_waiting_in_full() -> None:
    letter = waiting(TWO)

    assert letter.subject == "Please decide: 2 messages are still held"
    assert (
        letter.text
        == """\
2 messages still wait for your decision, and time runs out.

- Case 7F3K: until Friday 27 November at 13:40
- Case 9Q2M: until Friday 27 November at 15:40

What to do, at the gateway
- See all that wait: schoolgate quarantine list
- Look at one: schoolgate quarantine show 7F3K
- Let it go: schoolgate quarantine release 7F3K
- Give it back: schoolgate quarantine return 7F3K --reason "…"

If nobody decides by then, they are not sent, and the sender is told so, or you where that is a program. \
You are reminded once.

Schoolgate, for Oakfield Academy. What the messages say, and to whom they go, is shown at the gateway \
only.
"""
    )
    for words in (
        "7F3K",
        "9Q2M",
        "Friday 27 November at 13:40",
        "quarantine release 7F3K",
        "they are not sent",
    ):
        assert words in letter.html


def test_one_that_waits_is_one() -> None:
    letter = waiting(Waiting((WaitingCase("7F3K", DEADLINE),)))

    assert letter.subject == "Please decide: a message is still held"
    for shown in (letter.text, letter.html):
        assert "A message still waits for your decision" in shown
        assert "it is not sent" in shown
        assert "messages" not in shown


def test_a_crowd_is_cut_short_and_the_most_pressing_are_shown() -> None:
    crowd = tuple(WaitingCase(f"CASE{n:02}", DEADLINE - timedelta(minutes=n)) for n in range(30))
    letter = waiting(Waiting(crowd))

    assert letter.subject == "Please decide: 30 messages are still held"
    for shown in (letter.text, letter.html):
        assert "and 5 more, later" in shown
        assert shown.index("CASE29") < shown.index("CASE05")
        assert "CASE04" not in shown


def test_to_those_who_decide_in_no_answer_to_anything() -> None:
    for notice in (
        waiting_notice(TWO, (LEAD, "head@oakfield.sch.uk"), HOUSE, STAMP, templates()),
        expired_notice(EXPIRED, HOUSE, STAMP, templates()),
    ):
        message = parsed(notice)
        assert str(message["To"]).startswith(LEAD)
        assert message["Auto-Submitted"] == "auto-generated"
        assert "In-Reply-To" not in message


def test_expired_in_full() -> None:
    letter = letter_of(expired_notice(EXPIRED, HOUSE, STAMP, templates()))

    assert letter.subject == "Not sent: nobody decided on a message from j.archer@oakfield.sch.uk (case 7F3K)"
    assert (
        letter.text
        == """\
A message was held for your decision, and nobody decided in time. It has not been sent.

Case 7F3K
Sent by: j.archer@oakfield.sch.uk
Held until: Friday 27 November at 15:40

The sender has not been told: a program sent it, and programs are not answered. Whoever looks after that \
program has to know.
It can no longer be released. If it still has to go, it must be sent again.

What to do, at the gateway
- See why it was held: schoolgate quarantine show 7F3K

Schoolgate, for Oakfield Academy. What the message said, and to whom it was to go, is shown at the gateway \
only.
"""
    )
    for words in ("Friday 27 November at 15:40", "It has not been sent.", "has not been told", "show 7F3K"):
        assert words in letter.html


@pytest.mark.parametrize(
    "notice",
    [
        waiting_notice(TWO, (LEAD,), HOUSE, STAMP, templates()),
        expired_notice(EXPIRED, HOUSE, STAMP, templates()),
    ],
    ids=["waiting", "expired"],
)
def test_nothing_is_told_of_the_message(notice: bytes) -> None:
    letter = letter_of(notice)
    for secret in SECRETS:
        assert secret not in notice.decode("ascii") + letter.subject + letter.text + letter.html


def test_the_sender_is_told_that_nobody_decided_and_what_to_do() -> None:
    letter = letter_of(returned_notice(TOO_LATE, HOUSE, STAMP, templates()))

    assert letter.subject.startswith("Not sent: “Trip letter”")
    assert (
        "It waited for a decision until Friday 27 November at 15:40, and nobody decided in time."
        in letter.text
    )
    for shown in (letter.text, letter.html):
        assert "nobody decided in time" in shown
        assert "Friday 27 November at 15:40" in shown
        assert "the next step is yours" in shown
        assert "Send it again, so that it waits once more, and speak to the data protection lead" in shown
        assert "decided this, and wrote" not in shown


def test_a_mail_program_reads_that_it_was_too_late() -> None:
    _, recipients, _ = report_of(returned_notice(TOO_LATE, HOUSE, STAMP, templates()))
    assert [(each["Action"], each["Status"]) for each in recipients] == [("failed", "4.4.7")] * 2


def test_what_somebody_decided_does_not_claim_that_nobody_did() -> None:
    notice = returned_notice(RETURNED, HOUSE, STAMP, templates())
    _, recipients, _ = report_of(notice)

    assert "nobody decided" not in letter_of(notice).text + letter_of(notice).html
    assert {each["Status"] for each in recipients} == {"5.7.1"}
