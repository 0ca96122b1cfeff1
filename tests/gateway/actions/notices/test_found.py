from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.notices.found import Observation, observations
from gateway.actions.notices.phrasefile import english
from tests.gateway.actions.notices.samples import IN_FILE, IN_TEXT, OPEN_FILE

ZIP = Location(Place.ATTACHMENT, "letters.zip")


def shown(findings: Iterable[Finding]) -> tuple[Observation, ...]:
    return observations(findings, english())


def test_the_same_pupil_is_told_once_with_every_place() -> None:
    assert shown([IN_TEXT, IN_FILE, OPEN_FILE, IN_FILE]) == (
        Observation(
            "The name “Grace Bishop”",
            "in the text of the message and in the file “trip.xlsx” (hidden sheet)",
        ),
        Observation("The file “trip.xlsx” is not protected with a password"),
    )


def test_many_places_are_counted() -> None:
    everywhere = [replace(IN_TEXT, location=Location(Place.ATTACHMENT, f"{n}.txt")) for n in range(5)]

    (observation,) = shown(everywhere)

    assert observation.where == "in the file “0.txt”, in the file “1.txt” and in 3 more places"


def test_two_pupils_of_the_same_name_written_once_are_one_observation_and_other_pupils_another() -> None:
    shared = replace(IN_TEXT, pupils=("1042", "2077"))
    other = replace(IN_TEXT, text="Daniel Okafor", pupils=("3001",))

    told = [each.what for each in shown([shared, other])]

    assert told == ["The name “Grace Bishop”", "The name “Daniel Okafor”"]


def test_more_than_five_pupils_are_told_as_one_and_leave_room_for_the_file() -> None:
    names = [replace(IN_TEXT, text=f"Pupil {n}", pupils=(str(n),)) for n in range(30)]
    again = [replace(each, location=IN_FILE.location) for each in names]

    assert shown([names[0], OPEN_FILE, *names, *again]) == (
        Observation(
            "The names of 30 pupils, “Pupil 0” and “Pupil 1” among them",
            "in the text of the message and in the file “trip.xlsx” (hidden sheet)",
        ),
        Observation("The file “trip.xlsx” is not protected with a password"),
    )
    assert len(shown(names[:5])) == 5


@pytest.mark.parametrize(
    ("finding", "what"),
    [
        (
            Finding(DetectorId.WEAK_PROTECTION, ZIP),
            "The file “letters.zip” has a password that is too easy to get past",
        ),
        (Finding(DetectorId.UNINSPECTABLE, ZIP), "The file “letters.zip” could not be opened and checked"),
        (
            Finding(DetectorId.UNINSPECTABLE, Location(Place.BODY)),
            "Something that could not be opened and checked",
        ),
        (
            Finding(DetectorId.MALFORMED_MESSAGE, Location(Place.BODY)),
            "Something that mail programs may each read differently",
        ),
        (
            Finding(DetectorId.AUTO_FORWARD, Location(Place.HEADER, "X-Forwarded-For")),
            "Signs that a mailbox forwards its mail by itself",
        ),
    ],
)
def test_every_kind_of_finding_has_its_words(finding: Finding, what: str) -> None:
    (observation,) = shown([finding])

    assert observation.what == what


@pytest.mark.parametrize("detector", DetectorId)
@pytest.mark.parametrize("place", Place)
def test_no_kind_of_finding_is_without_words_anywhere(detector: DetectorId, place: Place) -> None:
    (observation,) = shown([Finding(detector, Location(place), detail="It is\r\nso.")])

    assert observation.what[0].isupper()
    assert observation.detail == "It is so."
