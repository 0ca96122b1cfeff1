"""What each school's mail is judged by: its pupils, its policy, and which of its rules only watch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from gateway.look import Grade, Look
from gateway.policy.rules import Policy
from gateway.policy.unchecked import in_words
from gateway.policy.verdict import Mode
from gateway.roster.taking import day_of
from gateway.schools import SchoolInForce


def look_at_schools(schools: Mapping[str, SchoolInForce], now: datetime) -> Iterator[Look]:
    for name, school in schools.items():
        yield from _look_at_roster(f"roster of {name}", school, now)
        for fault in school.basis.notices:
            yield Look(f"notices of {name}", Grade.WARNING, fault, check="notices")
        what, policy = f"policy of {name}", school.basis.policy
        yield Look(what, Grade.GOOD, f"{policy.title}, {_number_of_rules(policy)}", check="policy")
        if sentence := _not_enforced(policy):
            yield Look(what, Grade.WARNING, sentence, check="monitoring")
        for passing in in_words(policy, day_of(now)):
            yield Look(what, Grade.WARNING, passing, check="unchecked")


def _look_at_roster(what: str, school: SchoolInForce, now: datetime) -> Iterator[Look]:
    pupils = f"{school.pupils} pupils" + (f", {school.leavers} who left" if school.leavers else "")
    problems = sum(len(record.problems) for record in school.records)
    if problems:
        sentence = f"{pupils}; {problems} lines could not be used: see `schoolgate roster status`"
        yield Look(what, Grade.WARNING, sentence, check="roster")
    else:
        yield Look(what, Grade.GOOD, pupils, check="roster")
    for complaint in school.complaints(now):
        yield Look(what, Grade.WARNING, complaint, check="roster")


def _number_of_rules(policy: Policy) -> str:
    """ "17 rules, 4 of which only watch": a preset has some that do."""
    watching = sum(rule.mode is Mode.MONITOR for rule in policy.rules)
    of_which = f", {watching} of which only watch{'es' * (watching == 1)}" if watching else ""
    return f"{len(policy.rules)} rules{of_which}"


def _not_enforced(policy: Policy) -> str:
    """What is to be said of a policy that stops nothing; empty where a rule is enforced."""
    if any(rule.mode is Mode.ENFORCE for rule in policy.rules):
        return ""
    return (
        "every rule only watches, so nothing is held and what they find is recorded; "
        'take mode = "monitor" out of a rule to have it act'
    )
