"""What becomes of a held message when nobody has decided in time: the strictest of what its rules say."""

from __future__ import annotations

from collections.abc import Collection

from gateway.policy.verdict import AtDeadline, Disposition, Mode, Verdict

_STRICTNESS = tuple(AtDeadline)


def at_deadline(verdict: Verdict, held: Collection[str]) -> AtDeadline:
    """Of all rules that hold it for one of these recipients; what no rule holds is returned."""
    matched = {rule for each in verdict.recipients if each.address in held for rule in each.rules}
    said = [
        match.at_deadline
        for match in verdict.rules
        if match.id in matched and match.mode is Mode.ENFORCE and match.action is Disposition.HOLD
    ]
    return max(said, key=_STRICTNESS.index, default=AtDeadline.RETURN)


def promised(verdict: Verdict, held: Collection[str], *, secure_mail: bool) -> AtDeadline:
    """What is said beforehand; secure mail that the school does not have is not promised."""
    told = at_deadline(verdict, held)
    return AtDeadline.RETURN if told is AtDeadline.SECURE and not secure_mail else told
