"""What is read when time runs out: by those who decide, and by the sender."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.actions.notices.compose import (
    expired_notice,
    released_notice,
    returned_notice,
    unseen_notice,
    waiting_notice,
)
from gateway.actions.notices.values import Expired, Unseen, Waiting, WaitingCase
from gateway.policy.verdict import AtDeadline
from tests.gateway.actions.notices.reading import Read, letter_of, parsed, report_of
from tests.gateway.actions.notices.samples import (
    FATHER,
    HOUSE,
    MOTHER,
    NOW,
    RELEASED,
    RETURNED,
    STAMP,
    TEACHER,
    VERDICT,
    templates,
)

DEADLINE = NOW + timedelta(days=4)
LEAD = "dpl@oakfield.sch.uk"
TWO = Waiting(
    (WaitingCase("9Q2M", DEADLINE, AtDeadline.SECURE), WaitingCase("7F3K", DEADLINE - timedelta(hours=2)))
)
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

- Case 7F3K: until Friday 27 November at 13:40; after that it is not sent
  https://gate.oakfield.sch.uk/cases/7F3K
- Case 9Q2M: until Friday 27 November at 15:40; after that it is sent by secure mail, or not at all where \
that does not reach everybody
  https://gate.oakfield.sch.uk/cases/9Q2M

See all that wait: https://gate.oakfield.sch.uk/cases

If nobody decides by then, that happens by itself; the sender is told, and so are you. You are reminded once.

Schoolgate, for Oakfield Academy. What the messages say, and to whom they go, is shown on the review page \
only.
"""
    )
    for words in (
        "7F3K",
        "9Q2M",
        "Friday 27 November at 13:40",
        "https://gate.oakfield.sch.uk/cases/9Q2M",
        "after that it is not sent",
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

See why it was held: https://gate.oakfield.sch.uk/cases/7F3K

Schoolgate, for Oakfield Academy. What the message said, and to whom it was to go, is shown on the review \
page only.
"""
    )
    for words in ("Friday 27 November at 15:40", "It has not been sent.", "has not been told", "/cases/7F3K"):
        assert words in letter.html


@pytest.mark.parametrize(
    ("became", "subject", "said"),
    [
        (AtDeadline.SECURE, "Sent by secure mail", "As the rule says, it has been sent by secure mail."),
        (AtDeadline.DELIVER, "Sent as it was", "As the rule says, it has been sent as it was."),
        (AtDeadline.RETURN, "Not sent", "It has not been sent."),
    ],
)
def test_those_who_should_have_decided_read_what_became_of_it(
    became: AtDeadline, subject: str, said: str
) -> None:
    value = replace(EXPIRED, became=became, sender_told=True)
    letter = letter_of(expired_notice(value, HOUSE, STAMP, templates()))

    assert letter.subject.startswith(f"{subject}: nobody decided on a message from ")
    for shown in (letter.text, letter.html):
        assert said in shown
        assert "The sender has been told." in shown
        assert ("It can no longer be released." in shown) == (became is AtDeadline.RETURN)


def test_that_secure_mail_does_not_reach_everybody_is_said() -> None:
    value = replace(EXPIRED, unreached=True)
    letter = letter_of(expired_notice(value, HOUSE, STAMP, templates()))
    for shown in (letter.text, letter.html):
        assert "which does not reach everybody to whom it was to go" in shown


def test_the_sender_reads_why_it_went_after_all() -> None:
    value = replace(RELEASED, expired=DEADLINE)
    letter = letter_of(released_notice(value, HOUSE, STAMP, templates()))
    for shown in (letter.text, letter.html):
        assert "Nobody had decided by Friday 27 November at 15:40, so it is sent now" in shown
        assert "as the school’s rule says" in shown
        assert "It goes by secure mail to:" in shown
        assert "has released it" not in shown


def test_unseen_in_full() -> None:
    letter = letter_of(unseen_notice(Unseen(3, 8, DEADLINE), (LEAD,), HOUSE, STAMP, templates()))

    assert letter.subject == "Please look: nobody has yet at 3 held messages"
    assert (
        letter.text
        == """\
3 messages have been held for 8 hours or more of working days, and nobody has looked at them. You are asked \
because you may decide on them too.

The first of them is held until Friday 27 November at 15:40. Whoever is quicker decides.

Look, and decide: https://gate.oakfield.sch.uk/cases

You are told of each of them once.

Schoolgate, for Oakfield Academy. What the messages say, and to whom they go, is shown on the review page \
only.
"""
    )


def test_one_that_nobody_has_looked_at_is_one() -> None:
    letter = letter_of(unseen_notice(Unseen(1, 0.5, DEADLINE), (LEAD,), HOUSE, STAMP, templates()))

    assert letter.subject == "Please look: nobody has yet at a held message"
    for shown in (letter.text, letter.html):
        assert "A message has been held for 0.5 hours or more" in shown
        assert "messages" not in shown


@pytest.mark.parametrize(
    "notice",
    [
        unseen_notice(Unseen(3, 8, DEADLINE), (LEAD,), HOUSE, STAMP, templates()),
        waiting_notice(TWO, (LEAD,), HOUSE, STAMP, templates()),
        expired_notice(EXPIRED, HOUSE, STAMP, templates()),
    ],
    ids=["unseen", "waiting", "expired"],
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
