"""What the index must find in text, tables and file names, and what it must not."""

from __future__ import annotations

import pickle
import time
from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.index import NameIndex
from detectors.names.sense import Form
from detectors.names.spelling import forename_spellings, surname_spellings
from detectors.roster import Pupil, Roster

PUPILS = (
    Pupil("henry", "Henry", "Tudor", middle_names="James"),
    Pupil("grace", "Grace", "Bishop"),
    Pupil("mary", "Mary Jane", "Smith-Jones"),
    Pupil("siobhan", "Siobhán", "O'Neill"),
    Pupil("will", "Will", "Young"),
    Pupil("summer", "Summer", "Field"),
    Pupil("zoe", "Zoë", "Müller"),
    Pupil("ana", "Ana", "de la Cruz"),
    Pupil("grace-tudor", "Grace", "Tudor"),
    Pupil("ali", "Muhammad", "al-Hassan", preferred_forename="Ali"),
    Pupil("mononym", "Priya", ""),
    Pupil("initial", "S", "Kumar"),
)
INDEX = NameIndex.of(Roster(PUPILS))

Found = list[tuple[str, str]]  # pupil, text as found


def found(text: str) -> Found:
    return [(hit.pupils[0], hit.text) for hit in INDEX.find(text)]


@pytest.mark.parametrize(
    ("text", "pupil"),
    [
        ("Henry Tudor", "henry"),
        ("henry tudor", "henry"),
        ("HENRY TUDOR", "henry"),
        ("Henry James Tudor", "henry"),
        ("Henry J Tudor", "henry"),
        ("Henry J. Tudor", "henry"),
        ("Henry (James) Tudor", "henry"),
        ('Henry "James" Tudor', "henry"),
        ("Tudor, Henry", "henry"),
        ("TUDOR, Henry", "henry"),
        ("Tudor , Henry", "henry"),
        ("Tudor Henry", "henry"),
        ("Henry   Tudor", "henry"),
        ("Henry\nTudor", "henry"),
        ("Henry\r\nTudor", "henry"),
        ("Henry\n> Tudor", "henry"),
        ("Henry \r\n>> > Tudor", "henry"),
        ("Henry\tTudor", "henry"),
        ("Henry | Tudor", "henry"),
        ("Henry,Tudor", "henry"),
        ('"Henry","Tudor"', "henry"),
        ("Henry_Tudor", "henry"),
        ("Henry-Tudor", "henry"),
        ("henry.tudor", "henry"),
        ("henry%20tudor", "henry"),
        ("Henry* *Tudor", "henry"),
        ("Hen\u00adry Tu\u200bdor", "henry"),
        ("Henry\u00a0Tudor", "henry"),
        ("Ｈｅｎｒｙ Ｔｕｄｏｒ", "henry"),
        ("Grace\nBishop", "grace"),
        ("Mary Jane Smith-Jones", "mary"),
        ("Mary-Jane Smith‑Jones", "mary"),
        ("MaryJane Smith Jones", "mary"),
        ("Maryjane Smithjones", "mary"),
        ("Mary Jane Smith-\nJones", "mary"),
        ("Mary Jane Smith - Jones", "mary"),
        ("Mary Smith", "mary"),
        ("Jane Jones", "mary"),
        ("Siobhán O’Neill", "siobhan"),
        ("Siobhan O`Neill", "siobhan"),
        ("Siobhan ONeill", "siobhan"),
        ("Siobhan O Neill", "siobhan"),
        ("SIOBHAN O' NEILL", "siobhan"),
        ("O'Neill, Siobhan", "siobhan"),
        ("Zoe Muller", "zoe"),
        ("Zoe\u0308 Mueller", "zoe"),
        ("Ana De La Cruz", "ana"),
        ("Ana DelaCruz", "ana"),
        ("Muhammad Al Hassan", "ali"),
        ("Ali Alhassan", "ali"),
        ("Muhammad (Ali) al-Hassan", "ali"),
        ("Will Young", "will"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "we met {} there", "({})", "{}'s form", "Name: {}.\nThank you", "8{}2"]
)
def test_finds_every_form_as_it_stands(text: str, pupil: str, frame: str) -> None:
    inner = text.strip('"')
    assert found(frame.format(text)) == [(pupil, inner)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Henry",
        "Tudor",
        "H Tudor",
        "H. Tudor",
        "Henry T",
        "HJT",
        "Henry and Tudor",
        "Henry & Tudor",
        "Henry Bishop",  # each is a pupil's, together they are nobody's
        "Siobhan Tudor",
        "Henry, Tudor",
        "Henry; Tudor",
        "Henry / Tudor",
        "Henry: Tudor",
        "This is Henry. Tudor came later",
        "Is it Henry? Tudor it is",
        "Henry\n\nTudor",
        "Henry\n> \n> Tudor",
        "- Henry\n- Tudor",
        "* Henry\n* Tudor",
        "• Henry\n• Tudor",
        "1. Henry\n2. Tudor",
        "Henry - Tudor",
        "Henry (Tudor)",
        "Henry 8 Tudor",
        "McHenry Tudor",
        "Grace's bishop",
        "Neill Siobhan Grace",
        "Priya",
        "S Kumar",
        "s. kumar",
        "Mary",
        "Jones",
        "will young people come",
        "Will young people come?",
        "will Young Farmers come",
        "WILL YOUNG PEOPLE COME",
        "in the summer field",
        "a b c d e f",
    ],
)
def test_finds_nothing_less_than_a_full_name(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sam Tudor, Grace Bishop", [("grace", "Grace Bishop")]),
        ("Tudor, Grace", [("grace-tudor", "Tudor, Grace")]),
        ("Henry Tudor, Grace Bishop", [("henry", "Henry Tudor"), ("grace", "Grace Bishop")]),
        ("Grace Bishop and Grace Tudor", [("grace", "Grace Bishop"), ("grace-tudor", "Grace Tudor")]),
        ("Grace Bishop Grace Bishop", [("grace", "Grace Bishop"), ("grace", "Grace Bishop")]),
    ],
)
def test_neighbours_do_not_hide_one_another(text: str, expected: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("surer", "doubtful"),
    [
        ("Mary Jane Smith-Jones", "Mary Smith"),
        ("Tudor, Grace", "Tudor Grace"),
        ("Grace Tudor", "Grace Xavier Tudor"),
        ("Grace Tudor", "Grace Tudors"),
        ("Mary Jane Smith-Jones", "Mary Jane Smith-Jonse"),
        ("Siobhan O'Neill", "Siobhan O'Niell"),
        ("We saw Summer Field.", "Summer Field is here."),
        ("Will Young\n8K", "It ended. Will Young stayed"),
        ("PUPIL: WILL YOUNG", "We go. Will Young?"),
        ("Grace Tudor", "gracetudor@oakfield.sch.uk"),
    ],
)
def test_says_how_sure_it_is(surer: str, doubtful: str) -> None:
    (first,), (second,) = INDEX.find(surer), INDEX.find(doubtful)
    assert 0 < second.confidence < first.confidence <= 1


def test_a_hit_says_all() -> None:
    text = "On Zoe\u0308’s day Tudor,\u00a0Henry came"
    (hit,) = INDEX.find(text)
    assert hit.text == text[slice(*hit.span)] == "Tudor,\u00a0Henry"
    assert (hit.pupils, hit.form) == (("henry",), Form.SURNAME_FIRST)


def test_all_pupils_of_one_name_are_in_one_hit() -> None:
    twins = NameIndex.of(
        Roster((Pupil("1", "Grace", "Bishop"), Pupil("2", "GRACE", "Bishop"), Pupil("1", "Grace", "Bishop")))
    )
    (hit,) = twins.find("Grace Bishop")
    assert hit.pupils == ("1", "2")


def test_the_whole_name_of_one_pupil_goes_before_half_of_anothers() -> None:
    index = NameIndex.of(Roster((Pupil("double", "Grace", "Smith-Jones"), Pupil("plain", "Grace", "Smith"))))
    assert [hit.pupils for hit in index.find("Grace Smith")] == [("plain",)]
    assert [hit.pupils for hit in index.find("Grace Smith-Jones")] == [("double",)]


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("Tudor_Henry_EHCP.docx", [("henry", "Tudor_Henry")]),
        ("HenryTudor.pdf", [("henry", "HenryTudor")]),
        ("8K_HenryTudor.pdf", [("henry", "HenryTudor")]),
        ("EHCPHenryTudor2024.pdf", [("henry", "HenryTudor")]),
        ("tudor-henry.pdf", [("henry", "tudor-henry")]),
        ("henry.tudor.docx", [("henry", "henry.tudor")]),
        ("Tudor - Henry - report.docx", [("henry", "Tudor - Henry")]),
        ("Report for Henry Tudor.docx", [("henry", "Henry Tudor")]),
        ("MaryJaneSmithJones.doc", [("mary", "MaryJaneSmithJones")]),
        ("SiobhánONeill.pdf", [("siobhan", "SiobhánONeill")]),
        ("WillYoung.docx", [("will", "WillYoung")]),
        ("GraceBishop_HenryTudor.zip", [("grace", "GraceBishop"), ("henry", "HenryTudor")]),
        ("will_young_people.docx", []),
        ("Henry & Tudor.docx", []),
        ("Tudor_8K.docx", []),
        ("HTudor.pdf", []),
        ("HenryBishop.pdf", []),
        ("", []),
    ],
)
def test_file_names(filename: str, expected: Found) -> None:
    assert [(hit.pupils[0], hit.text) for hit in INDEX.find_in_name(filename)] == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("1042", "Henry", "Tudor"), [("henry", "Henry Tudor")]),
        (("TUDOR", "8K", "Henry (Hal)"), [("henry", "TUDOR Henry")]),
        (("Henry James", "", "Tudor"), [("henry", "Henry James Tudor")]),
        (("Smith-Jones", "Mary Jane"), [("mary", "Smith-Jones Mary Jane")]),
        (("O'Neill", "x" * 500, "Siobhán"), [("siobhan", "O'Neill Siobhán")]),
        (("see Henry Tudor", "ok"), [("henry", "Henry Tudor")]),
        (("will young",), [("will", "will young")]),
        (("will", "young"), [("will", "will young")]),
        (("they will young",), []),
        (("Henry", "Bishop"), []),
        (("Henry\nTudor",), []),
        (("Henry;Tudor",), []),
        (("Mr Tudor", "Henry"), []),
        (("", ""), []),
        ((), []),
    ],
)
def test_rows(row: tuple[str, ...], expected: Found) -> None:
    assert [(hit.pupils[0], hit.text) for hit in INDEX.find_in_rows([row])] == expected


def test_never_across_rows() -> None:
    assert list(INDEX.find_in_rows([("Henry",), ("Tudor",)])) == []


def test_a_name_between_two_cells_makes_them_less_sure() -> None:
    (record,) = INDEX.find_in_rows([("Henry", "8K", "Tudor")])
    (middle,) = INDEX.find_in_rows([("Henry", "James", "Tudor")])
    (stranger,) = INDEX.find_in_rows([("Henry", "Ali", "Tudor")])
    assert (record.form, stranger.form) == (Form.CELLS, Form.CELLS)
    assert stranger.confidence < middle.confidence == record.confidence
    assert not list(INDEX.find_in_rows([("Henry", "Ali", "Zoë", "Will", "Tudor")]))


def test_pupils_without_a_full_name_are_counted() -> None:
    assert INDEX.without_full_name == 2
    assert NameIndex.of(Roster(())).without_full_name == 0


def test_an_empty_roster_finds_nothing() -> None:
    assert list(NameIndex.of(Roster(())).find("Grace Bishop, the and of")) == []


def test_pickles() -> None:
    copy = pickle.loads(pickle.dumps(INDEX))  # noqa: S301
    assert copy == INDEX
    assert [hit.pupils for hit in copy.find("Henry Tudor")] == [("henry",)]


@pytest.mark.parametrize(
    "hostile",
    [
        "x" * 2_000_000,
        " " * 2_000_000,
        "Henry" + " " * 1_000_000 + "Tudor",
        "Henry " * 200_000,
        "Henry\n>" * 100_000,
        "Henry (" * 100_000,
        "é" * 1_000_000,
        "Henry Tudor " * 50_000,
        "é Henry Tudor" * 50_000,
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_takes_linear_time(hostile: str) -> None:
    start = time.process_time()
    for _ in INDEX.find(hostile):
        pass
    assert time.process_time() - start < 5


def test_a_hostile_row_takes_linear_time() -> None:
    start = time.process_time()
    for _ in INDEX.find_in_rows([("Henry", "Tudor") * 100_000]):
        pass
    assert time.process_time() - start < 5


NAME = st.text(st.sampled_from("abcdegrstÉøß'’- OM"), min_size=2, max_size=16)


@given(NAME, NAME, NAME)
def test_finds_every_spelling_of_any_pupil(first: str, last: str, former: str) -> None:
    index = NameIndex.of(Roster((Pupil("1", first, last, former_surname=former),)))
    surnames = {**surname_spellings(former), **surname_spellings(last)}
    for forename, surname in islice(product(forename_spellings(first), surnames), 200):
        name = " ".join(forename + surname).title()
        assert any(hit.pupils == ("1",) for hit in index.find(f"pupil {name}, again")), name


@given(st.text(max_size=60) | st.text(st.sampled_from("Henry TudorWl Yg,.\n>()-'\u0301é"), max_size=60))
def test_never_raises_and_quotes_what_stands_there(text: str) -> None:
    for hit in INDEX.find(text):
        assert hit.text == text[slice(*hit.span)]
    for hit in INDEX.find_in_name(text):
        assert hit.text == text[slice(*hit.span)]
    for hit in INDEX.find_in_rows([(text, "Tudor", text)]):
        assert 0 < hit.confidence <= 1
