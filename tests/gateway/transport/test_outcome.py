"""Outcomes: everyone has exactly one fate."""

from __future__ import annotations

import pytest

from gateway.transport.outcome import Fate, Ledger, Outcome, RecipientOutcome
from gateway.transport.reply import Reply

TAKEN = Reply(250, ("2.0.0 queued",))
LATER = Reply(451, ("4.3.0 later",))
NEVER = Reply(550, ("5.1.1 unknown",))


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        (200, Fate.TAKEN),
        (250, Fate.TAKEN),
        (354, Fate.DEFERRED),
        (421, Fate.DEFERRED),
        (500, Fate.REFUSED),
        (599, Fate.REFUSED),
    ],
)
def test_fate_of_a_reply(code: int, fate: Fate) -> None:
    assert Fate.of(Reply(code, ("",))) is fate


def test_the_same_for_everyone() -> None:
    outcome = Outcome.alike(("a@example.org", "b@example.org"), NEVER, "mx.example.org")
    assert outcome.recipients[0] == RecipientOutcome("a@example.org", Fate.REFUSED, NEVER, "mx.example.org")
    assert outcome.addresses(Fate.REFUSED) == ("a@example.org", "b@example.org")
    assert outcome.addresses(Fate.TAKEN) == ()


def test_ledger_keeps_the_first_word_and_the_order() -> None:
    ledger = Ledger(("a@example.org", "b@example.org", "a@example.org"))
    ledger.settle(1, NEVER, "mx")
    ledger.settle(1, TAKEN, "mx")
    assert ledger.unsettled == (0, 2)
    ledger.settle_rest(TAKEN, "mx")
    outcome = ledger.outcome(TAKEN)
    assert [each.address for each in outcome.recipients] == [
        "a@example.org",
        "b@example.org",
        "a@example.org",
    ]
    assert [each.fate for each in outcome.recipients] == [Fate.TAKEN, Fate.REFUSED, Fate.TAKEN]
    assert outcome.final is TAKEN


def test_ledger_gives_no_outcome_with_a_fate_missing() -> None:
    ledger = Ledger(("a@example.org", "b@example.org"))
    ledger.settle(0, TAKEN)
    with pytest.raises(ValueError, match="settled"):
        ledger.outcome(None)
