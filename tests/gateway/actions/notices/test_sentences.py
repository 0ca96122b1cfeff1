"""What detectors and rewriters say in English, told in another language; and that they do say it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gateway.actions.notices.sentences import Sentences, sentences_from
from gateway.settings.languages import NOTICES
from tests.gateway.actions.notices.samples import LANGUAGES, templates
from tests.support.timing import quickest

HERE = Path(__file__).parents[4]
SPEAKERS = ("detectors", "gateway/inspection", "gateway/policy", "gateway/rewriting")
WELSH = templates("cy").phrases.sentences
GAP = re.compile(r"\{[^{}]*\}")


def known() -> Sentences:
    return sentences_from(
        {
            "It is damaged.": "Mae wedi’i difrodi.",
            "It has 1 pupil in it.": "Mae un disgybl ynddi.",
            "It has {number} pupils in it.": "Nifer y disgyblion ynddi yw {number}.",
            "{domain} looks like {original}.": "Mae {domain} yn edrych fel {original}.",
        }
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("It is damaged.", "Mae wedi’i difrodi."),
        ("It has 1 pupil in it.", "Mae un disgybl ynddi."),
        ("It has 31 pupils in it.", "Nifer y disgyblion ynddi yw 31."),
        ("oakfeild.sch.uk looks like oakfield.sch.uk.", "Mae oakfeild.sch.uk yn edrych fel oakfield.sch.uk."),
        ("Rheol yr ysgol. It is damaged.", "Rheol yr ysgol. Mae wedi’i difrodi."),
        ("It is damaged. It has 2 pupils in it.", "Mae wedi’i difrodi. Nifer y disgyblion ynddi yw 2."),
        ("", ""),
        ("It is damaged. The school says so.", "It is damaged. The school says so."),
        ("It has many pupils in it.", "It has many pupils in it."),
        ("This looks like spam.", "This looks like spam."),
        ("It is damaged", "It is damaged"),
    ],
)
def test_told(said: str, told: str) -> None:
    assert known().told(said) == told


def test_what_stands_in_a_gap_is_no_phrase() -> None:
    open_ended = sentences_from({"It lies in {file}.": "Mae yn {file}."})
    assert open_ended.told("It lies in {0.__class__}.") == "Mae yn {0.__class__}."


@pytest.mark.parametrize(
    "table", [{"It lies in {file}.": "{file} {number}"}, {"{a}{b}{c}": "x"}, {"It lies {": "x"}]
)
def test_gaps_that_do_not_agree(table: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=re.escape(next(iter(table)))):
        sentences_from(table)


@pytest.mark.parametrize(
    "text", ["x. " * 100_000, "It has " * 100_000, "a.b looks like " * 60, "1" * 900 + ". " * 40]
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    assert WELSH.told(text) == text
    assert quickest(lambda: WELSH.told(text)) < 0.2


@cache
def said() -> re.Pattern[str]:
    """Every sentence in the source, with anything where it has a gap."""
    sentences = {
        each for folder in SPEAKERS for path in (HERE / folder).rglob("*.py") for each in texts_in(path)
    }
    return re.compile("|".join(".+".join(map(re.escape, GAP.split(each))) for each in sorted(sentences)))


def texts_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.JoinedStr():
                yield "".join(
                    str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values
                )
            case ast.Constant(value=str() as text) if text.endswith(".") and " " in text:
                yield text


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_translation_is_of_a_sentence_that_nobody_says(language: str) -> None:
    table = tomllib.loads((NOTICES / language / "sentences.toml").read_text(encoding="utf-8"))
    assert [english for english in table if not said().fullmatch(GAP.sub("x", english))] == []
