"""What those who decide read where a sender asks for a message to be let go."""

from __future__ import annotations

from dataclasses import replace

from gateway.actions.notices.compose import asked_alert
from tests.gateway.actions.notices.reading import letter_of, parsed
from tests.gateway.actions.notices.samples import ASKED, COLLEAGUE, FATHER, HOUSE, MOTHER, STAMP, templates


def test_asked_in_full() -> None:
    letter = letter_of(asked_alert(ASKED, HOUSE, STAMP, templates()))

    assert letter.subject == "Release asked for: case 7F3K, by j.archer@oakfield.sch.uk"
    assert (
        letter.text
        == """\
j.archer@oakfield.sch.uk asks you to let go a message that is held for 2 recipients, and writes:

“The coach leaves at eight, and the parents need the list.”

These are the sender’s own words.

It is held because of
- Pupils’ full names stay inside the school
- Files about pupils are protected with a password

What to do
- Look at it, and decide: https://gate.oakfield.sch.uk/cases/7F3K
It stays held until somebody decides.

Schoolgate, for Oakfield Academy. What the message says, and to whom it goes, is shown on the review page \
only.
"""
    )
    for words in (
        "The coach leaves at eight",
        "the sender’s own words",
        "https://gate.oakfield.sch.uk/cases/7F3K",
    ):
        assert words in letter.html


def test_nothing_is_told_of_the_message() -> None:
    notice = asked_alert(ASKED, HOUSE, STAMP, templates())
    letter = letter_of(notice)
    told = notice.decode("ascii") + letter.subject + letter.text + letter.html

    for secret in ("Trip letter", "trip.xlsx", "Grace", "Bishop", "1042", COLLEAGUE, MOTHER, FATHER, "5d21"):
        assert secret not in told


def test_to_those_who_decide_in_no_answer_to_anything() -> None:
    message = parsed(asked_alert(ASKED, HOUSE, STAMP, templates()))

    assert message["To"] == HOUSE.data_protection_lead
    assert message["Auto-Submitted"] == "auto-generated"
    assert "In-Reply-To" not in message


def test_a_reason_is_one_line_and_no_longer_than_may_be_written() -> None:
    long = replace(ASKED, reason="because\r\n" * 200)

    text = letter_of(asked_alert(long, HOUSE, STAMP, templates())).text

    line = next(each for each in text.splitlines() if each.startswith("“"))
    assert len(line) <= 502
    assert line.endswith("…”")


def test_no_reason_is_said_to_be_none() -> None:
    assert (
        "“no reason given”"
        in letter_of(asked_alert(replace(ASKED, reason=""), HOUSE, STAMP, templates())).text
    )
