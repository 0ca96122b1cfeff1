"""What the data protection lead reads, and what may not be told there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.sending import RecipientClass as Class
from gateway.actions.notices.compose import lead_alert
from gateway.actions.notices.values import Alert
from gateway.policy.verdict import AtDeadline, Disposition, Mode, Verdict
from tests.gateway.actions.notices.reading import Read, letter_of
from tests.gateway.actions.notices.samples import (
    ALERT,
    COLLEAGUE,
    FATHER,
    HOUSE,
    MOTHER,
    NAME_RULE,
    STAMP,
    recipient,
    templates,
)


def alert(alert: Alert) -> Read:
    return letter_of(lead_alert(alert, HOUSE, STAMP, templates()))


def test_the_alert_in_full() -> None:
    letter = letter_of(lead_alert(ALERT, HOUSE, STAMP, templates()))

    assert letter.subject == "For review: a message from j.archer@oakfield.sch.uk is held (case 7F3K)"
    assert (
        letter.text
        == """\
A message waits for your decision.

Case 7F3K
Sent by: j.archer@oakfield.sch.uk
Held for: 2 recipients
- 2 × a parent or carer on the pupil list
Not stopped for: 1 other recipient

Because of
- Pupils’ full names stay inside the school
- Files about pupils are protected with a password

What to do
- Look at it, and decide: https://gate.oakfield.sch.uk/cases/7F3K
- Please decide by Friday 27 November at 15:40. After that it is not sent.
The sender is told that it is held, by itself or with others of theirs.

Schoolgate, for Oakfield Academy. What the message says, and to whom it goes, is shown on the \
review page only.
"""
    )


@pytest.mark.parametrize(
    ("at_deadline", "secure_mail", "said"),
    [
        (AtDeadline.RETURN, True, "After that it is not sent."),
        (
            AtDeadline.SECURE,
            True,
            "After that it is sent by secure mail, or not at all where that does not reach everybody.",
        ),
        (AtDeadline.SECURE, False, "After that it is not sent."),
        (AtDeadline.DELIVER, False, "After that it is sent as it is."),
    ],
)
def test_what_happens_after_that(at_deadline: AtDeadline, secure_mail: bool, said: str) -> None:
    rules = tuple(replace(each, at_deadline=at_deadline) for each in ALERT.verdict.rules)
    value = replace(ALERT, verdict=replace(ALERT.verdict, rules=rules))
    house = replace(HOUSE, secure_mail=secure_mail)
    letter = letter_of(lead_alert(value, house, STAMP, templates()))

    assert said in letter.text
    assert said in letter.html.replace("<b>", "").replace("</b>", "")


def test_where_there_is_no_review_page_there_is_no_link() -> None:
    letter = letter_of(lead_alert(ALERT, replace(HOUSE, site=""), STAMP, templates()))
    assert "/cases/" not in letter.text + letter.html
    assert "Please decide by" in letter.text


def test_the_alert_tells_nothing_of_the_message() -> None:
    notice = lead_alert(ALERT, HOUSE, STAMP, templates())
    letter = letter_of(notice)
    told = notice.decode("ascii") + letter.subject + letter.text + letter.html

    for secret in ("Trip letter", "trip.xlsx", "Grace", "Bishop", "1042", COLLEAGUE, MOTHER, FATHER, "5d21"):
        assert secret not in told


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ({Class.EXTERNAL, Class.PERSONAL, Class.OWN}, "looks like the sender’s own private account"),
        ({Class.EXTERNAL, Class.PERSONAL, Class.CONTACT}, "a parent or carer on the pupil list"),
        ({Class.EXTERNAL, Class.PERSONAL}, "a private mailbox"),
        ({Class.EXTERNAL, Class.PROFESSIONAL}, "a professional partner"),
        ({Class.EXTERNAL}, "outside the school"),
        ({Class.INTERNAL, Class.PUPIL}, "a pupil"),
        ({Class.INTERNAL}, "inside the school"),
    ],
)
def test_a_recipient_is_told_by_the_most_telling_class(classes: set[Class], words: str) -> None:
    to = recipient(MOTHER, Disposition.HOLD, NAME_RULE, classes=frozenset(classes))

    assert f"- 1 × {words}\n" in alert(replace(ALERT, verdict=Verdict((to,), (NAME_RULE,)))).text


def test_a_rule_on_trial_is_not_given_as_a_reason() -> None:
    trial = replace(NAME_RULE, id="trial", title="On trial", mode=Mode.MONITOR)
    to = recipient(MOTHER, Disposition.HOLD, NAME_RULE, trial)

    assert "On trial" not in alert(replace(ALERT, verdict=Verdict((to,), (NAME_RULE, trial)))).text


@pytest.mark.parametrize("program", [replace(ALERT, sender=""), replace(ALERT, sender_told=False)])
def test_the_alert_does_not_say_that_a_program_was_told(program: Alert) -> None:
    letter = alert(program)

    assert "The sender has not been told that it is held." in letter.text
    assert "The sender has not been told that it is held." in letter.html
    assert "The sender is told" not in letter.text + letter.html


def test_mail_without_a_sender_is_a_programs() -> None:
    letter = alert(replace(ALERT, sender=""))

    assert letter.subject == "For review: a message from a program is held (case 7F3K)"
    assert "Sent by: a program, without a sender’s address" in letter.text
