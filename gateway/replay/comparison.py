"""Two verdicts on one message: whether they differ, and how often one becomes the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from gateway.policy.verdict import Disposition, Mode, Verdict

MOST_DIFFERENCES = 5000  # that are listed; all are counted


@dataclass(frozen=True, slots=True)
class Difference:
    """A message of which another policy would have made something else, for some recipient at least.

    changed: for how many recipients, of all
    old_rules, new_rules: the ids of the enforced rules that matched
    """

    day: date | None
    subject: str
    place: str
    old: Disposition
    new: Disposition
    changed: int
    recipients: int
    old_rules: tuple[str, ...]
    new_rules: tuple[str, ...]


@dataclass(slots=True)
class Comparison:
    """The figures of the other policy, beside those of the one in force.

    changes: how many messages go from one disposition to another, or stay
    differing: all messages that differ; `differences` has the first of them
    """

    outcomes: Counter[Disposition] = field(default_factory=Counter)
    changes: dict[Disposition, Counter[Disposition]] = field(default_factory=dict)
    differing: int = 0
    differences: list[Difference] = field(default_factory=list)

    def count(self, old: Disposition, new: Disposition) -> None:
        self.outcomes[new] += 1
        self.changes.setdefault(old, Counter())[new] += 1

    def note(self, difference: Difference) -> None:
        self.differing += 1
        if len(self.differences) < MOST_DIFFERENCES:
            self.differences.append(difference)


def difference_between(
    old: Verdict, new: Verdict, day: date | None, subject: str, place: str
) -> Difference | None:
    """None where every recipient gets the same by both, whatever the rules are called."""
    after = {each.address: each.disposition for each in new.recipients}
    changed = sum(after.get(each.address) is not each.disposition for each in old.recipients)
    if not changed:
        return None
    return Difference(
        day,
        subject,
        place,
        old.disposition,
        new.disposition,
        changed,
        len(old.recipients),
        _enforced(old),
        _enforced(new),
    )


def _enforced(verdict: Verdict) -> tuple[str, ...]:
    return tuple(match.id for match in verdict.rules if match.mode is Mode.ENFORCE)
