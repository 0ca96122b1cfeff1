"""What is counted of each message, and what two verdicts on it differ in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from detectors.finding import Headline
from detectors.sending import RecipientClass
from gateway.policy.verdict import Disposition, Verdict
from gateway.replay import comparison
from gateway.replay.comparison import difference_between
from gateway.replay.judging import Decided
from gateway.replay.leftout import LeftOut
from gateway.replay.stored import Position
from gateway.replay.tally import Counting, Tally
from tests.gateway.replay.parts import (
    DELIVER,
    HOLD,
    SECURE,
    WATCHED,
    outgoing_message,
    said,
    summary_of,
    tally_of,
)
from tests.support.judged import RULE

OTHER = replace(RULE, id="other", title="Another rule")


def test_a_message_counts_by_its_strictest_recipient() -> None:
    tally = tally_of(("a", said(HOLD, RULE), None), ("b", said(DELIVER), None))
    assert tally.outcomes == {HOLD: 1, DELIVER: 1}
    assert tally.recipients == {HOLD: 1, DELIVER: 3}
    assert tally.classes == {
        RecipientClass.INTERNAL: {DELIVER: 2},
        RecipientClass.EXTERNAL: {HOLD: 1, DELIVER: 1},
    }
    assert tally.days == {date(2026, 11, 2): 2}


def test_a_rule_counts_with_what_became_of_the_message() -> None:
    tally = tally_of(
        ("a", said(HOLD, RULE, WATCHED), None),
        ("b", said(HOLD, RULE, OTHER), None),
        ("c", said(DELIVER, WATCHED), None),
    )
    assert {name: (rule.outcomes, rule.alone) for name, rule in tally.rules.items()} == {
        RULE.id: ({HOLD: 2}, 1),
        "other": ({HOLD: 1}, 0),
        "watched": ({HOLD: 1, DELIVER: 1}, 0),
    }


def test_three_examples_and_no_conversation_twice() -> None:
    subjects = ["Trip", "Re: Trip", "AW: trip", "", "Kit\x1b[2J\nbag", "x" * 500, "Choir", "Lunch"]
    tally = tally_of(*((subject, said(HOLD, RULE), None) for subject in subjects))
    examples = tally.rules[RULE.id].examples
    assert [each.subject for each in examples[:2]] == ["Trip", "Kit [2J bag"]
    assert (len(examples), len(examples[2].subject)) == (3, 120)
    assert examples[0].place == "Sent.mbox"


def test_nothing_is_quoted_where_nothing_may_be() -> None:
    tally = tally_of(("Grace Bishop", said(HOLD, RULE), said(SECURE)), quoting=False)
    assert "Grace" not in repr(tally)
    assert "Sent.mbox" not in repr(tally)
    assert [each.old for each in tally.comparison.differences] == [HOLD]


def test_a_sender_counts_in_every_group() -> None:
    counting = Counting(Tally(), quoting=True)
    decided = Decided(Headline(), said(HOLD, RULE), groups=frozenset({"office", "heads"}))
    counting.count(outgoing_message(1), decided, Position("a.eml"))
    assert [(row.name, row.outcomes) for row in summary_of(counting.tally).groups] == [
        ("heads", {HOLD: 1}),
        ("office", {HOLD: 1}),
    ]


def test_what_is_left_out_is_counted_and_what_cannot_be_read_is_named() -> None:
    counting = Counting(Tally(), quoting=True)
    for why in (LeftOut.COPY, LeftOut.UNREADABLE, LeftOut.TOO_LARGE, LeftOut.COPY):
        counting.leave_out(why, Position(f"{why}.eml"))
    summary = summary_of(counting.tally)
    assert dict(summary.left_out) == {
        "further copies of a message that is counted already": 2,
        "not readable as a message": 1,
        "larger than the relay takes": 1,
        "Outlook's own .msg files, which a dry run does not read": 2,
    }
    assert summary.unreadable == ("unreadable.eml", "too-large.eml")
    assert (summary.messages, summary.stopped_daily, summary.first) == (0, 0.0, None)


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        (said(HOLD, RULE), said(HOLD, OTHER), False),
        (said(DELIVER), said(DELIVER, WATCHED), False),
        (said(HOLD, RULE), said(DELIVER), True),
        (said(DELIVER), said(SECURE, OTHER), True),
    ],
    ids=["other-rule-same-fate", "only-watched", "looser", "stricter"],
)
def test_whether_two_verdicts_differ(old: Verdict, new: Verdict, differs: bool) -> None:
    difference = difference_between(old, new, None, "Trip", "a.eml")
    assert (difference is not None) == differs
    if difference:
        assert (difference.old, difference.new) == (old.disposition, new.disposition)
        assert (difference.changed, difference.recipients) == (1, 2)
        assert difference.old_rules == tuple(match.id for match in old.rules)


def test_a_difference_for_one_recipient_alone_is_one() -> None:
    old = said(HOLD, RULE)
    new = replace(old, recipients=tuple(replace(each, disposition=HOLD) for each in old.recipients))
    difference = difference_between(old, new, None, "", "")
    assert difference is not None
    assert (difference.old, difference.new, difference.changed) == (HOLD, HOLD, 1)


def test_all_changes_are_counted_and_the_first_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_DIFFERENCES", 2)
    tally = tally_of(
        *(("a", said(HOLD, RULE), said(SECURE, OTHER)) for _ in range(3)),
        ("b", said(DELIVER), said(HOLD, OTHER)),
        ("c", said(DELIVER), said(DELIVER)),
    )
    compared = summary_of(tally, against="Stricter policy").compared
    assert compared is not None
    assert compared.outcomes == {SECURE: 3, HOLD: 1, DELIVER: 1}
    assert [(each.old, each.new, each.messages) for each in compared.changes] == [
        (HOLD, SECURE, 3),
        (DELIVER, HOLD, 1),
    ]
    assert (compared.differing, len(compared.differences)) == (4, 2)


def test_the_summary_has_the_busiest_rule_first_and_names_the_silent_ones() -> None:
    tally = tally_of(
        ("a", said(HOLD, WATCHED), None), ("b", said(HOLD, RULE), None), ("c", said(HOLD, RULE), None)
    )
    summary = summary_of(tally)
    assert [row.id for row in summary.rules] == [RULE.id, "watched"]
    assert summary.silent == ("A rule that nothing matched",)
    assert (summary.speed, summary.stopped_daily, summary.days) == (1.5, 3.0, 1)
    assert summary.throughput == 3_000_000
    assert set(summary.outcomes) <= set(Disposition)
