"""Who decides on what is held: the data protection lead, or the role that a rule names."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.reasons import holding
from gateway.actions.notices.values import House
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Decider:
    """A role, by the name that rules use, and those who have it at this school; the lead's is empty."""

    role: str
    addresses: tuple[str, ...]

    def in_words(self, phrases: Phrases) -> str:
        """ "the headteacher, head@oakfield.sch.uk"."""
        addresses = phrases.join("decider.addresses", [one_line(each) for each in self.addresses])
        if not self.role:
            return phrases.say("decider.lead", addresses=addresses)
        own = f"decider.roles.{self.role}"
        if phrases.has(own):
            return phrases.say(own, addresses=addresses)
        return phrases.say("decider.role", role=self.role.replace("-", " "), addresses=addresses)


def deciders(verdict: Verdict, house: House) -> tuple[Decider, ...]:
    """Whose decision a held message waits for: the lead's where a rule names no role, or nobody has it.

    Any of them may look at it: who rules first has ruled.
    """
    found = dict.fromkeys(_decider(match.approver, house) for match in holding(verdict))
    return tuple(found) or (lead_of(house),)


def deciders_in_words(deciding: tuple[Decider, ...], phrases: Phrases) -> str:
    return phrases.join("decider.list", [each.in_words(phrases) for each in deciding])


def lead_of(house: House) -> Decider:
    return Decider("", (house.data_protection_lead,))


def _decider(role: str, house: House) -> Decider:
    addresses = dict(house.roles).get(role)
    return Decider(role, addresses) if addresses else lead_of(house)
