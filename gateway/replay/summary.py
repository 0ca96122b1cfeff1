"""What a dry run came to, in the order in which people ask: what became of the mail, why, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gateway.policy.english.wording import PEOPLE
from gateway.policy.verdict import Disposition, Mode
from gateway.replay.comparison import Difference
from gateway.replay.files import Mailbox
from gateway.replay.leftout import LeftOut
from gateway.replay.tally import Example, Outcomes, RuleTally, Tally
from gateway.replay.words import counted

BUSIEST = 10  # rules that are shown

_WHAT_WENT_BEFORE = (
    "What a sender had sent before counts from the first message of this run on, and again from where a run "
    "that was broken off went on. Passwords that follow their files in a later message were not looked for."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a dry run was asked.

    source: where the mail lies
    policy, against: titles; `against` is empty where there is no other policy
    rules: ids and titles of all rules of the policy that are on
    quoting: whether subjects and places of messages are shown
    """

    source: str
    schools: tuple[str, ...]
    policy: str
    against: str
    rules: tuple[tuple[str, str], ...]
    quoting: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A sender group or a recipient class. `id`: as policies write it; `name`: in words."""

    id: str
    name: str
    outcomes: Outcomes


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, by what became of the messages that it matched. `alone`: of these, by no other rule."""

    id: str
    title: str
    action: str
    mode: Mode
    outcomes: Outcomes
    alone: int
    examples: tuple[Example, ...]

    @property
    def messages(self) -> int:
        return self.outcomes.total()


@dataclass(frozen=True, slots=True)
class Change:
    """How many messages would go from one disposition to another."""

    old: Disposition
    new: Disposition
    messages: int


@dataclass(frozen=True, slots=True)
class Compared:
    """The other policy. `differences` may be the first of `differing` only."""

    policy: str
    outcomes: Outcomes
    changes: tuple[Change, ...]
    differing: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A dry run that has come to its end.

    messages: all that were judged
    days: on which there was mail, between the first and the last
    rules: those that matched, the busiest first; `silent` are the titles of the others
    left_out: in words, with their numbers
    unreadable: where the first of them are
    size: bytes of the mailbox
    """

    asked: Asked
    messages: int
    outcomes: Outcomes
    recipients: Outcomes
    days: int
    first: date | None
    last: date | None
    rules: tuple[RuleRow, ...]
    silent: tuple[str, ...]
    groups: tuple[Row, ...]
    classes: tuple[Row, ...]
    left_out: tuple[tuple[str, int], ...]
    unreadable: tuple[str, ...]
    notes: tuple[str, ...]
    compared: Compared | None
    size: int
    seconds: float

    @property
    def speed(self) -> float:
        """Messages judged in a second."""
        return self.messages / self.seconds if self.seconds else 0.0

    @property
    def throughput(self) -> float:
        """Bytes of the mailbox in a second."""
        return self.size / self.seconds if self.seconds else 0.0

    @property
    def stopped_daily(self) -> float:
        """How many messages a day a reviewer would have had to look at."""
        return self.outcomes[Disposition.HOLD] / self.days if self.days else 0.0


def summarise(asked: Asked, mailbox: Mailbox, tally: Tally, seconds: float) -> Summary:
    """All figures of a run that took so many seconds."""
    return Summary(
        asked=asked,
        messages=tally.outcomes.total(),
        outcomes=tally.outcomes,
        recipients=tally.recipients,
        days=len(tally.days),
        first=min(tally.days, default=None),
        last=max(tally.days, default=None),
        rules=_busiest_first(tally.rules),
        silent=tuple(title for id_, title in asked.rules if id_ not in tally.rules),
        groups=tuple(Row(name, name, tally.groups[name]) for name in sorted(tally.groups)),
        classes=tuple(
            Row(each, PEOPLE[each].several, tally.classes[each]) for each in PEOPLE if each in tally.classes
        ),
        left_out=_left_out(tally, mailbox),
        unreadable=tuple(map(str, tally.unreadable)) if asked.quoting else (),
        notes=_notes(tally),
        compared=_compared(asked, tally),
        size=mailbox.size,
        seconds=seconds,
    )


def _busiest_first(rules: dict[str, RuleTally]) -> tuple[RuleRow, ...]:
    rows = (
        RuleRow(id_, rule.title, rule.action, rule.mode, rule.outcomes, rule.alone, tuple(rule.examples))
        for id_, rule in rules.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.messages, row.id)))


_WORDS = {
    LeftOut.NOT_OUTGOING: "not sent by the school",
    LeftOut.COPY: "further copies of a message that is counted already",
    LeftOut.UNREADABLE: "not readable as a message",
    LeftOut.TOO_LARGE: "larger than the relay takes",
}


def _left_out(tally: Tally, mailbox: Mailbox) -> tuple[tuple[str, int], ...]:
    counted = [
        *((_WORDS[why], tally.left_out[why]) for why in LeftOut),
        ("Outlook's own .msg files, which a dry run does not read", mailbox.outlook),
        ("files of other kinds", mailbox.others),
        ("folders that may not be listed", mailbox.closed),
    ]
    return tuple((words, number) for words, number in counted if number)


def _notes(tally: Tally) -> tuple[str, ...]:
    if not tally.named_nobody:
        return (_WHAT_WENT_BEFORE,)
    they = counted(tally.named_nobody, "message")
    return (
        f"Without a recipient in its header, and so judged as for somebody outside: {they}.",
        _WHAT_WENT_BEFORE,
    )


def _compared(asked: Asked, tally: Tally) -> Compared | None:
    if not asked.against:
        return None
    comparison = tally.comparison
    changes = [
        Change(old, new, number)
        for old, after in comparison.changes.items()
        for new, number in after.items()
        if old is not new
    ]
    changes.sort(key=lambda change: (-change.messages, change.old, change.new))
    return Compared(
        asked.against,
        comparison.outcomes,
        tuple(changes),
        comparison.differing,
        tuple(comparison.differences),
    )
