"""What the data protection lead reads of a sender who sends much to personal accounts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.actions.bulk import Bulk, Silence, Went
from gateway.actions.notices.compose import bulk_alert
from gateway.actions.notices.values import Crossed
from gateway.policy.past import Crossing, Measure, Reach, Window
from gateway.policy.verdict import Disposition, Mode, Verdict
from tests.gateway.actions.notices.reading import Read, letter_of, parsed
from tests.gateway.actions.notices.samples import (
    FATHER,
    HOUSE,
    MOTHER,
    NAME_RULE,
    STAMP,
    TEACHER,
    recipient,
    templates,
)

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
FORWARDS = Crossing(Measure.FORWARDS, 20, Window.DAY, Reach.THIS_ACCOUNT, (MOTHER,))
RULE = replace(
    NAME_RULE,
    id="bulk-forwarding",
    title="Bulk forwarding to a personal account",
    clause="Acceptable Use Policy, section 4.9",
    crossings=(FORWARDS,),
)
WENT = (
    Went(NOW, (1,), 46_080, True, 1, 3, ("hold",), current=True),
    Went(NOW - timedelta(hours=2), (1, 2), 2_097_152, True, 0, 0, ("deliver", "hold")),
    Went(NOW - timedelta(hours=20), (1, 2, 3, 4), 900, False, 2, 1, ("secure",)),
)
BULK = Bulk((Silence(RULE.id, "mark", NOW + timedelta(days=1)),), (), WENT, more=17)
CROSSED = Crossed(TEACHER, Verdict((recipient(MOTHER, Disposition.HOLD, RULE),), (RULE,)), BULK, "7F3K")


def alert(crossed: Crossed) -> Read:
    return letter_of(bulk_alert(crossed, HOUSE, STAMP, templates()))


@pytest.fixture(autouse=True)
def at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock on the wall."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_the_alert_in_full() -> None:
    letter = alert(CROSSED)

    assert (
        letter.subject
        == "For your attention: j.archer@oakfield.sch.uk sends much to personal accounts (case 7F3K)"
    )
    assert (
        letter.text
        == """\
With a message that came just now a sender has reached a limit for mail to personal accounts.

Sent by: j.archer@oakfield.sch.uk

Bulk forwarding to a personal account (Acceptable Use Policy, section 4.9)
- 20 forwarded messages to one personal account within a day

What went, the newest first
- Mon 23 Nov at 15:40, to account 1: 45 KB, forwarded, 1 message inside, 3 pupils named, held (this message)
- Mon 23 Nov at 13:40, to accounts 1 and 2: 2 MB, forwarded, sent and held
- Sun 22 Nov at 19:40, to 4 accounts: 900 B, 2 messages inside, 1 pupil named, sent securely
- and 17 more before that

What to do
- Look at the message, and decide: https://gate.oakfield.sch.uk/cases/7F3K
- See all that wait: https://gate.oakfield.sch.uk/cases
You are told of this once. Until Tue 24 Nov at 15:40 no other alert comes when the same sender comes under \
the same rule; what it holds waits for you all the same.

Schoolgate, for Oakfield Academy. What the messages say, and to whom they went, is not told here.
"""
    )


def test_times_are_those_of_the_clock_on_the_wall_then() -> None:
    summer = (replace(WENT[0], at=datetime(2026, 10, 24, 11, tzinfo=UTC)),)

    assert "Sat 24 Oct at 12:00" in alert(replace(CROSSED, bulk=replace(BULK, went=summer))).text


def test_both_forms_say_the_same() -> None:
    letter = alert(CROSSED)

    for words in (
        "20 forwarded messages to one personal account within a day",
        "o accounts 1 and 2",
        "45 KB, forwarded, 1 message inside, 3 pupils named",
        "Sun 22 Nov at 19:40",
        "and 17 more before that",
        "https://gate.oakfield.sch.uk/cases/7F3K",
        "Until Tue 24 Nov at 15:40",
    ):
        assert words in letter.text
        assert words in letter.html


def test_it_tells_nothing_of_any_message_and_no_address_but_the_senders() -> None:
    named = replace(RULE, findings=NAME_RULE.findings)
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, named),), (named,))
    notice = bulk_alert(replace(CROSSED, verdict=verdict), HOUSE, STAMP, templates())
    letter = letter_of(notice)

    told = notice.decode("ascii") + letter.subject + letter.text + letter.html
    for secret in ("Grace", "Bishop", "1042", "trip.xlsx", "mark", MOTHER, FATHER):
        assert secret not in told


def test_a_rule_on_trial_stops_nothing_and_there_is_no_case() -> None:
    trial = replace(RULE, mode=Mode.MONITOR)
    verdict = Verdict((recipient(MOTHER, Disposition.DELIVER),), (trial,))
    letter = alert(replace(CROSSED, verdict=verdict))

    for form in (letter.text, letter.html):
        assert "The rule is on trial: it records, and stops nothing." in form
        assert "7F3K" not in form
        assert "waits for you all the same" not in form
    assert "case" not in letter.subject


def test_of_thresholds_that_many_accounts_cross_the_largest_is_told() -> None:
    crossings = (
        FORWARDS,
        replace(FORWARDS, amount=31),
        replace(FORWARDS, measure=Measure.BYTES, amount=2**30),
    )
    many = replace(RULE, crossings=crossings)
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, many),), (many,))

    text = alert(replace(CROSSED, verdict=verdict)).text
    assert "- 31 forwarded messages to one personal account within a day\n" in text
    assert "- 1 GB to one personal account within a day\n" in text
    assert "20 forwarded" not in text


def test_it_answers_nothing_and_goes_to_the_lead() -> None:
    message = parsed(bulk_alert(CROSSED, HOUSE, STAMP, templates()))

    assert message["To"] == HOUSE.data_protection_lead
    assert message["Auto-Submitted"] == "auto-generated"
    assert "In-Reply-To" not in message
