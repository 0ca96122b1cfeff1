"""The model behind the rules: what it adds to them, and that nothing breaks where it is missing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.context.language import (
    LONGEST_SENTENCE,
    MODEL,
    MOST_QUESTIONS,
    NoReader,
    Reader,
    SpacyReader,
    Sparing,
    installed_model,
    load,
    reader,
    sentence_round,
)
from detectors.names.context.meant import Certainty, certainty
from detectors.names.sense import Setting
from tests.detectors.names.context.ambiguous import NAMES, UNSEEN_NAMES, UNSEEN_WORDS, WORDS
from tests.detectors.names.context.marked import Marked

ABSENT = "en_core_web_of_nobody"

needs_model = pytest.mark.skipif(not installed_model(), reason=f"the language model {MODEL} is not installed")


def reads(text: str, by: Reader) -> bool | None:
    marked = Marked.of(text)
    return by.reads_as_name(*sentence_round(marked.text, marked.start, marked.end))


def reported(texts: Iterable[str], by: Reader) -> int:
    """How many of the texts are findings when rules and reader are asked in turn."""
    return sum(_is_reported(Marked.of(text), by) for text in texts)


def _is_reported(marked: Marked, by: Reader) -> bool:
    meant = certainty(marked.text, marked.words, Setting.TEXT)
    if meant is not Certainty.DOUBTFUL:
        return meant is not Certainty.NO
    return by.reads_as_name(*sentence_round(marked.text, marked.start, marked.end)) is not False


def test_there_are_sentences_enough() -> None:
    everything = (*NAMES, *WORDS, *UNSEEN_NAMES, *UNSEEN_WORDS)
    assert len(set(everything)) == len(everything) > 250


def test_rules_alone_hold_their_floor() -> None:
    alone = NoReader()
    assert reported(NAMES, alone) >= 90  # of 91
    assert reported(UNSEEN_NAMES, alone) == 32
    assert reported(WORDS, alone) <= 14  # of 113
    assert reported(UNSEEN_WORDS, alone) <= 6  # of 30


@needs_model
def test_the_model_takes_false_findings_away_and_costs_no_name() -> None:
    helped, alone = SpacyReader(), NoReader()
    assert reported(NAMES, helped) >= reported(NAMES, alone) - 1  # "the mother of May Day yesterday"
    assert reported(UNSEEN_NAMES, helped) == reported(UNSEEN_NAMES, alone)
    assert reported(WORDS, helped) <= 11
    assert reported(UNSEEN_WORDS, helped) <= 5


@needs_model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{Will Young} people come to the fair?", False),
        ("{Will Young} was late again.", True),
        ("{Mark Hall} and his brother have moved to Leeds.", True),
        ("i spoke to {grace bishop} today", True),
        ("I SPOKE TO {GRACE BISHOP} TODAY", True),
        ("A {robin would} sing in the snow.", False),
        ("They lost {faith long} ago.", False),
        ("School is closed on {May Day} this year.", False),
        ("{ }", None),
    ],
)
def test_what_the_model_reads(text: str, expected: bool | None) -> None:
    assert reads(text, SpacyReader()) is expected


@needs_model
def test_the_model_remembers_no_name() -> None:
    from detectors.names.context.language import _loaded

    reads("{Grace Zorkblatt} was late.", SpacyReader())
    assert "Zorkblatt" not in _loaded(MODEL).vocab.strings


@needs_model
@given(st.text(max_size=60), st.text(min_size=1, max_size=20), st.text(max_size=60))
def test_any_text_can_be_read(before: str, name: str, after: str) -> None:
    text = before + name + after
    sentence = sentence_round(text, len(before), len(before) + len(name))
    assert SpacyReader().reads_as_name(*sentence) in (True, False, None)


@needs_model
def test_the_installed_model_is_used() -> None:
    assert installed_model().startswith(f"{MODEL} 3.")
    assert reader() == Sparing(SpacyReader(MODEL), MOST_QUESTIONS)


def test_without_the_model_nobody_can_tell() -> None:
    assert installed_model(ABSENT) == ""
    assert reader(ABSENT) == NoReader()
    assert reads("{Will Young} people come?", reader(ABSENT)) is None


@needs_model
def test_a_package_that_is_no_model_cannot_tell() -> None:
    assert reads("{Will Young} people come?", SpacyReader("json")) is None
    with pytest.raises(OSError, match="json"):
        load("json")


def test_no_more_is_asked_than_was_agreed() -> None:
    class Sure:
        def reads_as_name(self, sentence: str, start: int, end: int) -> bool | None:
            return True

    sparing = Sparing(Sure(), questions=2)
    assert [reads("{Will Young} came.", sparing) for _ in range(4)] == [True, True, None, None]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It rained. {Will Young} was late. He ran.", "{Will Young} was late."),
        ("{Will Young} was late", "{Will Young} was late"),
        ("Is it he? Yes, {Will Young}! Good", "Yes, {Will Young}!"),
        ("one\n\n{Will Young} was late\n\ntwo", "{Will Young} was late"),
        ("> we think\n> {Will\n> Young} was\n> late", "we think {Will Young} was late"),
        ("- one\n- {Will Young} two\n- three", "{Will Young} two"),
        ("8K\x1f{Will Young}\x1fabsent", "{Will Young}"),
    ],
)
def test_the_sentence_round_a_name(text: str, sentence: str) -> None:
    marked, expected = Marked.of(text), Marked.of(sentence)
    found, start, end = sentence_round(marked.text, marked.start, marked.end)
    assert Marked(found, start, end) == expected


@given(st.text(max_size=400), st.text(min_size=1, max_size=20).filter(str.isalpha), st.text(max_size=400))
def test_a_sentence_is_bounded_and_keeps_the_name(before: str, name: str, after: str) -> None:
    sentence, start, end = sentence_round(before + name + after, len(before), len(before) + len(name))
    assert sentence[start:end] == name
    assert len(sentence) <= LONGEST_SENTENCE + len(name)
