"""Single pupils are found again by the ids that findings name."""

from __future__ import annotations

from detectors.roster import Pupil, Roster
from gateway.store.pupils import find_pupils
from gateway.store.rosters import ListCounts, ListRecord, remember
from tests.support.judged import NOW
from tests.support.review import OAKFIELD, RIVERSIDE, Office

GONE = Pupil("1042", "Ada", "Stone", left="2026-07-20")


def test_the_pupils_that_are_asked_for(office: Office) -> None:
    record = ListRecord(
        OAKFIELD, "leavers.csv", "leavers.csv", "csv", "1", ListCounts(leavers=1), NOW, NOW, NOW
    )
    remember(office.seal, record, Roster((GONE,)))
    found = find_pupils(office.seal, OAKFIELD, {"1042", "1043", "1042 (left 2026-07-20)", "9999"})
    assert {key: each.surname for key, each in found.items()} == {
        "1042": "Bishop",
        "1043": "Tudor",
        "1042 (left 2026-07-20)": "Stone",
    }
    assert find_pupils(office.seal, OAKFIELD, {"1042"})["1042"].surname == "Bishop"
    assert find_pupils(office.seal, RIVERSIDE, {"1043"}) == {}
    assert find_pupils(office.seal, OAKFIELD, ()) == {}
