"""Words of the vocabulary become findings where they stand near a pupil's name."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from detectors import sensitive_term
from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import Completion, DetectorId, Finding, Location, Place
from detectors.inspect import inspect
from detectors.matter import Matter
from detectors.message import Message, Reading, Table, Text
from detectors.roster import Pupil, Roster
from detectors.words.vocabulary import Category, Term, Vocabulary

BODY, SUBJECT = Location(Place.BODY), Location(Place.SUBJECT)
FILE = Location(Place.ATTACHMENT, "list.xlsx")
ZOE, TOMASZ = "1042", "1043"
NAME = "Zoë O'Neill"

WORDS = Vocabulary(
    (
        Term("EHCP", Category.SEND),
        Term("HI", Category.SEND, capitals=True, near=("need",)),
        Term("FSM", Category.POVERTY),
        Term("PP", Category.POVERTY, capitals=True, near=("premium",)),
        Term("CAMHS", Category.HEALTH),
        Term("medication", Category.HEALTH, close=True),
    )
)
ROSTER = Roster((Pupil(ZOE, "Zoë", "O'Neill"), Pupil(TOMASZ, "Tomasz", "Kowalski")))


def facts(vocabulary: Vocabulary = WORDS, roster: Roster = ROSTER) -> Facts:
    school = School("Oakfield Academy", ("oakfield.sch.uk",))
    return Facts.of(school, roster, Directory(frozenset(), frozenset(), frozenset()), vocabulary)


FACTS = facts()


def findings(*places: Text | Table, known: Facts = FACTS) -> list[Finding]:
    texts = tuple(place for place in places if isinstance(place, Text))
    tables = tuple(place for place in places if isinstance(place, Table))
    return list(sensitive_term.find(Matter(Reading(Message((), ()), texts, tables, (), ()), known)))


def in_body(text: str) -> list[Finding]:
    return findings(Text(BODY, text))


def said(found: list[Finding]) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.text, finding.pupils) for finding in found]


def test_a_finding_says_what_where_and_of_whom() -> None:
    (finding,) = in_body(f"{NAME} has an EHCP.")
    assert finding == Finding(
        DetectorId.SENSITIVE_TERM,
        BODY,
        "EHCP",
        0.93,
        (ZOE,),
        "Near a pupil's name, it tells of special educational needs or a disability.",
        kind="send",
    )


@pytest.mark.parametrize("category", Category)
def test_every_category_is_told_in_a_sentence(category: Category) -> None:
    known = facts(Vocabulary((Term("kestrel", category),)))
    (finding,) = findings(Text(BODY, f"{NAME}: kestrel"), known=known)
    assert finding.kind == category
    assert finding.detail.startswith("Near a pupil's name, it tells of ")


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME} has an EHCP.",
        f"The EHCP of {NAME} is here.",
        f"The EHCP which was written, after long meetings with all of us, in the spring for {NAME} is here.",
        f"{NAME} joined us in May. She has an EHCP.",
        f"{NAME} joined us in May. She is in 8K. There is an EHCP.",
        f"{NAME} joined us in May.\n\nShe has an EHCP.",
        f"Re: {NAME} (8K)\n\nThe EHCP is attached.",
        f"We have the EHCP. It is for {NAME}.",
        f"Name: {NAME}\nForm: 8K\nEHCP: yes",
        f"> {NAME} has, as you may know from the meeting in March, an\n> EHCP.",
        f"{NAME} went to see Mrs. Smith about the EHCP.",
        f"{NAME} has\tEHCP",
    ],
)
def test_near_a_name_a_term_counts(text: str) -> None:
    assert said(in_body(text)) == [("EHCP", (ZOE,))]


@pytest.mark.parametrize(
    "text",
    [
        "She has an EHCP.",
        f"{NAME} is late.\n\nThe EHCP training is on Friday.",
        f"{NAME} is late. " + "We met on Monday. " * 12 + "She has an EHCP.",
        "The EHCP training is on Friday. " + "We met on Monday. " * 6 + f"{NAME} is late.",
        f"The EHCP training is on Friday.\n\n{NAME} is late.",
        f"{NAME} " + "and so on " * 40 + "EHCP",
    ],
)
def test_far_from_a_name_a_term_is_left_alone(text: str) -> None:
    assert in_body(text) == []


def test_an_ordinary_word_counts_only_in_the_same_sentence_or_as_a_label() -> None:
    assert in_body(f"{NAME} is late. She left her medication.") == []
    assert in_body(f"{NAME} left her medication.")
    assert in_body(f"Name: {NAME}\nMedication: Ritalin")


def test_the_closer_the_surer() -> None:
    texts = ("{} has an EHCP.", "{} is new. She has an EHCP.", "{} is new. Here is an EHCP.")
    confidences = [in_body(text.format(NAME))[0].confidence for text in texts]
    assert confidences == sorted(set(confidences), reverse=True)


def test_in_lines_and_sentences_a_term_belongs_to_those_named_there() -> None:
    text = f"{NAME} has an EHCP. Tomasz Kowalski gets FSM."
    assert said(in_body(text)) == [("EHCP", (ZOE,)), ("FSM", (TOMASZ,))]
    assert said(in_body(f"{NAME}: EHCP\nTomasz Kowalski: FSM\n")) == [("EHCP", (ZOE,)), ("FSM", (TOMASZ,))]
    assert said(in_body(f"{NAME} and Tomasz Kowalski get FSM.")) == [("FSM", (ZOE, TOMASZ))]
    assert said(in_body(f"{NAME} and Tomasz Kowalski came. They get FSM.")) == [("FSM", (ZOE, TOMASZ))]


def test_of_one_category_only_the_surest_counts_in_each_place() -> None:
    text = f"{NAME} is new. She has an EHCP. Her need: HI. The EHCP for {NAME} is attached, need HI."
    assert [(each.text, each.confidence) for each in in_body(text)] == [("EHCP", 0.93)]
    assert len(findings(Text(BODY, text), Text(FILE, text))) == 2


HEADINGS = ("Name", "FSM", "PP", "Need")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((NAME, "Y", "", ""), [("FSM", 0.88)]),
        ((NAME, "N", "", ""), [("FSM", 0.56)]),
        ((NAME, "", "T", ""), [("PP", 0.79)]),
        ((NAME, "", "", ""), []),
        ((NAME, "", "", "HI"), [("HI", 0.83)]),
        ((NAME, "", "", "see CAMHS"), [("CAMHS", 0.93)]),
        ((NAME,), []),
    ],
)
def test_a_row_and_the_headings_over_it(row: tuple[str, ...], expected: list[tuple[str, float]]) -> None:
    found = findings(Table(FILE, (HEADINGS, row)))
    assert [(each.text, each.confidence) for each in found] == expected
    assert all(each.pupils == (ZOE,) for each in found)


def test_what_stands_over_a_whole_table_is_of_all_its_rows() -> None:
    table = Table(FILE, (("FSM list", ""), ("Name", "Form"), (NAME, "8K"), ("Tomasz Kowalski", "8K")))
    assert said(findings(table)) == [("FSM", (ZOE,)), ("FSM", (TOMASZ,))]


def test_a_table_that_begins_with_a_pupil_has_no_headings() -> None:
    table = Table(FILE, ((NAME, "EHCP"), ("Tomasz Kowalski", "8K")))
    assert said(findings(table)) == [("EHCP", (ZOE,))]


def test_a_cell_with_several_names_is_of_those() -> None:
    table = Table(FILE, (("A", "B"), (f"{NAME} (FSM)", "Tomasz Kowalski")))
    assert said(findings(table)) == [("FSM", (ZOE,))]


def test_the_text_of_a_table_adds_nothing_to_its_rows() -> None:
    table = Table(FILE, (("Name", "FSM"), (NAME, ""), ("Tomasz Kowalski", "Y")))
    text = "\n".join("\t".join(row) for row in table.rows)
    assert said(findings(Text(FILE, text), table)) == [("FSM", (TOMASZ,))]


@pytest.mark.parametrize("name", ["EHCP Zoë O'Neill.docx", "ZoeONeill_EHCP.docx", "ZoeOneillEHCP.docx"])
def test_a_file_name_that_names_a_pupil(name: str) -> None:
    location = Location(Place.ATTACHMENT, name, "name")
    (finding,) = findings(Text(location, name))
    assert (finding.location, finding.text, finding.pupils) == (location, "EHCP", (ZOE,))


def test_a_file_name_tells_of_the_pupils_in_the_file() -> None:
    name = Text(Location(Place.ATTACHMENT, "list.xlsx", "name"), "FSM list.xlsx")
    table = Table(FILE, (("Name", "Form"), (NAME, "8K"), ("Tomasz Kowalski", "8K")))
    elsewhere = Text(Location(Place.ATTACHMENT, "other.txt"), NAME)
    assert said(findings(name, table, elsewhere)) == [("FSM", (ZOE, TOMASZ))]
    assert findings(name, elsewhere) == []


def test_a_subject_line_that_names_a_pupil_stands_over_the_text() -> None:
    subject = Text(SUBJECT, f"About {NAME}")
    assert said(findings(subject, Text(BODY, "Please find the EHCP attached."))) == [("EHCP", (ZOE,))]
    assert findings(subject, Text(BODY, "word " * 100 + "EHCP")) == []
    assert findings(subject, Text(BODY, "No medication today.")) == []
    assert findings(subject, Text(FILE, "Please find the EHCP attached.")) == []


def test_a_subject_line_tells_of_those_named_at_the_beginning() -> None:
    subject = Text(SUBJECT, "EHCP")
    assert said(findings(subject, Text(BODY, f"Dear Ms Smith,\n\n{NAME} is new."))) == [("EHCP", (ZOE,))]
    assert findings(subject, Text(BODY, "word " * 100 + NAME)) == []


def test_without_words_or_names_nothing_is_found() -> None:
    text = Text(BODY, f"{NAME} has an EHCP.")
    assert findings(text, known=facts(Vocabulary())) == []
    assert findings(text, known=facts(roster=Roster(()))) == []


def test_findings_are_bounded() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [(f"An{first}{second}", f"Be{second}{first}") for first in letters for second in letters]
    roster = Roster(tuple(Pupil(str(at), *name) for at, name in enumerate(names)))
    rows = tuple((" ".join(name), "Y", "EHCP") for name in names)
    found = findings(Table(FILE, (("Name", "FSM", "SEN"), *rows)), known=facts(roster=roster))
    assert len(found) == sensitive_term.MOST_FINDINGS


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME} EHCP " * 40_000,
        f"{NAME}\n\nmedication\n" * 40_000,
        f"{NAME}" + " EHCP" * 200_000,
        f"{NAME}" + "\n" * 1_000_000 + "EHCP",
        f"{NAME}" + ". " * 500_000 + "She has an EHCP.",
    ],
    ids=range(5),
)
def test_hostile_text_takes_no_long(text: str) -> None:
    matter = Matter(Reading(Message((), ()), (Text(BODY, text),), (), (), ()), FACTS)
    assert matter.sightings  # names are looked for outside the measured time
    started = time.process_time()
    assert len(list(sensitive_term.find(matter))) <= 1
    assert time.process_time() - started < 1


def test_a_message_from_end_to_end() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Trip"
    mail.set_content(f"{NAME} is coming.\nShe is known to CAMHS.\n")
    mail.add_attachment(f"Name,FSM\n{NAME},yes\n".encode(), "text", "csv", filename="trip.csv")
    report = inspect(mail.as_bytes(), FACTS, Budget())
    found = {(str(each.location), each.text) for each in report.of(DetectorId.SENSITIVE_TERM)}
    assert found == {("body", "CAMHS"), ("attachment:trip.csv", "FSM")}
    assert report.completion_of(DetectorId.SENSITIVE_TERM) is Completion.FINISHED
