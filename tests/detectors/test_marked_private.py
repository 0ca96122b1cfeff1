"""Marks of private mail are told from subjects that begin with the same words."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.marked_private import find, is_marked_private
from tests.detectors.matters import FACTS, matter_of


def kinds(*fields: tuple[str, str]) -> list[str]:
    matter = matter_of("Hello", fields=fields)
    found = [each.kind for each in find(matter)]
    assert is_marked_private(matter.reading.message) == bool(found)
    return found


@pytest.mark.parametrize(
    "subject",
    [
        "Personal",
        "private",
        "PRIVATE: lunch on Friday",
        "Personal - lunch on Friday",
        "Personal \u2013 lunch on Friday",
        "[Private] lunch on Friday",
        "(personal) lunch",
        "Personal/Private",
        "Personal/Private lunch on Friday",
        "Lunch on Friday - Personal/Private",
        "private / personal lunch",
        "Personal and private: lunch",
        "Re: Personal: lunch",
        "Confidential - personal",
        "Personal & Confidential: my appraisal",
        "Strictly private: lunch",
        "Preifat: cinio",
    ],
)
def test_marked_in_the_subject(subject: str) -> None:
    assert kinds(("Subject", subject)) == ["subject"]


@pytest.mark.parametrize(
    "subject",
    [
        "Personal development day",
        "Personal statement for UCAS",
        "Personal, social and health education",
        "Personal-statement workshop",
        "Private fostering referral",
        "Private, voluntary and independent nurseries",
        "Private tuition in music",
        "Privately owned coaches",
        "Private and confidential",
        "PRIVATE & CONFIDENTIAL: review of a plan",
        "Confidential",
        "Trip: private coach",
        "Lunch (private)",
        "",
    ],
)
def test_not_marked_in_the_subject(subject: str) -> None:
    assert kinds(("Subject", subject)) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Personal", ["sensitivity"]),
        ("private", ["sensitivity"]),
        ("Company-Confidential", []),
        ("Normal", []),
        ("", []),
        ("0", []),
    ],
)
def test_sensitivity(value: str, expected: list[str]) -> None:
    assert kinds(("Subject", "Lunch"), ("Sensitivity", value)) == expected


def test_it_is_one_of_the_detectors() -> None:
    report = inspect(b"Subject: Private: lunch\r\nSensitivity: Private\r\n\r\nHello", FACTS, Budget())
    assert [each.kind for each in report.of(DetectorId.MARKED_PRIVATE)] == ["sensitivity", "subject"]


@pytest.mark.parametrize("unit", ["personal/", "private ", "[", " ", "confidential - "])
def test_vast_subjects_take_a_moment(unit: str) -> None:
    matter = matter_of("Hello", fields=[("Subject", unit * 1_000_000)])
    start = time.process_time()
    list(find(matter))
    assert time.process_time() - start < 0.5
