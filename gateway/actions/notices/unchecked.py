"""What the data protection lead is told when mail passes that could not be checked."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.values import House, LetPass
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Unchecked


@dataclass(frozen=True, slots=True)
class PassingRule:
    """A rule by its title; `until`: the last day on which it lets pass what could not be checked."""

    title: str
    until: str


@dataclass(frozen=True, slots=True)
class UncheckedView:
    """unchecked.*.j2: nothing of any message. `link`: where what passed is on record, or empty."""

    school: str
    sender: str
    rules: tuple[PassingRule, ...]
    link: str


def unchecked_view(about: LetPass, house: House, phrases: Phrases) -> UncheckedView:
    return UncheckedView(
        school=one_line(house.school),
        sender=one_line(about.sender),
        rules=tuple(_rule(each, phrases) for each in about.rules),
        link=f"{house.site}/record" if house.site else "",
    )


def _rule(each: Unchecked, phrases: Phrases) -> PassingRule:
    return PassingRule(one_line(each.title), phrases.day(each.last_day))
