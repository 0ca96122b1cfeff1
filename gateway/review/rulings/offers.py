"""Which rulings are open on a case, and by which rules a release would still be changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from detectors.finding import DetectorId
from detectors.people.mailbox import Mailbox
from gateway.actions.desk import may_answer
from gateway.actions.notices.reasons import holding
from gateway.actions.plan import Case, CaseState
from gateway.actions.quoting import one_line
from gateway.policy.reach import SecureReach
from gateway.policy.verdict import Disposition, Mode, RuleMatch
from gateway.review.rulings.choice import Asked, Way
from gateway.review.sender.offers import held_verdict, outside

_MOST_SENTENCE = 400  # characters of a rule's advice


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to a case.

    secure: whom the school's secure mail reaches
    sees_content: they may read what it says
    proposed: whether its deletion waits for a second person; `by_me`: they asked for it themselves
    needed: it belongs to an open incident, and is kept for that
    """

    secure: SecureReach
    sees_content: bool = True
    proposed: bool = False
    by_me: bool = False
    needed: bool = False


def open_ways(case: Case, standing: Standing) -> tuple[Way, ...]:
    """The rulings that are open, in the order in which they are offered; none on a closed case."""
    return tuple(_ways(case, standing)) if case.state is CaseState.OPEN else ()


def _ways(case: Case, standing: Standing) -> Iterator[Way]:
    if is_reached(case, standing.secure):
        yield Way.SECURELY
    if standing.sees_content and any(case.judged.report.of(DetectorId.PUPIL_NAME)):
        yield Way.SHORTENED
    yield Way.RELEASE
    if other_rules(case, case.held):
        yield Way.AS_IT_CAME
    if len(case.held) > 1:
        yield Way.SOME
    yield Way.RETURN
    if not (standing.proposed or standing.needed):
        yield Way.PROPOSE_DELETION
    if standing.proposed and not (standing.by_me or standing.needed):
        yield Way.AGREE_TO_DELETION
    if standing.proposed:
        yield Way.DROP_DELETION


def is_reached(case: Case, secure: SecureReach) -> bool:
    """Whether somebody outside is to get it, and secure mail takes it to all of them."""
    people = outside(case)
    return bool(people) and all(map(secure.reaches, people))


def some_are_reached(case: Case, secure: SecureReach) -> bool:
    return any(map(secure.reaches, outside(case)))


def holding_rules(case: Case) -> tuple[RuleMatch, ...]:
    """Those that hold it for somebody now: a reviewer who lets it go overrules them, and no others."""
    return holding(held_verdict(case))


def not_about_names(rules: Collection[RuleMatch]) -> tuple[str, ...]:
    """The ids of those that names which are shortened cannot answer."""
    return tuple(
        rule.id for rule in rules if not any(each.detector is DetectorId.PUPIL_NAME for each in rule.findings)
    )


def other_rules(case: Case, people: Collection[str]) -> tuple[RuleMatch, ...]:
    """The rules that do not hold it for these people, and ask for a change or for secure mail."""
    matched = {
        rule for each in case.judged.verdict.recipients if each.address in people for rule in each.rules
    }
    return tuple(
        rule
        for rule in case.judged.verdict.rules
        if rule.id in matched
        and rule.mode is Mode.ENFORCE
        and rule.action in (Disposition.REWRITE, Disposition.SECURE)
    )


def asked_about(case: Case) -> Asked:
    """What its forms may say. The sentences are what the rules advise its sender."""
    advice = (one_line(rule.advice, _MOST_SENTENCE) for rule in holding_rules(case) if rule.advice)
    answerable = may_answer(case.envelope, case.judged.headline)
    return Asked(case.held, tuple(dict.fromkeys(advice)), answerable)


def is_own(case: Case, email: str) -> bool:
    """Whether the person with this address wrote the message."""
    return Mailbox.parse(email).key == Mailbox.parse(case.envelope.sender).key
