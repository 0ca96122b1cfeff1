"""The words that no template has: gaps, plural forms, lists and times, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.notices.phrasefile import english
from gateway.actions.notices.phrases import Phrases
from tests.gateway.actions.notices.samples import LANGUAGES, templates

WELSH = templates("cy").phrases
MONDAY = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)


def test_a_gap_is_filled_in_and_what_fills_it_is_no_phrase() -> None:
    assert english().say("found.texts.pupil-name", text="{number}") == "the name “{number}”"


@pytest.mark.parametrize(
    ("number", "amount"),
    [
        (0, "0 neges"),
        (1, "un neges"),
        (2, "dwy neges"),
        (3, "tair neges"),
        (4, "4 neges"),
        (6, "chwe neges"),
        (20, "20 neges"),
    ],
)
def test_welsh_numbers(number: int, amount: str) -> None:
    assert WELSH.count("bulk.amounts.messages", number) == amount


def test_english_numbers() -> None:
    amounts = [english().count("bulk.amounts.messages", number) for number in (0, 1, 2)]
    assert amounts == ["0 messages", "1 message", "2 messages"]


@pytest.mark.parametrize("language", ["en-GB", "fr"])
def test_a_language_of_which_nothing_is_known_counts_as_english_does(language: str) -> None:
    phrases = Phrases(language, {"x.one": "one", "x.other": "{number}"})
    assert [phrases.count("x", number) for number in (1, 2)] == ["one", "2"]


@pytest.mark.parametrize(
    ("items", "joined"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_lists(items: list[str], joined: str) -> None:
    assert english().join("place.list", items) == joined


def test_moments() -> None:
    assert english().moment(MONDAY) == "Monday 2 November at 15:40"
    assert english().brief_moment(MONDAY) == "Mon 2 Nov at 15:40"
    assert WELSH.moment(MONDAY) == "dydd Llun 2 Tachwedd am 15:40"
    assert WELSH.brief_moment(MONDAY) == "Llun 2 Tach am 15:40"
    assert english().moment(None) == WELSH.moment(None) == ""


@pytest.mark.parametrize("language", LANGUAGES)
@given(when=st.datetimes())
def test_every_day_of_the_year_has_a_name(language: str, when: datetime) -> None:
    phrases = templates(language).phrases
    assert f"{when:%H:%M}" in phrases.moment(when)
    assert f"{when:%H:%M}" in phrases.brief_moment(when)
