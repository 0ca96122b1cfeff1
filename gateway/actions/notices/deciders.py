"""Who decides on what is held: the data protection lead, or the role that a rule names."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.values import House
from gateway.actions.quoting import one_line
from gateway.policy.verdict import Disposition, Mode, Verdict

LEAD = "data protection lead"


@dataclass(frozen=True, slots=True)
class Decider:
    """A role and those who have it at this school."""

    role: str
    addresses: tuple[str, ...]

    def __str__(self) -> str:
        """ "the headteacher, head@oakfield.sch.uk"."""
        return f"the {self.role}, {' or '.join(map(one_line, self.addresses))}"


def deciders(verdict: Verdict, house: House) -> tuple[Decider, ...]:
    """Whose decision a held message waits for: the lead's where a rule names no role, or nobody has it.

    Any of them may look at it: who rules first has ruled.
    """
    held = {
        rule for each in verdict.recipients if each.disposition is Disposition.HOLD for rule in each.rules
    }
    holding = (
        match
        for match in verdict.rules
        if match.id in held and match.mode is Mode.ENFORCE and match.action is Disposition.HOLD
    )
    found = dict.fromkeys(_decider(match.approver, house) for match in holding)
    return tuple(found) or (lead_of(house),)


def lead_of(house: House) -> Decider:
    return Decider(LEAD, (house.data_protection_lead,))


def _decider(role: str, house: House) -> Decider:
    addresses = dict(house.roles).get(role)
    return Decider(role.replace("-", " "), addresses) if addresses else lead_of(house)
