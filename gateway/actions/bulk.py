"""What the data protection lead is told, once, of a sender who has crossed a threshold: what went before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.policy.past import Crossing, Past, Reach, Sent
from gateway.policy.verdict import RuleMatch, Verdict

MOST_WENT = 30  # messages that are listed


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody has been told of a rule and a sender, and is not told again before `until`.

    sender: names the sender, and cannot be read back into an address
    """

    rule: str
    sender: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Went:
    """One message that went to personal accounts, with nothing in it that says what or to whom.

    accounts: by number, each the same in the whole list
    pupils: how many were named in it
    dispositions: what became of it, as verdicts write it
    current: it is the message with which a threshold is crossed
    """

    at: datetime
    accounts: tuple[int, ...]
    size: int
    forwarded: bool
    attached: int
    pupils: int
    dispositions: tuple[str, ...]
    current: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A message with which its sender crosses thresholds.

    silences: one for each rule that the lead is to be told of now
    told: the ids of the rules that the lead was told of before
    went: what counts, the newest first, the message itself among it; `more` were earlier
    """

    silences: tuple[Silence, ...] = ()
    told: tuple[str, ...] = ()
    went: tuple[Went, ...] = ()
    more: int = 0

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rules that the lead is told of by an alert of its own, now or before."""
        return frozenset(self.told).union(each.rule for each in self.silences)


def crossed(verdict: Verdict) -> tuple[RuleMatch, ...]:
    """The rules whose thresholds are crossed."""
    return tuple(match for match in verdict.rules if match.crossings)


def silenced_until(match: RuleMatch, now: datetime) -> datetime:
    """The end of the longest window of a rule that has crossings."""
    return now + max(each.window.length for each in match.crossings)


def went(past: Past, matches: Iterable[RuleMatch], message: str) -> tuple[tuple[Went, ...], int]:
    """What counts for these rules, the newest first, and how many more messages there are.

    message: the id of the current one
    """
    counted: dict[tuple[str, str], Sent] = {}
    for match in matches:
        for crossing in match.crossings:
            for address in _one_of_each_kind(crossing):
                for sent in past.counted(address, crossing.window, crossing.reach):
                    counted[sent.message, sent.account] = sent
    in_order = sorted(counted.values(), key=lambda sent: sent.at)
    accounts = dict.fromkeys(sent.account for sent in in_order)
    numbers = {account: number for number, account in enumerate(accounts, 1)}
    messages: dict[str, list[Sent]] = {}
    for sent in in_order:
        messages.setdefault(sent.message, []).append(sent)
    newest = list(messages.values())[::-1]
    shown = tuple(_one(each, numbers, message) for each in newest[:MOST_WENT])
    return shown, len(newest) - len(shown)


def _one_of_each_kind(crossing: Crossing) -> tuple[str, ...]:
    """The recipients for whom not the same counts."""
    return crossing.recipients[:1] if crossing.reach is Reach.ALL_ACCOUNTS else crossing.recipients


def _one(copies: list[Sent], numbers: Mapping[str, int], message: str) -> Went:
    """One message to several accounts."""
    first = copies[0]
    return Went(
        first.at,
        tuple(sorted(numbers[each.account] for each in copies)),
        first.size,
        first.forwarded,
        first.attached,
        len(frozenset().union(*(each.pupils for each in copies))),
        tuple(dict.fromkeys(each.disposition for each in copies if each.disposition)),
        current=first.message == message,
    )
