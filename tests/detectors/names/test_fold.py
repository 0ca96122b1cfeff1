"""Folding: however a name was typed it is the same letters, and the way back leads to what was typed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.fold import fold, words_in, words_of

TYPED = st.text(st.sampled_from("aZ ’é\u0301ﬁŁß\u00ad\u200b日ж\n.-`İ\u2028𝐆'") | st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Grace BISHOP", "grace bishop"),
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Łukasz Bjørn Đặng", "lukasz bjorn dang"),
        ("Æsa Œdipe Þór Ðe Işık Weiß", "aesa oedipe thor de isik weiss"),
        ("İpek", "ipek"),
        ("Nguyễn", "nguyen"),
        (
            "O’Neill Oʼneill O`Neill O´Neill O′Neill O＇Neill",
            "o'neill o'neill o'neill o'neill o'neill o'neill",
        ),
        ("Smith‐Jones Smith‑Jones Smith–Jones Smith—Jones Smith−Jones", " ".join(["smith-jones"] * 5)),
        ("Grace\u00a0Bishop\u2003Grace\u3000Bishop", "grace bishop grace bishop"),
        ("Gra\u00adce Bi\u200bsh\u2060op\ufeff", "grace bishop"),
        ("Ｇｒａｃｅ 𝐁𝐢𝐬𝐡𝐨𝐩 ﬁ", "grace bishop fi"),
        ("Grace\u2028Bishop", "grace\nbishop"),
        ("Grace, (8K); Bishop\r\n", "grace, (8k); bishop\r\n"),
        ("", ""),
    ],
)
def test_the_same_letters_however_typed(typed: str, canonical: str) -> None:
    assert fold(typed).text == canonical


@pytest.mark.parametrize(
    "text",
    ["May Gra\u00adce Bishop come?", "Zoe\u0308 Ｇrace\u00a0Bishop’s", "é" * 700 + " Bishop", "ﬁﬁ Bishop ﬁ"],
)
def test_quotes_what_stands_there(text: str) -> None:
    folded = fold(text)
    for word in words_in(folded.text):
        quoted = folded.quote(*word.span())
        assert quoted in text
        assert fold(quoted).text == word[0]


def test_quotes_an_accent_that_is_a_character_of_its_own() -> None:
    folded = fold("see Zoe\u0308 run")
    assert folded.quote(4, 7) == "Zoe\u0308"
    assert folded.span(4, 4) == (4, 4)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("O'Neill", ("o", "neill")),
        ("Smith-Jones", ("smith", "jones")),
        ("Grace2", ("grace",)),
        ("-", ()),
        ("", ()),
    ],
)
def test_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@given(TYPED)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(TYPED, TYPED)
def test_folding_does_not_depend_on_what_stands_before(first: str, second: str) -> None:
    assert fold(first + second).text == fold(first).text + fold(second).text


@given(TYPED, st.data())
def test_every_span_folds_to_what_it_was_asked_for(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first <= last <= len(text)
    # A ligature cannot be cut in two, so the quotation may hold more, never less.
    assert folded.text[start:end] in fold(text[first:last]).text


def test_of_every_letter_there_is_one_fold_is_enough() -> None:
    """Of some capitals of other alphabets only the small letter looks like a Latin one."""
    characters = map(chr, range(0x20000))
    letters = [each for each in characters if each.isalpha() or unicodedata.combining(each)]
    once = [fold(letter).text for letter in letters]
    assert [fold(folded).text for folded in once] == once
