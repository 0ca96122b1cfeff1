"""Reminders: a message goes on, at most with a mark, and once a day its sender is told by which rule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from gateway.actions.bulk import Silence
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Truth, Verdict

REMINDED_AFTER = timedelta(days=1)
_STOPPED = (Disposition.HOLD, Disposition.RETURN)


def reminding(verdict: Verdict) -> tuple[RuleMatch, ...]:
    """The rules of which the sender is to be reminded: those that match for sure.

    None where another notice goes to them anyway.
    """
    if verdict.disposition in _STOPPED:
        return ()
    for_somebody = {rule for each in verdict.recipients for rule in each.rules}
    return tuple(
        match
        for match in verdict.rules
        if (match.warns or _only_marks(match))
        and match.mode is Mode.ENFORCE
        and match.truth is Truth.YES
        and match.id in for_somebody
    )


def _only_marks(match: RuleMatch) -> bool:
    """It has the message marked, and nothing taken away of which the sender would be told each time."""
    return bool(match.rewriting) and not match.rewriting.remedies


def reminder_of(match: RuleMatch) -> str:
    """How a silence names it: no rule is called so."""
    return f"reminder of {match.id}"


def reminded(verdict: Verdict, silences: Iterable[Silence]) -> tuple[RuleMatch, ...]:
    """Those that are said now."""
    said = {each.rule for each in silences}
    return tuple(match for match in reminding(verdict) if reminder_of(match) in said)
