"""When ordinary words are taken for a name, and when they are not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.context.meant import Certainty, certainty
from detectors.names.sense import Setting
from tests.detectors.names.context.marked import Marked

NO, UNLIKELY, DOUBTFUL, LIKELY, CERTAIN = Certainty


def judged(text: str, setting: Setting = Setting.TEXT) -> Certainty:
    marked = Marked.of(text)
    return certainty(marked.text, marked.words, setting)


@pytest.mark.parametrize(
    "text", ["{Henry Tudor}", "the {henry tudor} may", "WILL {ZOË O'NEILL} GO", "{Łukasz Nowak} be"]
)
def test_a_name_without_an_ordinary_word_is_certain_anywhere(text: str) -> None:
    assert judged(text) is CERTAIN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We saw {Will Young} there.", CERTAIN),
        ("We know {Will Young} here.", LIKELY),
        ("We know {Summer Field} well.", LIKELY),
        ("the {Summer Field} Trip", UNLIKELY),
        ("our {Summer Field} Trip", DOUBTFUL),
        ("{Will Young} people come?", NO),
        ("{Will young} people come?", NO),
        ("people {will Young} Farmers meet", NO),
        ("They {will read} it. Yes.", NO),
        ("In the {summer field} behind the school.", NO),
        ("I spoke to {grace bishop} today.", UNLIKELY),
        ("I spoke to {mark hall} today.", UNLIKELY),
        ("I saw {grace bishop}, 8K.", DOUBTFUL),
        ("Write to {mark.hall}@pupils.oakfield.sch.uk.", LIKELY),
        ("I know a {Möor Hall} there.", LIKELY),
        ("Please {mark hall} as absent.", NO),
    ],
)
def test_capitals_in_prose(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{Will Young} is late", LIKELY),
        ("It ended. {Will Young} stayed", LIKELY),
        ("Was it he? {Will Young}, maybe", DOUBTFUL),
        ("{Will Thomas} be there?", NO),
        ("Hi all,\n{Will Thomas} be there?", NO),
        ("{Will Thomas} was there.", CERTAIN),
        ("{Hope Thomas} is better.", DOUBTFUL),
        ("I {hope Thomas} is better.", NO),
        ("{Grace Bishop} is late", LIKELY),
        ("{Grace Bishop} said so", CERTAIN),
    ],
)
def test_the_first_words_of_a_sentence(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i saw {will young} there", LIKELY),
        ("{will young} people come", NO),
        ("can {henry may} come to the office", CERTAIN),
        ("{henry may} come tomorrow", NO),
        ("{henry may} was late again", CERTAIN),
        ("{will patel} be there", NO),
        ("{will patel} was there", CERTAIN),
        ("the {summer field} is wet", NO),
        ("{rose hill} was upset", LIKELY),
        ("{summer field} was upset", DOUBTFUL),
        ("we put {ivy, holly} and moss there", NO),
    ],
)
def test_a_text_without_capitals(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REPORT ON {WILL YOUNG}", LIKELY),
        ("WE SAY {SUMMER FIELD} TODAY", DOUBTFUL),
        ("{WILL YOUNG} PEOPLE COME", NO),
        ("THE {SUMMER FIELD} IS WET", NO),
        ("we know {SUMMER FIELD} well", LIKELY),
        ("PUPIL: {WILL YOUNG}", CERTAIN),
    ],
)
def test_capitals_throughout(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name: {Will Young}", CERTAIN),
        ("Name: {will young}", LIKELY),
        ("{Will Young}", LIKELY),
        ("{Will Young}\n8K", CERTAIN),
        ("{Will Young} (Year 8)", CERTAIN),
        ("- {Mark Hall}\n- Henry Tudor", LIKELY),
        ("Here: Henry Tudor, {Mark Hall}, Zoë O'Neill", LIKELY),
        ("Here: Henry Tudor, {Mark Kowalski}, Zoë O'Neill", CERTAIN),
        ("1. {Mark Hall}", LIKELY),
    ],
)
def test_an_entry_of_a_list_or_a_form(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Choosing {Olive Wood} For The Workshop", NO),
        ("Walks Round {Rose Hill} And Other Places", UNLIKELY),
        ("Report On {Rose Hill} For The Panel", DOUBTFUL),
        ("{Rose Hill} and Ella Shaw", DOUBTFUL),
        ("{Rose Hill}: Attendance", LIKELY),
    ],
)
def test_headings(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{Max Marks}: 40", UNLIKELY),
        ("PE: your {kit bag} please", NO),
        ("2 x {Ruby Stone} varnish", UNLIKELY),
        ("{April May} and June are busy.", UNLIKELY),
        ("if ({mark.hall}) { return; }", NO),
        ("at https://example.org{/rose/hill} today", NO),
    ],
)
def test_things_months_and_programs(text: str, expected: Certainty) -> None:
    before, inner, after = re.split(r"\{(?! )|(?<! ;)\}(?!$)", text, maxsplit=2)
    marked = Marked(before + inner + after, len(before), len(before) + len(inner))
    assert certainty(marked.text, marked.words, Setting.TEXT) is expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("8K\x1f{will young}\x1fpresent", LIKELY),
        ("8K\x1f{Will Young}\x1fpresent", LIKELY),
        ("8K\x1fthey {will young}", NO),
        ("8K\x1fthey\x1f{will young}", LIKELY),
    ],
)
def test_cells(row: str, expected: Certainty) -> None:
    assert judged(row, Setting.CELL) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("{WillYoung}.docx", LIKELY),
        ("{will_young}.docx", LIKELY),
        ("{will_young}_people.docx", NO),
        ("8K_{Will_Young}.docx", LIKELY),
        ("Letter_{Grace_Bishop}.docx", LIKELY),
        ("Report_{Henry_May}_trip.docx", CERTAIN),
    ],
)
def test_file_names(name: str, expected: Certainty) -> None:
    marked = Marked.of(name)
    words = marked.words
    if marked.text.startswith("WillYoung"):
        words = [(0, 4), (4, 9)]
    elif "_" in marked.text[marked.start : marked.end]:
        middle = marked.text.index("_", marked.start)
        words = [(marked.start, middle), (middle + 1, marked.end)]
    assert certainty(marked.text, words, Setting.FILE_NAME) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In {June Brown} bins are emptied.", DOUBTFUL),
        ("Since {May Thomas} has a coat.", LIKELY),
        ("on 3 {June Hall} is open", DOUBTFUL),
        ("School is closed on {May Day}, sadly.", DOUBTFUL),
    ],
)
def test_dates(text: str, expected: Certainty) -> None:
    assert judged(text) is expected


@given(
    st.text(st.sampled_from("Will Youngmay hl.,\n>'ß\u0301İ\x1f"), max_size=40),
    st.sampled_from(["Will Young", "will may", "MARK HALL", "Grace  Tudor", "ﬁeld ＷＩＬＬ"]),
    st.text(st.sampled_from("Will Youngmay hl.,\n>'ß\u0301İ\x1f"), max_size=40),
    st.sampled_from(Setting),
)
def test_judges_any_text(before: str, name: str, after: str, setting: Setting) -> None:
    marked = Marked.of(f"{before}{{{name}}}{after}")
    assert certainty(marked.text, marked.words, setting) in Certainty


def test_far_text_changes_nothing() -> None:
    near = " word" * 30
    assert judged(f"They will. {near} {{mark hall}}{near}") is judged(f"{near} {{mark hall}}{near} THE END")


@pytest.mark.parametrize("filler", ["a", " ", "\n", "> ", "\n>", "Aa ", ", ", ".", "don't ", "*_"])
def test_takes_the_same_time_in_any_text(filler: str) -> None:
    marked = Marked.of(filler * 50_000 + "{Will Young}" + filler * 50_000)
    start = time.perf_counter()
    for _ in range(100):
        certainty(marked.text, marked.words, Setting.TEXT)
    assert time.perf_counter() - start < 0.5
