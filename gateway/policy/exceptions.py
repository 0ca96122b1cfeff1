"""An exception is what a lead has ruled to be no leak: narrow, with an end, and revocable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

from detectors.names.fold import fold
from detectors.people.mailbox import Mailbox


class Kind(StrEnum):
    """What a lead has said of a message that was held."""

    NOT_A_PUPIL = "not-a-pupil"  # these words were taken for a pupil's name, and are none
    FINE = "fine"  # what this sender writes to this recipient is nothing that the rule need stop


@dataclass(frozen=True, slots=True)
class RuleException:
    """One exception; it counts for these rules, by their ids, to the end of its last day.

    sender, recipient: the one mailbox for which it counts, as `mailbox_of` has it; empty: whoever it is
    phrase: what is no pupil's name, as `phrase_of` has it
    pupils: for whom the phrase was taken; words that may be another pupil's name are not excepted
    """

    id: int
    kind: Kind
    rules: frozenset[str]
    last_day: date
    sender: str = ""
    recipient: str = ""
    phrase: str = field(default="", repr=False)
    pupils: frozenset[str] = frozenset()


def phrase_of(text: str) -> str:
    """The one spelling of words as a detector found them: folded, with single spaces."""
    return " ".join(fold(text).text.split())


def mailbox_of(address: str) -> str:
    """The one spelling of a mailbox; empty where it is not sure where the address leads."""
    mailbox = Mailbox.parse(address)
    return mailbox.plain if mailbox.is_sure else ""


@dataclass(frozen=True, slots=True)
class Leave:
    """What may count for mail of one sender, or of anybody, under one rule.

    fine: by recipient
    names: by phrase
    """

    fine: Mapping[str, RuleException]
    names: Mapping[str, tuple[RuleException, ...]]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Those of one school; without any, nothing is asked and nothing costs.

    every: in the order in which they were made
    leaves: by rule and sender; an empty sender: whoever it is
    ends: the first day on which one of them ends
    """

    every: tuple[RuleException, ...] = ()
    leaves: Mapping[tuple[str, str], Leave] = field(default_factory=dict, compare=False, repr=False)
    ends: date = date.max

    @classmethod
    def among(cls, exceptions: Iterable[RuleException]) -> Self:
        every = tuple(sorted(exceptions, key=lambda each: each.id))
        groups: dict[tuple[str, str], list[RuleException]] = {}
        for each in every:
            for rule in each.rules:
                groups.setdefault((rule, each.sender), []).append(each)
        leaves = {key: _leave(group) for key, group in groups.items()}
        return cls(every, leaves, min((each.last_day for each in every), default=date.max))

    def __bool__(self) -> bool:
        return bool(self.every)

    def on(self, day: date) -> Exceptions:
        """Those that have not ended on that day."""
        if day <= self.ends:
            return self
        return Exceptions.among(each for each in self.every if day <= each.last_day)

    def to(self, rule: str, sender: str) -> tuple[Leave, ...]:
        """What may count for what this address sends: its own, then everybody's."""
        found = (self.leaves.get((rule, each)) for each in dict.fromkeys((mailbox_of(sender), "")))
        return tuple(each for each in found if each is not None)


NO_EXCEPTIONS = Exceptions()


def _leave(exceptions: Iterable[RuleException]) -> Leave:
    fine: dict[str, RuleException] = {}
    names: dict[str, tuple[RuleException, ...]] = {}
    for each in exceptions:
        if each.kind is Kind.NOT_A_PUPIL:
            names[each.phrase] = (*names.get(each.phrase, ()), each)
        elif each.sender and each.recipient:  # fine is never what anybody writes, or to anybody
            fine.setdefault(each.recipient, each)
    return Leave(fine, names)
