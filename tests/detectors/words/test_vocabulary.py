"""A vocabulary finds its terms, and only as they are to be understood."""

from __future__ import annotations

import pickle
import time

import pytest

from detectors.words.vocabulary import Category, Term, Vocabulary

SEND = Category.SEND


def found(text: str, *terms: Term, context: str = "", label: bool = False) -> list[str]:
    mentions = Vocabulary(terms).mentions(text, context=context, label=label)
    return [text[mention.start : mention.end] for mention in mentions]


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("EHCP", "ehcp"),
        ("EHCP", "EHCPs"),
        ("EHCP", "EHCP’s"),
        ("EHCP", "(EHCP)"),
        ("EHCP", "Tudor_EHCP_2025"),
        ("care order", "care orders"),
        ("care order", "Care\n> Order"),
        ("care order", "care\u00a0order"),
        ("care order", "care-order"),
        ("self-harm*", "self-harming"),
        ("self-harm*", "self harmed"),
        ("self-harm*", "selfharm"),
        ("self-harm*", "self\u2013harm"),
        ("non-molestation", "nonmolestation"),
        ("Crohn's", "Crohn’s"),
        ("CIN", "CINs"),
        ("s47", "s47"),
        ("s.47", "s.47"),
        ("virus", "viruses"),
        ("educational psycholog*", "Educational Psychologist's"),
        ("éducation", "ÉDUCATION"),
    ],
)
def test_a_term_is_found_as_people_write_it(words: str, text: str) -> None:
    assert found(f"the {text} of", Term(words, SEND))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("EHCP", "EHCPX"),
        ("EHCP", "XEHCP"),
        ("PLAC", "places"),
        ("care order", "care. Order"),
        ("care order", "care in order"),
        ("care order", "care\x1forder"),
        ("s47", "s475"),
        ("CP", "cpu"),
        ("suspend", "suspension"),
    ],
)
def test_a_term_is_a_whole_word(words: str, text: str) -> None:
    assert not found(f"the {text} of", Term(words, SEND))


@pytest.mark.parametrize(("text", "expected"), [("HI Grace", ["HI"]), ("Hi Grace", []), ("two HIs", ["HIs"])])
def test_capitals(text: str, expected: list[str]) -> None:
    assert found(text, Term("HI", SEND, capitals=True)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an annual review of the plan", True),
        ("the PLANS, after annual review", True),
        ("the annual review", False),
        ("annual review of planning", False),
        ("annual review" + " x" * 30 + " of the plan", False),
        ("annual review of the plan, with the contract", False),
    ],
)
def test_words_that_must_or_must_not_stand_beside_it(text: str, *, expected: bool) -> None:
    term = Term("annual review", SEND, near=("plan",), unless=("contract",))
    assert bool(found(text, term)) is expected


def test_what_stands_elsewhere_counts_as_beside_it() -> None:
    term = Term("HI", SEND, capitals=True, near=("need",), unless=("greeting",))
    assert found("8K HI", term) == []
    assert found("8K HI", term, context="Form, Primary need") == ["HI"]
    assert found("8K HI", term, context="Need of a greeting") == []


def test_alone_over_a_column_a_term_needs_nothing_beside_it() -> None:
    term = Term("PP", Category.POVERTY, capitals=True, near=("premium",))
    assert found(" PP ", term, label=True) == ["PP"]
    assert found("PP file", term, label=True) == []
    assert found("PP", term) == []


def test_of_one_category_the_longest_counts() -> None:
    protection = Category.CHILD_PROTECTION
    terms = (Term("child", Category.OWN), Term("child protection", protection), Term("child", protection))
    assert found("child protection", *terms) == ["child protection", "child"]


def test_only_terms_that_begin_in_the_part_are_found() -> None:
    vocabulary = Vocabulary((Term("care order", SEND),))
    text = "care order, care order, care order"
    assert [mention.start for mention in vocabulary.mentions(text, 5, 14)] == [12]
    assert list(vocabulary.mentions(text, 13, 20)) == []


def test_the_clearer_a_term_the_surer() -> None:
    plain, qualified, ordinary = Term("x", SEND), Term("x", SEND, capitals=True), Term("x", SEND, close=True)
    assert 1 > plain.clarity > qualified.clarity > ordinary.clarity > 0


def test_a_vocabulary_that_was_used_pickles_as_before() -> None:
    vocabulary = Vocabulary(tuple(Term(f"word{number}", SEND) for number in range(500)))
    before = pickle.dumps(vocabulary)
    assert list(vocabulary.mentions("word7"))
    assert pickle.dumps(vocabulary) == before
    assert pickle.loads(before) == vocabulary  # noqa: S301 - made here
    assert len(before) < 30_000


@pytest.mark.parametrize(
    "text", ["care " * 400_000, "self-" * 400_000, "care" + " " * 2_000_000, "x" * 2_000_000]
)
def test_hostile_text_takes_no_long(text: str) -> None:
    terms = (Term("care order", SEND, near=("x",)), Term("self-harm*", SEND), Term("care* plan*", SEND))
    vocabulary = Vocabulary(terms)
    started = time.process_time()
    assert list(vocabulary.mentions(text)) == []
    assert time.process_time() - started < 3
