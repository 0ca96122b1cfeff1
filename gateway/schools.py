"""The schools as they are in force: their pupils, their rules, what is wrong with their lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from detectors.context import Directory, Facts, School
from detectors.people.recipients import Recipients
from detectors.roster import Roster
from detectors.words.vocabulary import Vocabulary
from gateway.inspection.aids import SchoolAids
from gateway.inspection.frames import pack
from gateway.inspection.judge import SchoolRules
from gateway.policy.reach import SecureReach
from gateway.policy.rules import Policy
from gateway.roster.keeper import Installation
from gateway.roster.leavers import on_roll
from gateway.roster.memory import known_roster, records_of, remembered_roster
from gateway.roster.standing import complaints
from gateway.roster.taking import SchoolLists, day_of
from gateway.store.engine import use_storage
from gateway.store.rosters import ListRecord
from gateway.store.seal import Seal


@dataclass(frozen=True, slots=True)
class SchoolBasis:
    """What of a school does not change while the gateway runs."""

    school: School
    lists: SchoolLists
    policy: Policy
    directory: Directory
    vocabulary: Vocabulary
    secure: SecureReach
    aids: SchoolAids
    notices: tuple[str, ...] = ()  # what is wrong with the school's own wording of notices, a sentence each

    def rules(self, roster: Roster) -> SchoolRules:
        """What the school's mail is judged by, with these pupils. Slow: it builds the name index."""
        facts = Facts.of(self.school, roster, self.directory, self.vocabulary)
        return SchoolRules(pack(facts), self.policy, Recipients.of(facts), self.secure, self.aids)


@dataclass(frozen=True, slots=True)
class SchoolInForce:
    """A school with the pupils that are looked for now, and the lists that they come from."""

    basis: SchoolBasis
    rules: SchoolRules
    records: tuple[ListRecord, ...]
    pupils: int  # on the roll
    leavers: int
    refused: str = ""  # why the rule files as they are now are not in force

    def complaints(self, now: datetime) -> Iterator[str]:
        """What somebody must look after, a sentence each."""
        if self.refused:
            yield self.refused
        yield from complaints(self.basis.lists, self.records, now)


def remembered_school(seal: Seal, basis: SchoolBasis, now: datetime) -> SchoolInForce:
    """With what was last taken in of its lists. Raises SettingsError where nothing was."""
    records = records_of(seal, basis.lists)
    return _in_force(basis, remembered_roster(seal, basis.lists, now), records, now)


def rebuilt_school(installation: Installation, basis: SchoolBasis, now: datetime) -> SchoolInForce:
    """`remembered_school` in a process that has not opened the database yet. Raises SettingsError."""
    use_storage(installation.storage)
    return remembered_school(installation.seal, basis, now)


def known_school(seal: Seal | None, basis: SchoolBasis, now: datetime) -> SchoolInForce:
    """As a gateway that started now would have it; writes nothing. Raises RosterError or SettingsError."""
    roster, records = known_roster(seal, basis.lists, now)
    return _in_force(basis, roster, records, now)


def _in_force(
    basis: SchoolBasis, roster: Roster, records: tuple[ListRecord, ...], now: datetime
) -> SchoolInForce:
    pupils = len(on_roll(roster.pupils, day_of(now)))
    return SchoolInForce(basis, basis.rules(roster), records, pupils, len(roster.pupils) - pupils)
