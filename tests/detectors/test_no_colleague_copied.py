"""A pupil hears from a member of staff alone, or with a colleague copied in."""

from __future__ import annotations

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Finding
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.no_colleague_copied import find
from detectors.people.recipients import Recipients
from tests.detectors.matters import FACTS, PUPIL, SENDER, matter_of

COLLEAGUE = "s.jones@oakfield.sch.uk"


def found(*recipients: str, sender: str = SENDER, fields: tuple[tuple[str, str], ...] = ()) -> list[Finding]:
    return list(find(matter_of("Hello", fields=fields, sender=sender, recipients=recipients)))


@pytest.mark.parametrize(
    "recipients",
    [
        [PUPIL],
        [PUPIL, "htudor@pupils.oakfield.sch.uk"],
        [PUPIL, "ruth.bishop@gmail.com"],
        [PUPIL, "tutor@elmwood.leeds.sch.uk"],
        [PUPIL, SENDER],
        [PUPIL, "M.Okafor+pupils@oakfield.sch.uk"],
        [PUPIL, "okafor_m@oakfield.sch.uk"],
        [PUPIL, "head.of.year7@oakfield.sch.uk"],  # the list of staff says whose it is
        [PUPIL, "mokafor@oakfield-trust.example"],
        [PUPIL, "m.okafor@gmail.com"],
    ],
)
def test_no_colleague(recipients: list[str]) -> None:
    (finding,) = found(*recipients)
    assert finding.detector is DetectorId.NO_COLLEAGUE_COPIED
    assert finding.recipients == tuple(each for each in recipients if "@pupils." in each)


@pytest.mark.parametrize(
    "recipients",
    [
        [PUPIL, COLLEAGUE],
        [COLLEAGUE, PUPIL],
        [PUPIL, "safeguarding@oakfield.sch.uk"],
        [PUPIL, "mary.okafor@oakfield.sch.uk"],  # at one domain, another person
        [PUPIL, "s.jones@oakfield-trust.example"],
        ["ruth.bishop@gmail.com"],
        [COLLEAGUE],
        [],
    ],
)
def test_a_colleague_or_no_pupil(recipients: list[str]) -> None:
    assert found(*recipients) == []


def test_a_colleague_in_the_header_counts() -> None:
    assert found(PUPIL, fields=(("Cc", f"Sarah Jones <{COLLEAGUE}>"),)) == []
    assert len(found(PUPIL, fields=(("Cc", f"Mary Okafor <{SENDER}>"),))) == 1


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        ("htudor@pupils.oakfield.sch.uk", ()),
        ("", ()),
        ("someone@gmail.com", ()),
        ("no-reply@oakfield.sch.uk", ()),
        (SENDER, (("Auto-Submitted", "auto-replied"),)),
    ],
)
def test_who_is_no_member_of_staff(sender: str, fields: tuple[tuple[str, str], ...]) -> None:
    assert found(PUPIL, sender=sender, fields=fields) == []


def test_it_is_one_of_the_detectors() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, (PUPIL,)))
    report = inspect(b"Subject: Homework\r\n\r\nHello", FACTS, Budget(), sending)
    assert len(list(report.of(DetectorId.NO_COLLEAGUE_COPIED))) == 1
