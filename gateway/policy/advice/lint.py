"""Looks through a policy that can be used for what its author can hardly have meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from detectors.finding import DetectorId
from gateway.policy.advice.advice import Advice, Surroundings, did_you_mean
from gateway.policy.advice.contradiction import why_never
from gateway.policy.advice.implication import makes_useless
from gateway.policy.advice.remedies import advice_on_changes
from gateway.policy.advice.routes import open_routes
from gateway.policy.conditions import Condition, FindingCondition, SeverityCondition, leaves
from gateway.policy.kinds import KINDS
from gateway.policy.rewriting import LINE_MANAGER
from gateway.policy.rules import Action, Policy, Rule
from gateway.policy.unchecked import LONGEST, passes_unchecked
from gateway.policy.verdict import AtDeadline, Mode, SenderMay

_PUPILS_DATA = frozenset(
    {
        DetectorId.PUPIL_NAME,
        DetectorId.IDENTIFIER,
        DetectorId.SENSITIVE_TERM,
        DetectorId.PUPIL_RECORDS,
    }
)


def advice_on(policy: Policy, surroundings: Surroundings = Surroundings()) -> tuple[Advice, ...]:  # noqa: B008 (frozen)
    """What to look at again, the gravest first."""
    return tuple(_advice(policy, surroundings))


def _advice(policy: Policy, surroundings: Surroundings) -> Iterator[Advice]:
    yield from open_routes(policy)
    for rule in policy.rules:
        yield from _never(rule)
        yield from _strange_kinds(rule)
        yield from advice_on_changes(rule)
        yield from _unknown_role(rule, surroundings.roles)
        yield from _no_line_managers(rule, surroundings)
        yield from _otherwise_not_secure(rule, surroundings)
        yield from _at_deadline(rule, surroundings)
        yield from _unchecked(rule, surroundings.today)
    yield from _useless(policy)
    yield from _unknown_groups(policy, surroundings.groups)
    yield from _fast_lane(policy, surroundings)
    yield from _idle_reasons(policy)
    yield from _of_several(policy)


def _unchecked(rule: Rule, today: date | None) -> Iterator[Advice]:
    until = rule.unchecked_passes_until
    if until is None:
        return
    if rule.mode is not Mode.ENFORCE:
        yield Advice("It stops nothing, so unchecked_passes_until changes nothing.", (rule.id,))
    elif today is not None and until < today:
        yield Advice("Its unchecked_passes_until is over: take it out.", (rule.id,))
    elif today is not None and not passes_unchecked(rule, today):
        first = until - LONGEST + timedelta(days=1)
        begins = f"so unchecked_passes_until begins on {first.day} {first:%B %Y}"
        yield Advice(f"It counts for {LONGEST.days} days at most, {begins}.", (rule.id,))
    else:
        yield Advice("It lets pass what could not be checked: have the cause put right soon.", (rule.id,))


def _never(rule: Rule) -> Iterator[Advice]:
    if reason := why_never(rule):
        yield Advice(f"It can never match, {reason}.", (rule.id,))


def _strange_kinds(rule: Rule) -> Iterator[Advice]:
    """Kinds that never come beside some that do; where none does, the rule never matches."""
    for leaf in leaves(rule.when):
        if isinstance(leaf, FindingCondition) and leaf.kinds:
            known = KINDS.get(leaf.finding, frozenset())
            strange = [kind for kind in leaf.kinds if kind not in known]
            for kind in strange if len(strange) < len(leaf.kinds) else ():
                hint = did_you_mean(kind, known)
                yield Advice(f'"{leaf.finding}" is never of kind "{kind}"{hint or "."}', (rule.id,))


def _unknown_groups(policy: Policy, known: frozenset[str] | None) -> Iterator[Advice]:
    """Each group once for each thing that comes of its absence, with all the rules that name it."""
    if known is None:
        return
    rules: dict[tuple[str, str], list[str]] = {}
    for rule in policy.rules:
        for group, effect in _effects(rule, known):
            rules.setdefault((group, effect), []).append(rule.id)
    for (group, effect), ids in rules.items():
        yield _no_group(group, effect, known, tuple(ids))
    for group in sorted(policy.fast_lane - known):
        yield _no_group(group, "nobody is in the fast lane by it", known)


def _no_group(group: str, effect: str, known: frozenset[str], rules: tuple[str, ...] = ()) -> Advice:
    hint = did_you_mean(group, known) or "."
    return Advice(f'There is no group "{group}" in the directory, so {effect}{hint}', rules)


def _effects(rule: Rule, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The groups that a rule names and nobody has defined, and what comes of it."""
    for key, asked, excepted in (
        ("from", rule.sender.groups, rule.sender.except_groups),
        ("to", rule.to.groups, rule.to.except_groups),
    ):
        lost = "nobody is meant by it" if asked & known else "it can never match"
        for group in sorted(asked - known):
            yield group, f"{lost} ({key}.groups)"
        for group in sorted(excepted - known):
            yield group, f"nobody is excepted by it ({key}.except_groups)"


def _unknown_role(rule: Rule, known: frozenset[str] | None) -> Iterator[Advice]:
    if known is not None and rule.approver is not None and rule.approver not in known:
        missing = f'There is no role "{rule.approver}" in the school\'s settings (approver)'
        hint = did_you_mean(rule.approver, known) or "."
        yield Advice(f"{missing}, so the data protection lead is asked instead{hint}", (rule.id,))


def _no_line_managers(rule: Rule, surroundings: Surroundings) -> Iterator[Advice]:
    copy_to = rule.rewriting.copy_to
    if LINE_MANAGER in copy_to and surroundings.line_managers is False:
        alone = copy_to == {LINE_MANAGER}
        effect = "what it does otherwise always stands" if alone else "nobody is copied in as one"
        yield Advice(
            f"There are no line managers in the directory, so {effect} (rewrite.copy_to).", (rule.id,)
        )


def _otherwise_not_secure(rule: Rule, surroundings: Surroundings) -> Iterator[Advice]:
    if rule.rewrite and rule.otherwise is Action.SECURE and surroundings.secure_available is False:
        yield Advice("There is no secure mail, so what cannot be changed is held (otherwise).", (rule.id,))


def _at_deadline(rule: Rule, surroundings: Surroundings) -> Iterator[Advice]:
    """What is held is let go by nobody's decision."""
    if rule.at_deadline is AtDeadline.SECURE and surroundings.secure_available is False:
        yield Advice(
            "There is no secure mail, so what nobody decides on is returned (at_deadline).", (rule.id,)
        )
    if rule.at_deadline is AtDeadline.DELIVER and any(map(_is_about_pupils, leaves(rule.when))):
        yield Advice(
            "It is about pupils' data, and what it holds is delivered as it is when nobody decides in time"
            ' (at_deadline); "return" or "secure" keeps it safe while everybody is away.',
            (rule.id,),
        )


def _is_about_pupils(leaf: Condition) -> bool:
    return isinstance(leaf, SeverityCondition) or (
        isinstance(leaf, FindingCondition) and leaf.finding in _PUPILS_DATA
    )


def _useless(policy: Policy) -> Iterator[Advice]:
    """Each rule once; of two that do the same, the later one."""
    useless: set[str] = set()
    for earlier, later in combinations(policy.rules, 2):
        for rule, other in ((earlier, later), (later, earlier)):
            if not useless & {rule.id, other.id} and makes_useless(rule, other):
                useless.add(other.id)
                yield Advice(
                    f'It decides nothing: wherever it matches, "{rule.id}" matches too and is as strict.',
                    (other.id,),
                )


def _fast_lane(policy: Policy, surroundings: Surroundings) -> Iterator[Advice]:
    if policy.fast_lane and surroundings.secure_available is False:
        yield Advice(
            "There is a fast lane but no secure mail, so what a rule would stop goes there by the usual way."
        )


def _idle_reasons(policy: Policy) -> Iterator[Advice]:
    if policy.release_reasons and not any(SenderMay.ASK in rule.sender_may for rule in policy.rules):
        yield Advice("It has reasons to choose from (release_reasons), but no rule lets its sender ask.")


def _of_several(policy: Policy) -> Iterator[Advice]:
    """What is often so of many rules, said once."""
    if unquoted := _ids(rule for rule in policy.rules if not rule.clause):
        yield Advice("No clause says where the school's own policy demands it.", unquoted)
    if watched := _ids(rule for rule in policy.rules if rule.mode is Mode.MONITOR):
        yield Advice("Still on monitor, so what it finds is recorded and nothing is stopped.", watched)


def _ids(rules: Iterator[Rule]) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules)
