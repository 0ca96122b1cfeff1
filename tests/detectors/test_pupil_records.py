"""Extracts of pupils' records: transfer files, tables of many pupils, columns of UPNs."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable
from email.message import EmailMessage

import pytest

from detectors import pupil_records
from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.inspect import inspect
from detectors.matter import Matter
from detectors.message import Message, Reading, Table, Text
from detectors.roster import Pupil, Roster

BODY = Location(Place.BODY)
SHEET = Location(Place.ATTACHMENT, "class.xlsx")
FILE = Location(Place.ATTACHMENT, "8012000_CTF_8012001_001.xml")
UPNS = ("H801200001001", "H801200001028", "H801200001030", "H801200001057", "H801200001086")

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NAMES = [(f"An{first.lower()}ora", f"Bel{second.lower()}wick") for first in LETTERS for second in LETTERS]
PUPILS = tuple(
    Pupil(str(number), *name, upn=UPNS[number] if number < len(UPNS) else "")
    for number, name in enumerate(NAMES)
)


def facts_of(pupils: Iterable[Pupil] = PUPILS) -> Facts:
    school = School("Oakfield Academy", ("oakfield.sch.uk",))
    return Facts.of(school, Roster(tuple(pupils)), Directory(frozenset(), frozenset(), frozenset()))


FACTS = facts_of()


def table(many: int, location: Location = SHEET) -> Table:
    return Table(location, (("Forename", "Surname"), *NAMES[:many]))


def findings(*places: Text | Table) -> list[Finding]:
    texts = tuple(each for each in places if isinstance(each, Text))
    tables = tuple(each for each in places if isinstance(each, Table))
    return list(pupil_records.find(Matter(Reading(Message((), ()), texts, tables, (), ()), FACTS)))


def transfer_file(many: int, root: str = "CTfile", prefix: str = "") -> str:
    pupils = f"<{prefix}Pupil><UPN>H801200001001</UPN></{prefix}Pupil>" * many
    return f'<?xml version="1.0"?>\n<{prefix}{root}><Header/><Data>{pupils}</Data></{prefix}{root}>'


@pytest.mark.parametrize(
    "text", [transfer_file(34), transfer_file(34, "ATfile"), transfer_file(34, prefix="ct:")]
)
def test_a_transfer_file(text: str) -> None:
    (finding,) = findings(Text(FILE, text))
    assert finding == Finding(
        DetectorId.PUPIL_RECORDS,
        FILE,
        confidence=0.98,
        detail="It is a file for the transfer of records (CTF), with 34 pupils in it.",
        kind="ctf",
    )


def test_a_transfer_file_of_one() -> None:
    (finding,) = findings(Text(FILE, transfer_file(1)))
    assert finding.detail.endswith("with 1 pupil in it.")


@pytest.mark.parametrize(
    "text",
    [
        "How do I import a CTfile?",
        transfer_file(0),
        "<project><Pupil/><Pupil/></project>",
        "<CTfiles><Pupil/></CTfiles>",
    ],
)
def test_what_is_no_transfer_file(text: str) -> None:
    assert findings(Text(FILE, text)) == []


def test_a_table_of_ten_pupils() -> None:
    (finding,) = findings(table(10))
    assert (finding.location, finding.kind, finding.detail) == (SHEET, "table", "It has 10 pupils in it.")
    assert finding.pupils == tuple(str(number) for number in range(10))
    assert 0.9 < finding.confidence <= 1


def test_a_table_of_fewer_is_none() -> None:
    assert findings(table(9)) == []


def test_one_pupil_in_many_rows_is_one() -> None:
    assert findings(Table(SHEET, (("Name",), *[("Anaora Belawick",)] * 50))) == []


def test_the_sheets_of_a_file_count_together_and_files_do_not() -> None:
    first, second = Table(SHEET, tuple(NAMES[:5])), Table(SHEET, tuple(NAMES[5:10]))
    other = Table(Location(Place.ATTACHMENT, "other.xlsx"), tuple(NAMES[5:10]))
    assert len(findings(first, second)) == 1
    assert findings(first, other) == []


def test_a_table_in_the_body_is_one() -> None:
    (finding,) = findings(table(12, BODY))
    assert finding.location == BODY


def test_a_page_that_is_laid_out_as_a_table_is_none() -> None:
    prose = " Well done to ".join(" ".join(name) + " for the play and the concert." for name in NAMES[:30])
    assert findings(Table(BODY, (("News",), (prose,)))) == []


def test_names_in_running_text_are_no_table() -> None:
    assert findings(Text(BODY, "\n".join(" ".join(name) for name in NAMES[:30]))) == []


def test_a_column_of_upns_needs_no_names() -> None:
    rows = tuple((str(at), number, "96%") for at, number in enumerate(UPNS[:3]))
    (finding,) = findings(Table(SHEET, (("No", "UPN", "Attendance"), *rows)))
    assert finding.kind == "upn-column"
    assert finding.detail == "It has the unique pupil numbers of 3 pupils in it."
    assert finding.pupils == ("0", "1", "2")


@pytest.mark.parametrize(
    "rows",
    [
        [(number,) for number in UPNS[:2]],
        [(UPNS[0],)] * 10,  # the same again and again
        [tuple(UPNS[:3])],  # in a row, one a column
        [*[(number,) for number in UPNS[:3]], *[(f"H80120001{number:04}",) for number in range(5000, 5080)]],
        [(f"{number}, see above",) for number in UPNS],
    ],
)
def test_what_is_no_column_of_upns(rows: list[tuple[str, ...]]) -> None:
    assert findings(Table(SHEET, tuple(rows))) == []


def test_a_table_with_upns_says_so() -> None:
    rows = [(*name, upn) for name, upn in zip(NAMES, [*UPNS, *[""] * 10], strict=False)]
    (finding,) = findings(Table(SHEET, (("Forename", "Surname", "UPN"), *rows)))
    assert (finding.kind, finding.detail) == ("table", "It has 15 pupils in it, with unique pupil numbers.")


def test_no_child_is_named() -> None:
    (finding,) = findings(table(40))
    assert finding.text == ""
    assert not any(word in finding.detail for name in NAMES for word in name)


def test_ids_are_bounded() -> None:
    pupils = [
        Pupil(
            f"{first}{second}{number}",
            f"An{first}{second}ora",
            f"Bel{number}wick".translate(str.maketrans("012", "xyz")),
        )
        for first in "abcdefghijklmnopqrst"
        for second in "abcdefghijklmnopqrst"
        for number in range(3)
    ]
    rows = tuple((pupil.forename, pupil.surname) for pupil in pupils)
    reading = Reading(Message((), ()), (), (Table(SHEET, (("Forename", "Surname"), *rows)),), (), ())
    (finding,) = pupil_records.find(Matter(reading, facts_of(pupils)))
    assert len(finding.pupils) == pupil_records.MOST_PUPILS
    assert finding.detail == "It has 1200 pupils in it."


@pytest.mark.parametrize("unit", ["<CTfile ", "<" * 50, "<a.a.a:", "Tfile<Pupil", "<Pupil>"])
def test_hostile_text(unit: str) -> None:
    text = Text(FILE, "Tfile" + unit * (20_000_000 // len(unit)))
    matter = Matter(Reading(Message((), ()), (text,), (), (), ()), FACTS)
    matter.__dict__["sightings"] = ()
    started = time.process_time()
    assert list(pupil_records.find(matter)) == []
    assert time.process_time() - started < 6


def test_many_names_in_one_huge_cell() -> None:
    page = " and others. ".join(" ".join(name) for name in NAMES * 10)
    matter = Matter(Reading(Message((), ()), (), (Table(BODY, ((page,),)),), (), ()), FACTS)
    assert len(matter.sightings[0].hits) > 1000
    started = time.process_time()
    assert list(pupil_records.find(matter)) == []
    assert time.process_time() - started < 2


def test_through_the_whole_inspection() -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "m.okafor@oakfield.sch.uk",
        "ruth@example.com",
        "Class",
    )
    message.set_content("As agreed.")
    file = io.StringIO()
    csv.writer(file).writerows((("Forename", "Surname"), *NAMES[:20]))
    message.add_attachment(file.getvalue(), subtype="csv", filename="class.csv")
    message.add_attachment(transfer_file(3), subtype="xml", filename="transfer.xml")
    report = inspect(message.as_bytes(), FACTS, Budget())
    assert {(each.location.path, each.kind) for each in report.of(DetectorId.PUPIL_RECORDS)} == {
        ("class.csv", "table"),
        ("transfer.xml", "ctf"),
    }
