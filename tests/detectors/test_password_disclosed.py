"""Tests for detectors.password_disclosed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import DetectorId, Finding, Location, Place, Protection
from detectors.matter import Matter
from detectors.message import Attachment, Message, Reading
from detectors.password_disclosed import find
from tests.detectors.facts import FACTS

BODY, SUBJECT = Location(Place.BODY), Location(Place.SUBJECT)
FILE = Attachment("trip.docx", "x/y", Protection.ENCRYPTED, "AES-256")
NOTHING = Reading(Message((), ()), (), (), (), ())


def found(*attachments: Attachment) -> list[Finding]:
    return list(find(Matter(replace(NOTHING, attachments=attachments), FACTS)))


def disclosed(where: Location | None) -> Attachment:
    return replace(FILE, password_disclosed=True, password_at=where)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (BODY, "in the text"),
        (SUBJECT, "in the subject line"),
        (Location(Place.ATTACHMENT, "note.txt"), "in an attached file"),
        (Location(Place.ATTACHMENT, "kestrel.zip", "name"), "in the name of a file"),
        (None, "can be guessed"),
    ],
)
def test_a_file_that_the_message_opens(where: Location | None, words: str) -> None:
    (finding,) = found(FILE, disclosed(where))

    assert finding.detector is DetectorId.PASSWORD_DISCLOSED
    assert finding.location == Location(Place.ATTACHMENT, "trip.docx")
    assert words in finding.detail
    assert finding.text == ""


def test_a_file_that_stays_shut_is_none() -> None:
    assert found(FILE) == []


def test_the_password_of_an_earlier_file_stands_where_it_was_found() -> None:
    (finding,) = find(Matter(replace(NOTHING, key_to_earlier=SUBJECT), FACTS))

    assert finding.location == SUBJECT
    assert "before" in finding.detail
