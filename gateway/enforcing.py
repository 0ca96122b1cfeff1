"""Brings a school's new pupils and rules into force between two messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from gateway.inspection.judge import Judge
from gateway.inspection.pool import WorkersUnavailableError
from gateway.roster.keeper import Installation, Records
from gateway.roster.process import ProcessDiedError, in_own_process
from gateway.schools import SchoolBasis, SchoolInForce, rebuilt_school


@dataclass(frozen=True, slots=True)
class SchoolEnforcer:
    """Of one school. What is slow happens in a process of its own; no message waits for it."""

    name: str
    schools: dict[str, SchoolInForce]
    judge: Judge
    installation: Installation
    one_at_a_time: asyncio.Lock
    noted: Callable[[SchoolBasis], Awaitable[None]]  # puts on record what is in force now

    async def replace_pupils(self) -> int:
        async with self.one_at_a_time:
            return await self._rebuild(self.schools[self.name].basis)

    async def replace_rules(self, basis: SchoolBasis) -> None:
        async with self.one_at_a_time:
            school = self.schools[self.name]
            if basis == school.basis:
                return
            if basis != replace(school.basis, policy=basis.policy):
                await self._rebuild(basis)
                await self.noted(basis)
                return
            self.judge.replace_policy(self.name, basis.policy)
            rules = replace(school.rules, policy=basis.policy)
            self.schools[self.name] = replace(school, basis=basis, rules=rules)
            await self.noted(basis)

    async def _rebuild(self, basis: SchoolBasis) -> int:
        """How many pupils are on the roll. Raises ProcessDiedError."""
        school = await in_own_process(rebuilt_school, self.installation, basis, datetime.now(UTC))
        try:
            await self.judge.replace(self.name, school.rules)
        except WorkersUnavailableError:
            raise ProcessDiedError from None
        self.schools[self.name] = replace(school, refused=self.schools[self.name].refused)
        return school.pupils

    def refuse_rules(self, complaint: str) -> None:
        self.schools[self.name] = replace(self.schools[self.name], refused=complaint)

    def replace_records(self, records: Records) -> None:
        self.schools[self.name] = replace(self.schools[self.name], records=records)
