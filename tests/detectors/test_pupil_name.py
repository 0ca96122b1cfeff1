"""Pupils' names in a message become findings: one for each name and place, and never too many."""

from __future__ import annotations

from detectors import pupil_name
from detectors.context import Directory, Facts, School
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.message import Message, Reading, Table, Text
from detectors.roster import Pupil, Roster

BODY = Location(Place.BODY)
SUBJECT = Location(Place.SUBJECT)
SHEET = Location(Place.ATTACHMENT, "class.xlsx")
FILE_NAME = Location(Place.ATTACHMENT, "GraceBishop.docx", "name")

GRACE = Pupil("1042", "Grace", "Bishop")
OLA = Pupil("1044", "Ola", "Kowalska")
HENRY = Pupil("1043", "Henry", "Tudor")


def facts_of(*pupils: Pupil) -> Facts:
    roster = Roster(pupils)
    school = School("Oakfield Academy", ("oakfield.sch.uk",))
    return Facts.of(school, roster, Directory(frozenset(), frozenset(), frozenset()))


def findings(*places: Text | Table, facts: Facts | None = None) -> list[Finding]:
    reading = Reading(
        message=Message((), ()),
        texts=tuple(place for place in places if isinstance(place, Text)),
        tables=tuple(place for place in places if isinstance(place, Table)),
        attachments=(),
        unread=(),
    )
    return list(pupil_name.find(Matter(reading, facts or facts_of(GRACE, HENRY))))


def test_a_finding_says_who_where_and_how_it_stands() -> None:
    (finding,) = findings(Text(BODY, "About OLA\u00a0KOWALSKA:"), facts=facts_of(OLA))
    assert finding == Finding(
        DetectorId.PUPIL_NAME, BODY, "OLA\u00a0KOWALSKA", 0.98, ("1044",), matched="full name"
    )


def test_texts_tables_and_file_names_are_searched() -> None:
    found = findings(
        Text(SUBJECT, "Tudor, Henry"),
        Text(FILE_NAME, "GraceBishop.docx"),
        Table(SHEET, (("Forename", "Surname"), ("Grace", "Bishop"))),
    )
    assert {(each.location, each.pupils) for each in found} == {
        (SUBJECT, ("1043",)),
        (FILE_NAME, ("1042",)),
        (SHEET, ("1042",)),
    }


def test_a_name_in_one_word_is_found_in_text_too() -> None:
    (finding,) = findings(Text(BODY, "see OlaKowalska, thanks"), facts=facts_of(OLA))
    assert (finding.text, finding.matched) == ("OlaKowalska", "forename and surname in one word")


def test_forenames_alone_are_no_finding() -> None:
    assert (
        findings(Text(BODY, "Grace and Henry, G. Bishop and Mr Tudor"), Table(SHEET, (("Grace", "Tudor"),)))
        == []
    )


def test_the_same_name_in_one_place_is_one_finding() -> None:
    text = "Kowalska Ola " + "and Ola Kowalska " * 20
    (finding,) = findings(Text(BODY, text), facts=facts_of(OLA))
    assert (finding.text, finding.confidence) == ("Ola Kowalska", 0.98)  # the surest sight of it


def test_the_same_name_in_two_places_is_two_findings() -> None:
    found = findings(Text(SUBJECT, "Grace Bishop"), Text(BODY, "Grace Bishop. Again: Grace Bishop."))
    assert [each.location for each in found] == [SUBJECT, BODY]


def test_two_pupils_of_one_name_are_one_finding() -> None:
    twin = Pupil("2000", "Grace", "Bishop")
    (finding,) = findings(Text(BODY, "Grace Bishop"), facts=facts_of(GRACE, twin))
    assert finding.pupils == ("1042", "2000")


def test_many_places_never_crowd_out_a_pupil() -> None:
    places = [Text(Location(Place.ATTACHMENT, f"{number}.txt"), "Grace Bishop") for number in range(3000)]
    found = findings(*places, Text(BODY, "Henry Tudor"))
    assert len(found) == pupil_name.MOST_FINDINGS
    assert {each.pupils for each in found} == {("1042",), ("1043",)}


def test_findings_are_bounded() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [(f"An{first}{second}", f"Be{second}{first}") for first in letters for second in letters]
    pupils = [Pupil(str(at), *name) for at, name in enumerate(names)]
    text = "\n\n".join(" ".join(name) for name in names)
    assert len(findings(Text(BODY, text), Text(SUBJECT, text), facts=facts_of(*pupils))) == 1000
