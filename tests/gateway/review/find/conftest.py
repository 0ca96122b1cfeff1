"""A school whose pupils are known, and a judge that reads messages as the workers do."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import pytest

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.roster import Contact, Pupil, Roster, StaffMember
from gateway.inspection.exhibit import Exhibit, Wish
from gateway.inspection.judge import Judge
from gateway.inspection.showing import show
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, RIVERSIDE, Office

GRACE = Pupil(
    "1042",
    "Grace",
    "Bishop",
    year_group="8",
    contacts=(Contact("Mary Bishop", "mother", ("grace.home@example.net",)),),
)
ZOE = Pupil("1043", "Zoë", "O'Neill", preferred_forename="Zed", year_group="9", upn="A801234567893")
HENRY = Pupil("1044", "Henry", "Tudor", year_group="8", emails=("htudor@pupils.oakfield.sch.uk",))
LEAVER = Pupil("1045", "Siân", "Smith-Jones", left="2026-07-21")
TEACHER = StaffMember("Ada Teacher", ("a.teacher@oakfield.sch.uk",))
ROSTER = Roster((GRACE, ZOE, HENRY, LEAVER), (TEACHER,))
ELSEWHERE = Roster((replace(GRACE, id="77", surname="Otherwood"),))


class Reader:
    """Shows messages in this process."""

    def __init__(self) -> None:
        school = School(OAKFIELD, ("oakfield.sch.uk",))
        nobody: frozenset[str] = frozenset()
        self._facts = Facts.of(school, ROSTER, Directory(nobody, nobody, nobody))

    async def show(self, _school: str, raw: bytes, wish: Wish) -> Exhibit:
        return show(raw, wish, self._facts, Budget())


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture
def oakfield(office: Office, reader: Reader) -> Office:
    """Its page, with its pupils and those of another school."""
    for school, roster in ((OAKFIELD, ROSTER), (RIVERSIDE, ELSEWHERE)):
        remember(office.seal, record_of(school), roster)
    office.site = replace(office.site, judge=cast(Judge, reader))
    return office


def record_of(school: str) -> ListRecord:
    return ListRecord(school, "pupils.csv", "pupils.csv", "csv", "1", ListCounts(4), NOW, NOW, NOW)
