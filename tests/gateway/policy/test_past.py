"""What counts of a sender's past: windows that slide, accounts apart and together, clocks that jump."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from detectors.message import Envelope
from gateway.policy.circumstances import Circumstances
from gateway.policy.decide import decide
from gateway.policy.past import Measure, Past, Reach, Sent, Window, measured
from tests.gateway.policy.parts import RECIPIENTS, STAFF, policy, report, rule

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
HOME, OTHER = "home@gmail.com", "other@gmail.com"


def sent(
    number: int,
    account: str = HOME,
    ago: timedelta = timedelta(),
    *,
    pupils: str = "",
    contact: bool = False,
    at: datetime = NOW,
) -> Sent:
    named = frozenset(pupils.split())
    return Sent(at - ago, f"message {number}", account, number % 2 == 1, number, 100, named, contact)


@pytest.mark.parametrize(
    ("window", "ago", "counts"),
    [
        (Window.HOUR, timedelta(minutes=59), True),
        (Window.HOUR, timedelta(hours=1), False),
        (Window.DAY, timedelta(hours=23, minutes=59), True),
        (Window.DAY, timedelta(hours=24), False),
        (Window.WEEK, timedelta(days=6, hours=23), True),
        (Window.WEEK, timedelta(days=7), False),
        (Window.FORTNIGHT, timedelta(days=13, hours=23), True),
        (Window.FORTNIGHT, timedelta(days=14), False),
    ],
)
def test_a_window_slides(window: Window, ago: timedelta, counts: bool) -> None:
    past = Past((sent(1, ago=ago),), {HOME: sent(2)})

    assert len(past.counted(HOME, window, Reach.THIS_ACCOUNT)) == 1 + counts


def test_what_a_clock_dated_ahead_counts() -> None:
    past = Past((sent(1, ago=-timedelta(days=3)),), {HOME: sent(2)})

    assert len(past.counted(HOME, Window.HOUR, Reach.THIS_ACCOUNT)) == 2


@pytest.mark.parametrize(
    ("ago", "counts"), [(timedelta(hours=23, minutes=59), True), (timedelta(hours=24, minutes=1), False)]
)
@pytest.mark.parametrize("changed", [datetime(2026, 3, 29, 12), datetime(2026, 10, 25, 12)])
def test_a_day_has_24_hours_when_the_clocks_change(changed: datetime, ago: timedelta, counts: bool) -> None:
    now = changed.replace(tzinfo=LONDON)
    before = (now.astimezone(UTC) - ago).astimezone(LONDON)
    past = Past((sent(1, at=before),), {HOME: sent(2, at=now)})

    assert len(past.counted(HOME, Window.DAY, Reach.THIS_ACCOUNT)) == 1 + counts


def test_accounts_apart_and_together() -> None:
    past = Past((sent(1), sent(2, OTHER), sent(3, "parent", contact=True)), {HOME: sent(4)})

    assert {each.account for each in past.counted(HOME, Window.DAY, Reach.THIS_ACCOUNT)} == {HOME}
    assert {each.account for each in past.counted(HOME, Window.DAY, Reach.ALL_ACCOUNTS)} == {HOME, OTHER}
    assert past.counted("no@account.example", Window.DAY, Reach.ALL_ACCOUNTS) == ()


def test_a_parents_account_counts_by_itself_only() -> None:
    past = Past((sent(1),), {"parent": sent(2, "parent", contact=True)})

    assert past.counted("parent", Window.DAY, Reach.ALL_ACCOUNTS) == ()
    assert past.counted("parent", Window.DAY, Reach.THIS_ACCOUNT) == (past.now["parent"],)


def test_a_message_to_two_accounts_is_one_and_names_who_is_named_to_either() -> None:
    twice = (sent(3, HOME, pupils="grace"), sent(3, OTHER, pupils="grace henry"), sent(2, pupils="henry zoe"))

    assert {measure: measured(measure, twice) for measure in Measure} == {
        Measure.MESSAGES: 2,
        Measure.FORWARDS: 1,
        Measure.ATTACHED_MESSAGES: 5,
        Measure.BYTES: 200,
        Measure.PUPILS: 3,
    }


@pytest.mark.parametrize("reach", Reach)
def test_ten_thousand_accounts_are_decided_in_seconds(reach: Reach) -> None:
    addresses = tuple(f"somebody{number}@gmail.com" for number in range(10_000))
    now = {address: sent(0, address) for address in addresses}
    earlier = tuple(sent(number, f"somebody{number}@gmail.com") for number in range(1_000))
    sending = RECIPIENTS.sending(Envelope(STAFF, addresses))
    asks = rule(f'when.sent = {{ at_least = 1, of = "messages", within = "day", to = "{reach}" }}')
    begun = time.process_time()

    verdict = decide(sending, report(), policy(asks), Circumstances(at=NOW, past=Past(earlier, now)))

    assert time.process_time() - begun < 5
    assert {each.rules for each in verdict.recipients} == {("a-rule",)}
    assert {to for each in verdict.rules[0].crossings for to in each.recipients} == set(addresses)
