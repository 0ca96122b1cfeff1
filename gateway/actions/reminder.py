"""Once a day: a sender is told of what goes on by a rule, and the lead of what a rule lets pass unchecked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from gateway.actions.bulk import Silence
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Truth, Unchecked, Verdict

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


def unchecked_by(rule: str) -> str:
    """How a silence names that the lead was told what this rule lets pass."""
    return f"unchecked by {rule}"


def let_pass(verdict: Verdict, silences: Iterable[Silence]) -> tuple[Unchecked, ...]:
    """The rules of which the lead is told now that they let pass what could not be checked."""
    said = {each.rule for each in silences}
    return tuple(each for each in verdict.unchecked if unchecked_by(each.rule) in said)


def reminder_of(match: RuleMatch) -> str:
    """How a silence names it: no rule is called so."""
    return f"reminder of {match.id}"


def reminded(verdict: Verdict, silences: Iterable[Silence]) -> tuple[RuleMatch, ...]:
    """Those that are said now."""
    said = {each.rule for each in silences}
    return tuple(match for match in reminding(verdict) if reminder_of(match) in said)
