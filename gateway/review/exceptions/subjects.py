"""What of a held message an exception can be to: a name that is none, or a sender, a recipient and a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detectors.finding import DetectorId
from gateway.actions.plan import Case, Judged
from gateway.policy.exceptions import mailbox_of, phrase_of
from gateway.policy.narrow import is_one_word
from gateway.policy.seen import Seen
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Truth


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that held the message, as it was called then."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Name:
    """Words that were taken for a pupil's name.

    place: of the first such finding in the report
    pupils: for whom they were taken
    """

    place: int
    phrase: str = field(repr=False)
    pupils: frozenset[str]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A recipient for whom a rule has held the message; `place` in the envelope."""

    place: int
    recipient: str
    rule: Rule


def names_in(case: Case) -> tuple[Name, ...]:
    """Each once. None of a message that is marked as private: nobody is to read it here."""
    judged = case.judged
    if judged.verdict.unseen or any(judged.report.of(DetectorId.MARKED_PRIVATE)):
        return ()
    first: dict[str, int] = {}
    pupils: dict[str, set[str]] = {}
    for place, finding in enumerate(judged.report.findings):
        if finding.detector is DetectorId.PUPIL_NAME and finding.text:
            phrase = phrase_of(finding.text)
            first.setdefault(phrase, place)
            pupils.setdefault(phrase, set()).update(finding.pupils)
    rules = _rules_by_phrase(judged)
    return tuple(
        Name(place, judged.report.findings[place].text, frozenset(pupils[phrase]), rules[phrase])
        for phrase, place in first.items()
        if phrase in rules and not is_one_word(phrase)
    )


def pairs_in(case: Case) -> tuple[Pair, ...]:
    """By recipient. None where a part could not be read, or an address may lead elsewhere."""
    if not was_read(case) or not mailbox_of(case.envelope.sender):
        return ()
    holding = {match.id: match for match in _holding(case.judged) if match.truth is Truth.YES}
    return tuple(
        Pair(place, recipient.address, _rule(holding[rule]))
        for place, recipient in enumerate(case.judged.verdict.recipients)
        if recipient.disposition is Disposition.HOLD and mailbox_of(recipient.address)
        for rule in recipient.rules
        if rule in holding
    )


def was_read(case: Case) -> bool:
    """Whether all of the message could be read: what could not is never fine for good."""
    return Seen(case.judged.report).is_whole


def _rules_by_phrase(judged: Judged) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, dict[Rule, None]] = {}
    for match in _holding(judged):
        for finding in match.findings:
            if finding.detector is DetectorId.PUPIL_NAME:
                found.setdefault(phrase_of(finding.text), {})[_rule(match)] = None
    return {phrase: tuple(rules) for phrase, rules in found.items()}


def _holding(judged: Judged) -> Iterator[RuleMatch]:
    """The rules that held it, and to which the policy allows exceptions."""
    verdict = judged.verdict
    held = {
        rule
        for recipient in verdict.recipients
        if recipient.disposition is Disposition.HOLD
        for rule in recipient.rules
    }
    for match in verdict.rules:
        stops = match.mode is Mode.ENFORCE and match.action >= Disposition.HOLD
        if stops and match.id in held and match.exceptions:
            yield match


def _rule(match: RuleMatch) -> Rule:
    return Rule(match.id, match.title)
