"""Every defect of a message is one finding."""

from detectors.context import Directory, Facts, School
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.malformed_message import find
from detectors.matter import Matter
from detectors.message import Defect, Message, Reading
from detectors.mime.flaws import Flaw
from detectors.mime.parse import parse
from detectors.roster import Roster

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster(()),
    Directory(frozenset(), frozenset(), frozenset()),
)


def findings(message: Message) -> list[Finding]:
    return list(find(Matter(Reading(message, (), (), (), ()), FACTS)))


def test_a_sound_message_has_none() -> None:
    assert findings(parse(b"Subject: Trip\r\n\r\nDear all\r\n")) == []


def test_a_defect_is_told_with_its_place_and_sentence() -> None:
    raw = b"Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: odd\r\n\r\nx"
    assert findings(parse(raw)) == [
        Finding(
            DetectorId.MALFORMED_MESSAGE,
            Location(Place.ATTACHMENT, "a.pdf"),
            detail=Flaw.ENCODING_UNKNOWN.value,
        )
    ]


def test_equal_defects_are_told_once() -> None:
    body = Defect(Location(Place.BODY), "It is broken.")
    attached = Defect(Location(Place.ATTACHMENT, "a.pdf"), "It is broken.")
    found = findings(Message((), (), (body, attached, body)))
    assert [each.location for each in found] == [body.location, attached.location]
