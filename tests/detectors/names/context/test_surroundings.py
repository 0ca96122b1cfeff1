"""Each cue, where it is and where it must not be seen."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.context.surroundings import Cue, cues
from tests.detectors.names.context.marked import Marked


def seen(text: str) -> frozenset[Cue]:
    marked = Marked.of(text)
    return cues(marked.text, marked.start, marked.end)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        (Cue.TITLE, "Mr {Henry Tudor} called"),
        (Cue.TITLE, "mrs. {grace bishop} called"),
        (Cue.TITLE, "from Dr\n> {Grace Bishop}"),
        (Cue.TITLE, "our Headteacher {Grace Bishop}"),
        (Cue.TITLE, "DR {GRACE BISHOP}"),
        (Cue.YOUNG_TITLE, "Miss {Grace Bishop}"),
        (Cue.YOUNG_TITLE, "To Master {Henry Tudor}"),
        (Cue.PLACE, "in {Grace Bishop} Road"),
        (Cue.PLACE, "meet at {GRACE BISHOP} HALL"),
        (Cue.PLACE, "the {Grace Bishop}'s Park"),
        (Cue.PLACE, "St {Grace Bishop} parish"),
        (Cue.ORGANISATION, "{Henry Tudor} Academy"),
        (Cue.ORGANISATION, "the {Henry Tudor} Memorial Award"),
        (Cue.ORGANISATION, "{Henry Tudor} Primary School"),
        (Cue.ORGANISATION, "{Henry Tudor} & Sons"),
        (Cue.ORGANISATION, "{Henry Tudor} Ltd"),
        (Cue.ROLE, "{Grace Bishop}, Head of Year 8"),
        (Cue.ROLE, "{Grace Bishop} (SENCO)"),
        (Cue.ROLE, "{Grace Bishop}\nDeputy Headteacher\nOakfield Academy"),
        (Cue.ROLE, "{Grace Bishop}, the author of it"),
        (Cue.ROLE, "Class teacher: {Grace Bishop}"),
        (Cue.ROLE, "educational psychologist {Grace Bishop}"),
        (Cue.ROLE, "signed on behalf of {Grace Bishop}"),
        (Cue.ROLE, "a novel by {Henry Tudor}"),
        (Cue.PUPIL, "{Henry Tudor} 8K"),
        (Cue.PUPIL, "{Henry Tudor} (Year 8)"),
        (Cue.PUPIL, "{Henry Tudor} has a detention"),
        (Cue.PUPIL, "{Henry Tudor}, DOB 1.2.2012"),
        (Cue.PUPIL, "the parents of {Henry Tudor}"),
        (Cue.PUPIL, "I told {Henry Tudor} and his mum"),
        (Cue.PUPIL, "{Henry Tudor}, aged 12"),
        (Cue.PUPIL, "EHCP for {Henry Tudor}"),
        (Cue.PUPIL, "SEND review of {Henry Tudor}"),
        (Cue.LESSON, "King {Henry Tudor} was crowned"),
        (Cue.LESSON, "{Henry Tudor} was born in 1457"),
        (Cue.LESSON, "Write a poem about {Henry Tudor}"),
        (Cue.LESSON, "Homework on {Henry Tudor}"),
        (Cue.SIGNATURE, "Kind regards,\n{Grace Bishop}"),
        (Cue.SIGNATURE, "Many thanks\n\n{Grace Bishop}"),
        (Cue.SIGNATURE, "> Best wishes\r\n> \r\n> {Grace Bishop}"),
        (Cue.SIGNATURE, "-- \n{Grace Bishop}"),
        (Cue.SIGNATURE, "{Grace Bishop}\nHead of Year 8"),
        (Cue.SIGNATURE, "{Grace Bishop}\nTel: 01632 960123"),
    ],
)
def test_is_seen(cue: Cue, text: str) -> None:
    assert cue in seen(text)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        (Cue.TITLE, "We asked Mr Hall and {Henry Tudor}"),
        (Cue.TITLE, "Dear Headteacher,\n{Henry Tudor} is ill"),
        (Cue.TITLE, "Dear Headteacher\n{Henry Tudor} is ill"),
        (Cue.TITLE, "the amr {Henry Tudor}"),
        (Cue.YOUNG_TITLE, "I miss her. {Grace Bishop}"),
        (Cue.PLACE, "{Grace Bishop} park your bike"),
        (Cue.PLACE, "{Grace Bishop}, Park Road"),
        (Cue.PLACE, "12 {Grace Bishop}"),
        (Cue.PLACE, "the best {Grace Bishop}"),
        (Cue.ORGANISATION, "{Henry Tudor} and Sonia"),
        (Cue.ORGANISATION, "{Henry Tudor} left school"),
        (Cue.ORGANISATION, "{Henry Tudor}, Oakfield Academy"),
        (Cue.ORGANISATION, "{Henry Tudor} Year Group"),
        (Cue.ROLE, "the head of year told {Grace Bishop} off"),
        (Cue.ROLE, "Dear teacher, {Grace Bishop} is ill"),
        (Cue.ROLE, "{Grace Bishop} said the teacher left"),
        (Cue.ROLE, "{Grace Bishop}\nTutor: Mrs Hall"),
        (Cue.ROLE, "{Grace Bishop} (tutor group 8K)"),
        (Cue.ROLE, "{Grace Bishop} - teacher's comments"),
        (Cue.ROLE, "stand by {Henry Tudor}"),
        (Cue.PUPIL, "we met {Henry Tudor} in town"),
        (Cue.PUPIL, "Please send {Henry Tudor} the form."),
        (Cue.PUPIL, "{Henry Tudor} paid 8m for it"),
        (Cue.PUPIL, "Year 8\n\n{Henry Tudor} called"),
        (Cue.PUPIL, "absent\x1f{Henry Tudor}\x1fYear 8"),
        (Cue.LESSON, "{Henry Tudor} was late again"),
        (Cue.LESSON, "{Henry Tudor}'s bus from Kingston was late"),
        (Cue.SIGNATURE, "Give her my kind regards and {Grace Bishop} too"),
        (
            Cue.SIGNATURE,
            "Kind regards\n" + "A line that is far too long for a signature, isn't it?\n" * 2 + "{Zoë X}",
        ),
        (Cue.SIGNATURE, "{Grace Bishop}\nTutor: Mrs Hall"),
        (Cue.SIGNATURE, "{Grace Bishop}\nwas late again"),
    ],
)
def test_is_not_seen(cue: Cue, text: str) -> None:
    assert cue not in seen(text)


def test_no_cues_at_all() -> None:
    assert seen("{Grace Bishop}") == frozenset()
    assert seen("It was {Grace Bishop}, I think.") == frozenset()


@pytest.mark.parametrize("cue_word", ["detention", "King", "Year 8"])
def test_what_is_far_away_is_not_seen(cue_word: str) -> None:
    assert seen(f"{cue_word} {'and so on ' * 20}{{Henry Tudor}} {'and so on ' * 20}{cue_word}") == frozenset()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(before: str, after: str) -> None:
    assert cues(f"{before}Henry Tudor{after}", len(before), len(before) + 11) <= frozenset(Cue)


@pytest.mark.parametrize(
    "filler", ["a", " ", "\n", "> ", "\n>", "Head of ", "Kind regards\n", "deputy ", "mr. "]
)
def test_takes_the_same_time_in_any_text(filler: str) -> None:
    marked = Marked.of(filler * 50_000 + "{Grace Bishop}" + filler * 50_000)
    start = time.perf_counter()
    for _ in range(100):
        cues(marked.text, marked.start, marked.end)
    assert time.perf_counter() - start < 1
