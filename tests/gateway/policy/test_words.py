"""Files of words: what may be written in them, and what is said where they are wrong."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from detectors.words.vocabulary import Category, Term
from gateway.policy.strict import keys_of
from gateway.policy.words import Qualified, WordsError, WordsFile, load_words, parse_words
from tests.gateway.policy.parts import CONFIG

SHIPPED = CONFIG / "words" / "en.toml"
PAGE = (CONFIG / "words" / "README.md").read_text(encoding="utf-8")


def test_plain_words_and_qualified_ones() -> None:
    text = """
        [health]
        words = ["EpiPen", "self-harm*"]
        [[health.only]]
        words = ["GP"]
        capitals = true
        close = true
        near = ["letter"]
        unless = ["Grand Prix"]
        why = "the family's doctor"
    """
    assert parse_words(text, "words.toml").terms == (
        Term("EpiPen", Category.HEALTH),
        Term("self-harm*", Category.HEALTH),
        Term("GP", Category.HEALTH, capitals=True, close=True, near=("letter",), unless=("Grand Prix",)),
    )


def test_every_category_has_its_table() -> None:
    assert keys_of(WordsFile) == tuple(Category)
    text = "\n".join(f'[{category}]\nwords = ["some {category}"]' for category in Category)
    assert [term.category for term in parse_words(text, "words.toml").terms] == list(Category)


def test_an_empty_file_has_no_words() -> None:
    assert parse_words("", "words.toml").terms == ()


def test_the_words_that_ship_are_of_every_category_but_the_schools_own() -> None:
    assert {term.category for term in load_words(SHIPPED).terms} == set(Category) - {Category.OWN}


ONLY = '[[send.only]]\nwhy = "x"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[snd]", '"snd" is not known here; allowed: child-protection, looked-after, send,'),
        (
            "[healt]",
            '"healt" is not known here; allowed: child-protection, looked-after, send, health, poverty, ',
        ),
        ("[send]\nword = []", 'send: "word" is not known here; allowed: words, only; did you mean "words"?'),
        ('[send]\nwords = "EHCP"', "send.words: must be a list in square brackets"),
        ("[send]\nwords = [3]", "send.words: must be text in quotes"),
        ('[send]\nwords = ["  "]', 'send.words: "  " must begin with a letter or a figure'),
        ('[send]\nwords = ["*ism"]', 'send.words: "*ism" must begin with a letter or a figure'),
        (
            '[send]\nwords = ["aut*tic"]',
            'send.words: "aut*tic" has a star within a word; it stands at the end',
        ),
        ('[send]\nwords = ["aut*"]', 'send.words: "aut*" needs at least 4 letters before the star'),
        ('[send]\nwords = ["HI"]', 'send: "HI" is too short to be clear; put it under only, with capitals'),
        (f'[send]\nwords = ["{"x" * 99}"]', 'send.words: "xxxxxxxxxxxxxxxxxxxx..." is longer than 80'),
        ('[send]\nwords = ["EHCP", "EHCP"]', 'send: "EHCP" stands here twice'),
        (ONLY + "words = []\nclose = true", "send.only.words: must not be empty"),
        (ONLY + 'words = ["HI"]\nclose = true', 'send.only: "HI" is too short to be clear'),
        (ONLY + 'words = ["high"]', "send.only: must set capitals, close, near or unless"),
        (ONLY + 'words = ["high"]\nclose = "yes"', "send.only.close: must be true or false, without quotes"),
        (
            ONLY + 'words = ["high"]\ncapital = true',
            'send.only: "capital" is not known here; allowed: words, ',
        ),
        ('[[send.only]]\nwords = ["high"]\nclose = true', "send.only.why: is missing and must be set"),
        ("[send", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(WordsError) as caught:
        parse_words(text, "words.toml")
    assert str(caught.value).startswith(f"words.toml: {complaint}")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match="there is no such file"):
        load_words(tmp_path / "words.toml")
    (tmp_path / "words.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WordsError, match="UTF-8 text file"):
        load_words(tmp_path / "words.toml")


@pytest.mark.parametrize("category", Category)
def test_the_page_tells_every_category(category: Category) -> None:
    assert f"| `{category}` |" in PAGE


def test_the_examples_of_the_page_are_right() -> None:
    settings, words = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    assert tomllib.loads(settings) == {"school": {"words": "words.toml"}}
    assert [term.words for term in parse_words(words, "README.md").terms] == ["EpiPen", "self-harm*", "GP"]


@pytest.mark.parametrize("key", ["capitals", "close", "near", "unless"])
def test_the_comments_of_the_file_tell_every_qualification(key: str) -> None:
    assert key in keys_of(Qualified)
    head = SHIPPED.read_text(encoding="utf-8").partition("[child-protection]")[0]
    assert re.search(rf"^#   {key} = ", head, flags=re.MULTILINE)
