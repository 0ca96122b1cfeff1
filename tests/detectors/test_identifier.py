"""Identifiers become findings where something speaks for them, and ordinary numbers never do."""

from __future__ import annotations

import csv
import io
import random
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from detectors import identifier
from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Completion, DetectorId, Finding, Location, Place
from detectors.inspect import inspect
from detectors.matter import Matter
from detectors.message import HeaderField, Message, Reading, Table, Text
from detectors.mime.parse import parse
from detectors.roster import Pupil, Roster
from tests.detectors.names.test_false_hits import invented_roster

BODY = Location(Place.BODY)
SUBJECT = Location(Place.SUBJECT)
SHEET = Location(Place.ATTACHMENT, "class.xlsx")
WRITTEN = HeaderField("Date", "Mon, 3 Mar 2025 10:00:00 +0000")

GRACE = Pupil("1042", "Grace", "Bishop", date_of_birth="2013-03-14", upn="H801200001001")
HENRY = Pupil("1043", "Henry", "Tudor", date_of_birth="2012-07-02", upn="H801200001028")
ZOE = Pupil("1044", "Zoë", "O'Neill")
LONGEST = 20.0  # seconds for 20 MB of the most hostile text


def facts_of(*pupils: Pupil) -> Facts:
    school = School("Oakfield Academy", ("oakfield.sch.uk",))
    return Facts.of(school, Roster(pupils), Directory(frozenset(), frozenset(), frozenset()))


FACTS = facts_of(GRACE, HENRY, ZOE)


def findings(*places: str | Text | Table, facts: Facts = FACTS) -> list[Finding]:
    texts = [
        Text(BODY, each) if isinstance(each, str) else each for each in places if not isinstance(each, Table)
    ]
    tables = [each for each in places if isinstance(each, Table)]
    reading = Reading(Message((WRITTEN,), ()), tuple(texts), tuple(tables), (), ())
    return list(identifier.find(Matter(reading, facts)))


def told(found: Iterable[Finding]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind, each.text, each.pupils) for each in found]


@pytest.mark.parametrize(
    ("text", "kind", "quoted", "pupils"),
    [
        ("Please add H801200001001 to the list", "upn", "H801200001001", ("1042",)),
        ("h 801 2000 01 001", "upn", "h 801 2000 01 001", ("1042",)),
        ("https://mis.example/pupil?upn=H801200001028", "upn", "H801200001028", ("1043",)),
        ("Zoë O'Neill (T801200001065)", "upn", "T801200001065", ("1044",)),
        ("A leaver of another school: T801200001065", "upn", "T801200001065", ()),
        ("UPN A123456789012", "upn", "A123456789012", ()),
        ("Grace Bishop has ULN 9276308686", "uln", "9276308686", ("1042",)),
        ("Grace Bishop 9276308686", "uln", "9276308686", ("1042",)),
        ("ULN: 9276308686", "uln", "9276308686", ()),
        ("NHS no. 943 476 5919", "nhs-number", "943 476 5919", ()),
        ("For Henry Tudor: 450 557 7104", "nhs-number", "450 557 7104", ("1043",)),
        ("Her National Insurance number: AB123456C", "national-insurance-number", "AB123456C", ()),
        ("It is AB 12 34 56 C", "national-insurance-number", "AB 12 34 56 C", ()),
        ("Grace Bishop, UCI 689990980001D", "uci", "689990980001D", ("1042",)),
        ("Grace Bishop was born on 14.3.13", "date-of-birth", "14.3.13", ("1042",)),
        ("Grace Bishop (14 March 2013)", "date-of-birth", "14 March 2013", ("1042",)),
        ("Name: Zoë O'Neill\nDOB: 1/2/14", "date-of-birth", "1/2/14", ("1044",)),
        ("About GB, DOB 14/03/2013: she has", "date-of-birth", "14/03/2013", ("1042",)),
        ("Grace Bishop, 12 Mill Lane, Oxford OX4 1AB", "postcode", "OX4 1AB", ("1042",)),
        ("Grace Bishop\n12 St. Mary's Road\nOxford\nOX4 1AB", "postcode", "OX4 1AB", ("1042",)),
        ("Grace Bishop moved. Her new address is 9 Mill Lane, OX4 1AB", "postcode", "OX4 1AB", ("1042",)),
        ("Grace Bishop 07700 900123", "phone", "07700 900123", ("1042",)),
        ("Grace Bishop is ill. Mum is on +44 7700 900123.", "phone", "+44 7700 900123", ("1042",)),
    ],
)
def test_found(text: str, kind: str, quoted: str, pupils: tuple[str, ...]) -> None:
    assert told(findings(text)) == [(kind, quoted, pupils)]


@pytest.mark.parametrize(
    "text",
    [
        "H801200001002 is a part of the pump",  # another check letter
        "The example A123456789012 in the handbook",  # no such authority, and nobody is named
        "Please ring 450 557 7104 in New York",
        "ISBN 0306406152 for Grace Bishop",
        "The lens cap 4505577104 came",
        "Grace Bishop's coat: order no. 4505577104",
        "Grace Bishop joins by Zoom, meeting ID 450 557 7104",
        "Part AB123456C is out of stock",
        "Grace Bishop: part no. AB123456C",
        "Candidate group 689990980001D",
        "NI: QQ 12 34 56 A",
        "Grace Bishop is away on 14/03/2025 and 15 March 2025",
        "Henry Tudor will meet us on 14/03/2013",  # the birthday of another pupil
        "Grace Bishop and her uncle, born 3 May 1961",
        "DOB 01/01/2014",  # of nobody on the list, and nobody is named
        "The trip is to Cadbury World, Linden Road, Birmingham B30 2LU",
        "Grace Bishop's trip: the venue is Oxford Town Hall, St Aldate's, Oxford OX1 1BX",
        "Grace Bishop is well. The dentist has moved, OX4 1AB",
        "Grace Bishop was late today. Please call the office on 01632 960123.",
        "Parents of Grace Bishop should ring 01632 960123",
        "Grace Bishop can talk to ChildLine on 0800 1111",
        "07700 900123 and OX4 1AB",
    ],
)
def test_left_alone(text: str) -> None:
    assert told(findings(text)) == []


def test_a_letter_from_the_school() -> None:
    letter = (
        "Oakfield Academy, School Lane, Oxford OX4 1AB\nTel: 01632 960123\n\n3 March 2025, ref 4505577104\n\n"
        "Dear Mrs Bishop\n\nGrace Bishop was absent on 28/02/2025. Please ring us on 01632 960124 by "
        "04/03/2025.\n\n"
        "Kind regards\nJane Brown\nHead of Year 8\n07700 900123\n12 School Lane, OX4 1AB\n"
    )
    assert told(findings(letter)) == []


def test_each_belongs_to_the_pupil_on_its_line() -> None:
    text = "Grace Bishop, 9276308686\nHenry Tudor, 450 557 7104\nZoë O'Neill, T801200001065"
    assert {(each.kind, each.pupils) for each in findings(text)} == {
        ("uln", ("1042",)),
        ("nhs-number", ("1043",)),
        ("upn", ("1044",)),
    }


def test_on_a_form_it_belongs_to_the_name_above() -> None:
    text = "Name: Grace Bishop\nULN: 9276308686\nName: Henry Tudor\nNHS number: 450 557 7104"
    assert {(each.kind, each.pupils) for each in findings(text)} == {
        ("uln", ("1042",)),
        ("nhs-number", ("1043",)),
    }


def test_how_sure_each_is() -> None:
    (roster,), (labelled,), (guessed,) = (
        findings(text) for text in ("H801200001001", "ULN 9276308686", "Grace Bishop 9276308686")
    )
    assert roster.confidence > labelled.confidence > guessed.confidence


def test_a_finding_says_what_it_is_and_names_no_child() -> None:
    (finding,) = findings(Text(SUBJECT, "Grace Bishop H801200001001"))
    assert finding == Finding(
        DetectorId.IDENTIFIER,
        SUBJECT,
        "H801200001001",
        0.99,
        ("1042",),
        "It is a unique pupil number (UPN).",
        kind="upn",
    )


def test_the_same_one_twice_in_a_place_is_one_finding() -> None:
    assert len(findings("H801200001001, again H 801 2000 01 001", Text(SUBJECT, "H801200001001"))) == 2


def test_the_telephone_of_two_children_is_of_both() -> None:
    (finding,) = findings("Grace Bishop 07700 900123\n\nHenry Tudor 07700 900123")
    assert finding.pupils == ("1042", "1043")


def test_the_head_of_a_column_says_what_is_below() -> None:
    heading = ("Forename", "Surname", "DOB", "Parent mobile", "NHS No", "Post Code")
    rows = (("Grace", "Bishop", "41347", "7700900123", "4505577104", "OX4 1AB"),)
    found = findings(Table(SHEET, (heading, *rows)))
    assert {(each.kind, each.text) for each in found} == {
        ("date-of-birth", "41347"),
        ("phone", "7700900123"),
        ("nhs-number", "4505577104"),
        ("postcode", "OX4 1AB"),
    }
    assert {each.pupils for each in found} == {("1042",)}


def test_other_columns_are_what_they_say() -> None:
    heading = ("Name", "Order no", "Trip date", "School tel")
    assert (
        findings(Table(SHEET, (heading, ("Grace Bishop", "4505577104", "12/05/2025", "01632 960123")))) == []
    )


def test_a_table_without_names() -> None:
    rows = (("Referrals",), ("Initials", "DOB", "NHS number"), ("GB", "14/03/2013", "450 557 7104"))
    assert set(told(findings(Table(SHEET, rows)))) == {
        ("date-of-birth", "14/03/2013", ("1042",)),
        ("nhs-number", "450 557 7104", ()),
    }


def test_a_row_says_better_than_the_text_whose_it_is() -> None:
    rows = (
        ("Tel", "Forename", "Surname"),
        ("07700 900123", "Grace", "Bishop"),
        ("07700 900124", "Henry", "Tudor"),
    )
    text = "\n".join("\t".join(row) for row in rows)
    assert {(each.text, each.pupils) for each in findings(Table(SHEET, rows), Text(SHEET, text))} == {
        ("07700 900123", ("1042",)),
        ("07700 900124", ("1043",)),
    }


def test_a_page_laid_out_as_a_table_is_no_record() -> None:
    page = "Grace Bishop won the cup. " + "We were all glad. " * 60 + "The hire of boats: 07700 900123"
    assert findings(Table(BODY, (("News",), (page,)))) == []


def test_many_never_crowd_out_a_pupil() -> None:
    numbers = (f"{number:09}" for number in range(400_000_000, 400_003_000))
    texts = [Text(BODY, "\n".join(f"NHS no. {each}{figure}" for each in numbers for figure in "0123456789"))]
    found = findings(*texts, Text(SUBJECT, "H801200001001"))
    assert len(found) == identifier.MOST_FINDINGS
    assert found[0].pupils == ("1042",)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "H801200001001 ",
            "4505577104 ",
            "NHS no 4505577104 ",
            "AB 12 34 56 C ",
            "1",
            "1 ",
            "1-",
            "dob ",
            "Regards\n",
        ),
        *("dob 14/03/2013 ", "(01632) 960123 ", "Grace Bishop 07700 900123 OX4 1AB 14/03/2013 ", "A" * 50),
    ],
)
def test_hostile_text(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    matter = Matter(Reading(Message((), ()), (Text(BODY, text),), (), (), ()), FACTS)
    assert len(matter.sightings) == 1
    started = time.process_time()
    found = list(identifier.find(matter))
    assert time.process_time() - started < LONGEST / 20
    assert len(found) <= 4


def test_a_row_of_very_many_cells() -> None:
    row = ("Grace Bishop", *("H801200001001", "07700 900123") * 20_000)
    matter = Matter(Reading(Message((), ()), (), (Table(SHEET, (row, row)),), (), ()), FACTS)
    assert len(matter.sightings) == 2
    started = time.process_time()
    assert {each.kind for each in identifier.find(matter)} == {"upn", "phone"}
    assert time.process_time() - started < LONGEST


def test_very_many_titles_over_very_many_rows() -> None:
    rows = (("DOB", *("NHS no",) * 50_000), *(("Grace Bishop", "9434765919"),) * 5_000)
    matter = Matter(Reading(Message((), ()), (), (Table(SHEET, rows),), (), ()), FACTS)
    assert len(matter.sightings) == 5_000
    started = time.process_time()
    assert told(identifier.find(matter)) == [("nhs-number", "9434765919", ("1042",))]
    assert time.process_time() - started < LONGEST


def test_through_the_whole_inspection() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "m.okafor@oakfield.sch.uk",
        "ruth@example.com",
        "Transfer",
    )
    message["Date"] = WRITTEN.value
    message.set_content("Henry Tudor, DOB 02/07/2012")
    file = io.StringIO()
    csv.writer(file).writerows((("Name", "UPN"), ("Grace Bishop", "H801200001001")))
    message.add_attachment(file.getvalue(), subtype="csv", filename="new.csv")
    report = inspect(message.as_bytes(), FACTS, Budget())
    assert {(each.kind, each.pupils) for each in report.of(DetectorId.IDENTIFIER)} == {
        ("date-of-birth", ("1043",)),
        ("upn", ("1042",)),
    }
    assert report.completion_of(DetectorId.IDENTIFIER) is Completion.FINISHED


def test_strangers_mail_has_no_pupils_identifiers(corpora: Path) -> None:
    """Not even of a school whose pupils bear the names of those who write."""
    paths = sorted((corpora / "mime-spamassassin" / "easy-ham-1").glob("*.txt"))[::4]
    messages = [parse(path.read_bytes()) for path in paths]
    writers = {message.header("From").partition("<")[0].strip(' "') for message in messages}
    names = [name.split() for name in sorted(writers) if len(name.split()) == 2]
    chance = random.Random(3)
    pupils = [Pupil(f"w{at}", *name) for at, name in enumerate(names)] + list(
        invented_roster(corpora, 1500, 1).pupils
    )
    born = [date(1984, 9, 1) + timedelta(days=chance.randrange(5000)) for _ in pupils]
    facts = facts_of(
        *(replace(pupil, date_of_birth=day.isoformat()) for pupil, day in zip(pupils, born, strict=True))
    )
    matters = [Matter(read(message, Budget()), facts) for message in messages]
    assert sum(any(sighting.hits for sighting in matter.sightings) for matter in matters) > 100
    assert sum(len(list(identifier.find(matter))) for matter in matters) == 0
