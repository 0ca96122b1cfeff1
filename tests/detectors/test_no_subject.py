"""A subject is missing, or says a word at least."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Location, Place
from detectors.inspect import inspect
from detectors.no_subject import find
from tests.detectors.matters import FACTS, matter_of


def is_missing(subject: str) -> bool:
    return bool(list(find(matter_of("Hello", fields=[("Subject", subject)]))))


@pytest.mark.parametrize(
    "subject",
    [
        "",
        " ",
        "Re:",
        "RE: FW:",
        "Fwd: ",
        "AW:",
        "...",
        "-",
        "(no subject)",
        "Re: <No Subject>",
        "Sans objet",
        "\u200b",
    ],
)
def test_missing(subject: str) -> None:
    assert is_missing(subject)


@pytest.mark.parametrize(
    "subject", ["hi", "Re: hi", "7B", "No subject today", "旅行", "Untitled poem", "Note:"]
)
def test_there(subject: str) -> None:
    assert not is_missing(subject)


def test_a_message_without_the_field_is_found() -> None:
    report = inspect(b"From: m.okafor@oakfield.sch.uk\r\n\r\nHello", FACTS, Budget())
    (finding,) = report.of(DetectorId.NO_SUBJECT)
    assert (finding.kind, finding.location) == ("missing", Location(Place.SUBJECT))


@pytest.mark.parametrize("unit", ["-", "_", "Re: ", "no subject "])
def test_vast_subjects_take_a_moment(unit: str) -> None:
    matter = matter_of("Hello", fields=[("Subject", unit * 1_000_000 + "x")])
    start = time.process_time()
    list(find(matter))
    assert time.process_time() - start < 0.5
