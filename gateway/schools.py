"""The schools as they are in force: their pupils, their rules, what is wrong with the newest list."""

from __future__ import annotations

from dataclasses import dataclass

from detectors.context import Directory, Facts, School
from detectors.recipients import Recipients
from gateway.inspection.judge import SchoolRules
from gateway.policy.rules import Policy
from gateway.roster.source import LoadedRoster


@dataclass(frozen=True, slots=True)
class SchoolBasis:
    """What of a school does not change while the gateway runs."""

    school: School
    policy: Policy
    directory: Directory
    secure_available: bool

    def rules(self, loaded: LoadedRoster) -> SchoolRules:
        """What the school's mail is judged by, with these pupils. Slow: it builds the name index."""
        facts = Facts.of(self.school, loaded.roster, self.directory)
        return SchoolRules(facts, self.policy, Recipients.of(facts), self.secure_available)


@dataclass(frozen=True, slots=True)
class SchoolInForce:
    """A school with the pupils that are looked for now."""

    basis: SchoolBasis
    loaded: LoadedRoster
    rules: SchoolRules
    problem: str = ""
