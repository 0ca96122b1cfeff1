"""The short ways of the first look pass over nothing that the long ways find."""

from __future__ import annotations

import re
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from detectors.names import edits, records
from detectors.names import index as index_module
from detectors.names.edits import cut_words, humped_words, may_have_cut_words, mended
from detectors.names.fold import fold, foreign_in
from detectors.names.glance import _Look
from detectors.names.index import NameIndex
from detectors.names.tokens import bare_words, stretches
from detectors.roster import Pupil, Roster

INDEX = NameIndex.of(
    Roster(
        (
            Pupil("1", "Grace", "Bishop"),
            Pupil("2", "Zoë", "O'Neill", middle_names="Ruth"),
            Pupil("3", "Will", "May"),
            Pupil("4", "Al", "Li"),
        )
    )
)
PIECES = (
    "Grace",
    "Bishop",
    "grace",
    "bishop",
    "GRACE",
    "Gra",
    "ce",
    "Bis",
    "hop",
    "Zoë",
    "O",
    "Neill",
    "Will",
    "May",
    "Al",
    "Li",
    "al",
    "li",
    "a",
    "b",
    "G",
    "r",
    "c",
    "e",
    "æ",
    "é",
    "É",
    "²",
    "٣",
    "1",
    "23",
    "4.",
    "12) ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "-\n",
    "-\r\n> ",
    "-",
    ".",
    ",",
    ";",
    "|",
    "\t",
    "_",
    "'",
    "•",
    "“",
    "\u200b",
    "\xa0",
    "\ud800",
    "name: ",
    "Surname: ",
    "Forename: ",
    "known as ",
    "=",
    "the ",
    "Σ",
    "ß",
    "\x85",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
LETTERS = re.compile(r"[^\W\d_]+")


@given(TEXTS)
def test_words_and_foreign_characters_are_those_of_the_text(text: str) -> None:
    canonical = fold(text).text
    assert bare_words(canonical) == LETTERS.findall(canonical)
    assert foreign_in(text) == {each for each in text if not each.isascii()}


@given(TEXTS)
def test_what_can_be_edited_is_seen(text: str) -> None:
    for stretch in stretches(fold(text)):
        look = _Look(INDEX.lexicon, stretch)
        words = stretch.tokens.words
        assert words == stretch.words
        assert stretch.tokens.cased == stretch.cased_words
        assert look.known == {word for word in words if word in INDEX.lexicon.starts}
        if any(True for _ in mended(INDEX.lexicon, stretch.tokens)):
            assert look.sees_edits()
        if any(True for _ in humped_words(words, stretch.cased_words)):
            assert look.may_have_humps()
        if any(True for _ in cut_words(INDEX.lexicon, words)):
            assert may_have_cut_words(INDEX.lexicon, stretch.distinct)
            assert look.sees_edits()


@given(TEXTS, st.sampled_from(("Grace Bishop", "Bishop, Grace", "Grace Bishpo")), st.data())
def test_letters_that_are_passed_over_hold_no_name(text: str, name: str, data: st.DataObject) -> None:
    """Its letters are set apart, or those of one half."""
    begin = data.draw(st.sampled_from((0, name.index(" ") + 1)))
    gap = data.draw(st.sampled_from((" ", ".", "  ", "\n")))
    text = f"{text} {name[:begin]}{gap.join(name[begin:])} {text}"
    quick = list(INDEX.find(text))
    with patch.object(edits, "_may_name", return_value=True):
        assert list(INDEX.find(text)) == quick


@given(TEXTS)
def test_a_record_has_a_word_of_a_name(text: str) -> None:
    folded = fold(text)
    if INDEX.lexicon.starts.keys().isdisjoint(bare_words(folded.text)):
        assert list(records.labelled(INDEX.lexicon, folded)) == []
        assert list(INDEX._delimited(text)) == []


@given(TEXTS)
def test_a_file_name_that_is_passed_over_names_nobody(name: str) -> None:
    found = list(INDEX.find_in_name(name))
    with patch.object(index_module, "sees_nothing", lambda *_: False):
        assert list(INDEX.find_in_name(name)) == found
