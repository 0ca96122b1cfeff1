"""A crossed threshold: what is listed of what went before, and which alert the lead gets for a message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.actions.arrival import plan_arrival
from gateway.actions.bulk import MOST_WENT, Bulk, Silence, crossed, silenced_until, went
from gateway.actions.plan import Judged, Plan, Purpose
from gateway.policy.past import Crossing, Measure, Past, Reach, Sent, Window
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Verdict
from tests.support.judged import RULE, arrival, desk, judged

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOME, OTHER = "home@gmail.com", "other@gmail.com"
FORWARDS = Crossing(Measure.FORWARDS, 20, Window.DAY, Reach.THIS_ACCOUNT, (HOME,))
PUPILS = Crossing(Measure.PUPILS, 9, Window.FORTNIGHT, Reach.ALL_ACCOUNTS, (HOME, OTHER))
BULK_RULE = replace(RULE, id="bulk", crossings=(FORWARDS,))
TOLD, NEWS = Bulk(told=("bulk",)), Bulk((Silence("bulk", "mark", NOW + timedelta(days=1)),))


def sent(message: str, account: str, hours: int = 0, disposition: str = "deliver") -> Sent:
    return Sent(NOW - timedelta(hours=hours), message, account, True, 0, 100, frozenset(), False, disposition)


def test_accounts_have_numbers_and_messages_stand_once_the_newest_first() -> None:
    past = Past(
        (sent("one", "b", 5), sent("two", "a", 3), sent("two", "b", 3, "hold"), sent("old", "c", 30)),
        {HOME: sent("now", "a"), OTHER: sent("now", "b")},
    )
    listed, more = went(past, (replace(BULK_RULE, crossings=(PUPILS,)),), "now")

    assert [(each.accounts, each.dispositions, each.current) for each in listed] == [
        ((2, 3), ("deliver",), True),
        ((2, 3), ("deliver", "hold"), False),
        ((2,), ("deliver",), False),
        ((1,), ("deliver",), False),
    ]
    assert more == 0


def test_what_does_not_count_is_not_listed() -> None:
    past = Past((sent("yesterday", "a", 25), sent("elsewhere", "b", 1)), {HOME: sent("now", "a")})

    listed, _ = went(past, (BULK_RULE,), "now")
    assert [each.at for each in listed] == [NOW]


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    past = Past(tuple(sent(str(number), "a") for number in range(100)), {HOME: sent("now", "a")})

    listed, more = went(past, (BULK_RULE,), "now")
    assert (len(listed), more) == (MOST_WENT, 101 - MOST_WENT)


def test_the_lead_is_told_again_when_the_longest_window_is_over() -> None:
    both = replace(BULK_RULE, crossings=(FORWARDS, PUPILS))

    assert crossed(Verdict((), (RULE, both))) == (both,)
    assert silenced_until(both, NOW) == NOW + timedelta(weeks=2)


def plan(bulk: Bulk | None, *rules: RuleMatch, fate: Disposition = Disposition.HOLD) -> Plan:
    seen = judged((HOME, fate))
    (to,) = seen.verdict.recipients
    matched = tuple(rule.id for rule in rules if rule.mode is Mode.ENFORCE)
    verdict = Verdict((replace(to, rules=matched),), rules)
    return plan_arrival(arrival(HOME), Judged(seen.headline, seen.report, verdict, bulk), desk())


@pytest.mark.parametrize(
    ("bulk", "rules", "crossing_alert", "ordinary_alert"),
    [
        (None, (BULK_RULE,), False, True),  # nobody can tell what went before
        (NEWS, (BULK_RULE,), True, False),
        (TOLD, (BULK_RULE,), False, False),
        (NEWS, (BULK_RULE, RULE), True, True),
        (TOLD, (BULK_RULE, RULE), False, True),
        (TOLD, (replace(BULK_RULE, approver="headteacher"),), False, True),
        (TOLD, (RULE, replace(BULK_RULE, mode=Mode.MONITOR)), False, True),
    ],
)
def test_which_alert_the_lead_gets(
    bulk: Bulk | None, rules: tuple[RuleMatch, ...], crossing_alert: bool, ordinary_alert: bool
) -> None:
    made = plan(bulk, *rules)

    assert made.case is not None
    assert bool(made.unsaid) is crossing_alert
    assert any(each.purpose is Purpose.ALERT for each in made.deliveries) is ordinary_alert
    assert any(each.purpose is Purpose.NOTICE for each in made.deliveries), "the sender is told each time"


def test_a_rule_on_trial_alerts_and_lets_the_message_go_straight_on() -> None:
    made = plan(NEWS, replace(BULK_RULE, mode=Mode.MONITOR), fate=Disposition.DELIVER)

    assert made.is_straight_on
    (alert,) = made.unsaid
    assert alert.delivery.envelope.recipients == ("dpl@oakfield.sch.uk",)
    assert (alert.delivery.content or b"").startswith(b"X-Schoolgate-Loop: ")
