"""The review page with a judge that reads messages in this process: hostile files are for other tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from django.db import connection

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.roster import Contact, Pupil, Roster
from gateway.inspection.exhibit import Exhibit, Wish
from gateway.inspection.frames import decode_exhibit, decode_wish, encode_exhibit, encode_wish
from gateway.inspection.judge import Judge
from gateway.inspection.showing import show
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, Office, QuietJudge

GRACE = Pupil(
    "1042",
    "Grace",
    "Bishop",
    year_group="8",
    contacts=(Contact("Ruth Bishop", "Mother", ("parent@example.com",)),),
)
HENRY = Pupil("1043", "Henry", "Tudor", year_group="10")
ROSTER = Roster((GRACE, HENRY))
NOBODY = Directory(frozenset(), frozenset(), frozenset())
FACTS = Facts.of(School(OAKFIELD, ("oakfield.sch.uk",)), ROSTER, NOBODY)


class Reader(QuietJudge):
    """As a worker reads, with what is said to it and by it on the way."""

    async def show(self, _school: str, raw: bytes, wanted: Wish) -> Exhibit:
        _, wish, message = decode_wish(encode_wish(0, wanted) + raw)
        return decode_exhibit(encode_exhibit(show(message, wish, FACTS, Budget())))


@pytest.fixture
def office(office: Office) -> Office:
    """With two pupils on Oakfield's list."""
    office.site = replace(office.site, judge=cast(Judge, Reader()))
    file = str(Path("pupils.csv"))
    record = ListRecord(OAKFIELD, file, file, "csv", "1", ListCounts(pupils=2), NOW, NOW, NOW)
    remember(office.seal, record, ROSTER)
    return office


@pytest.fixture
def django_queries() -> Iterator[list[str]]:
    """Every query that is made from now on."""
    made: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        made.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield made
