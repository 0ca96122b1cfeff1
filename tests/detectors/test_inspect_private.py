"""Of mail that is marked as private only the header is looked at, where the school's policy says so."""

from __future__ import annotations

import pytest

from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import Completion, DetectorId
from detectors.inspect import LEFT_PRIVATE, inspect
from detectors.roster import Pupil, Roster

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster((Pupil("1042", "Grace", "Bishop"),)),
    Directory(frozenset(), frozenset(), frozenset()),
)
BODY = b"\r\nGrace Bishop has forgotten her kit.\r\n"
PRIVATE = b"Subject: Private: dentist\r\n"
PLAIN = b"Subject: Dentist\r\n"
NAMED = b"Subject: Private: Grace Bishop\r\n"


@pytest.mark.parametrize(
    ("raw", "leave", "found", "completion"),
    [
        (PRIVATE + BODY, True, 0, Completion.WAIVED),
        (PRIVATE + BODY, False, 1, Completion.FINISHED),
        (PLAIN + BODY, True, 1, Completion.FINISHED),
        (NAMED + BODY, True, 1, Completion.WAIVED),
    ],
)
def test_what_is_looked_at(raw: bytes, leave: bool, found: int, completion: Completion) -> None:
    report = inspect(raw, FACTS, Budget(), leave_private=leave)
    assert len(list(report.of(DetectorId.PUPIL_NAME))) == found
    assert report.completion_of(DetectorId.PUPIL_NAME) is completion
    assert (LEFT_PRIVATE in report.warnings) is (completion is Completion.WAIVED)


def test_what_cannot_be_read_of_it_is_not_looked_at_either() -> None:
    broken = b"Content-Type: application/zip; name=a.zip\r\n" + PRIVATE + b"\r\nPK\x03\x04 cut off"
    report = inspect(broken, FACTS, Budget(), leave_private=True)
    assert report.attachments == ()
    assert list(report.of(DetectorId.UNINSPECTABLE)) == []
