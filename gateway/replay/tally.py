"""What a dry run has counted so far: grows message by message, and can be written down at any moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from detectors.finding import Headline
from detectors.sending import RecipientClass
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Verdict
from gateway.replay.comparison import Comparison, difference_between
from gateway.replay.judging import Decided
from gateway.replay.leftout import LeftOut
from gateway.replay.outgoing import Outgoing
from gateway.replay.stored import Position

Outcomes = Counter[Disposition]

MOST_EXAMPLES = 3  # of one rule
MOST_UNREADABLE = 20  # that are named
SUBJECT_LENGTH = 120  # characters


@dataclass(frozen=True, slots=True)
class Example:
    """One message as the lead would recognise it. `subject` and `place` are empty where none are wanted."""

    day: date | None
    subject: str
    place: str


@dataclass(slots=True)
class RuleTally:
    """The messages that a rule matched, by what became of them.

    alone: how many of those that did not simply go on no other enforced rule matched
    """

    title: str
    action: str
    mode: Mode
    outcomes: Outcomes = field(default_factory=Counter)
    alone: int = 0
    examples: list[Example] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """The figures of a dry run. A message counts by its strictest recipient.

    days: how many messages are of each day
    groups: of senders; a message counts in every one that its sender is in
    recipients: each counts in every class that it is of
    named_nobody: messages without a recipient, judged as for somebody outside
    identities: of the messages judged, so that a copy in another mailbox is not counted again
    """

    outcomes: Outcomes = field(default_factory=Counter)
    groups: dict[str, Outcomes] = field(default_factory=dict)
    recipients: Outcomes = field(default_factory=Counter)
    classes: dict[RecipientClass, Outcomes] = field(default_factory=dict)
    rules: dict[str, RuleTally] = field(default_factory=dict)
    days: Counter[date] = field(default_factory=Counter)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    unreadable: list[Position] = field(default_factory=list)
    named_nobody: int = 0
    identities: set[int] = field(default_factory=set)
    comparison: Comparison = field(default_factory=Comparison)


class Counting:
    """Counts into a tally. `quoting`: whether subjects and places of messages may be kept."""

    def __init__(self, tally: Tally, quoting: bool) -> None:
        self.tally = tally
        self._quoting = quoting

    def leave_out(self, why: LeftOut, position: Position) -> None:
        self.tally.left_out[why] += 1
        if why in {LeftOut.UNREADABLE, LeftOut.TOO_LARGE} and len(self.tally.unreadable) < MOST_UNREADABLE:
            self.tally.unreadable.append(position)

    def count(self, message: Outgoing, decided: Decided, position: Position) -> None:
        tally, verdict = self.tally, decided.verdict
        disposition = verdict.disposition
        tally.identities.add(message.identity)
        tally.named_nobody += message.names_nobody
        tally.outcomes[disposition] += 1
        for group in decided.groups:
            tally.groups.setdefault(group, Counter())[disposition] += 1
        if message.at is not None:
            tally.days[message.at.date()] += 1
        self._count_recipients(verdict)
        example = self._example(message, decided.headline, position)
        for match in verdict.rules:
            self._count_rule(match, verdict, example)
        if decided.other is not None:
            self._compare(verdict, decided.other, example)

    def _count_recipients(self, verdict: Verdict) -> None:
        for recipient in verdict.recipients:
            self.tally.recipients[recipient.disposition] += 1
            for each in recipient.classes:
                self.tally.classes.setdefault(each, Counter())[recipient.disposition] += 1

    def _count_rule(self, match: RuleMatch, verdict: Verdict, example: Example) -> None:
        rule = self.tally.rules.get(match.id)
        if rule is None:
            action = "warn" if match.warns else str(match.action)
            rule = self.tally.rules[match.id] = RuleTally(match.title, action, match.mode)
        rule.outcomes[verdict.disposition] += 1
        enforced = sum(each.mode is Mode.ENFORCE for each in verdict.rules)
        goes_on = verdict.disposition is Disposition.DELIVER
        rule.alone += match.mode is Mode.ENFORCE and enforced == 1 and not goes_on
        if len(rule.examples) < MOST_EXAMPLES and _adds_something(example, rule.examples):
            rule.examples.append(example)

    def _compare(self, verdict: Verdict, other: Verdict, example: Example) -> None:
        comparison = self.tally.comparison
        comparison.count(verdict.disposition, other.disposition)
        if difference := difference_between(verdict, other, example.day, example.subject, example.place):
            comparison.note(difference)

    def _example(self, message: Outgoing, headline: Headline, position: Position) -> Example:
        day = message.at.date() if message.at else None
        if not self._quoting:
            return Example(day, "", "")
        return Example(day, one_line(headline.subject, SUBJECT_LENGTH), str(position))


def _adds_something(example: Example, known: list[Example]) -> bool:
    """Three answers in one conversation are no three examples."""
    topics = {_topic(each.subject) for each in known}
    return bool(example.subject) and _topic(example.subject) not in topics


def _topic(subject: str) -> str:
    return subject.rpartition(":")[2].strip().casefold()
