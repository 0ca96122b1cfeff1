"""For some weeks a school may let pass what could not be checked: rule by rule, and never unseen.

It is the opposite of what Schoolgate is for, and for a school that would otherwise switch it off.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from detectors.finding import DetectorId
from gateway.policy.condition import Judgement
from gateway.policy.conditions import FindingCondition, leaves
from gateway.policy.rules import Policy, Rule
from gateway.policy.verdict import Mode, Truth

LONGEST = timedelta(days=31)


def passes_unchecked(rule: Rule, day: date) -> bool:
    """Whether the rule does so on this day: not before the last weeks up to the date that it names."""
    until = rule.unchecked_passes_until
    return until is not None and rule.mode is Mode.ENFORCE and day <= until < day + LONGEST


def in_words(policy: Policy, day: date) -> tuple[str, ...]:
    """Of each rule that does so on this day, a sentence for those who look after the gateway."""
    return tuple(
        f"until {until.day} {until:%B %Y} the rule “{rule.title}” lets pass what could not be checked"
        for rule in policy.rules
        if passes_unchecked(rule, day) and (until := rule.unchecked_passes_until)
    )


def unchecked_for(rule: Rule, judged: Mapping[str, Judgement]) -> tuple[str, ...]:
    """For which of these recipients the rule matches only because something could not be checked.

    judged: by address, none of them NO
    """
    return tuple(address for address, each in judged.items() if _could_not_tell(rule, each))


def is_on_the_uninspectable(rule: Rule) -> bool:
    """Whether it asks for what cannot be inspected, beside other things or alone."""
    return any(
        isinstance(leaf, FindingCondition) and leaf.finding is DetectorId.UNINSPECTABLE
        for leaf in leaves(rule.when)
    )


def _could_not_tell(rule: Rule, judgement: Judgement) -> bool:
    if judgement.truth is Truth.UNKNOWN:
        return True
    found = {finding.detector for finding in judgement.findings}
    return is_on_the_uninspectable(rule) and found == {DetectorId.UNINSPECTABLE}
