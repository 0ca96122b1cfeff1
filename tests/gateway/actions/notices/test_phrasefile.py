"""The files that phrases come from: complete in every language, and harmless where a school slips."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from gateway.actions.notices.phrasefile import english, load_phrases
from gateway.actions.notices.phrases import PLURAL_FORMS
from gateway.actions.notices.sentences import gaps_of
from gateway.settings.languages import NOTICES
from tests.gateway.actions.notices.samples import LANGUAGES, templates

OTHERS = [language for language in LANGUAGES if language != "en"]


def written(directory: Path, text: str, name: str = "phrases.toml") -> Path:
    (directory / name).write_text(text, encoding="utf-8")
    return directory


def keys_in(table: object, prefix: str = "") -> set[str]:
    match table:
        case dict():
            return {key for name, value in table.items() for key in keys_in(value, f"{prefix}.{name}")}
        case list():
            return {f"{prefix}.{at}" for at in range(len(table))}
    return {prefix}


def keys_of(language: str) -> set[str]:
    return keys_in(tomllib.loads((NOTICES / language / "phrases.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_is_missing_in_any_language(language: str) -> None:
    assert keys_of("en") - keys_of(language) == set()
    assert templates(language).broken == ()


@pytest.mark.parametrize("language", OTHERS)
def test_every_gap_is_filled_in_every_language(language: str) -> None:
    phrases = templates(language).phrases
    differing = {
        key
        for key, text in english().texts.items()
        if gaps_of(text) ^ gaps_of(phrases.texts[key]) and key.rpartition(".")[2] not in PLURAL_FORMS
    }
    assert differing == set()


def test_a_school_changes_one_phrase(tmp_path: Path) -> None:
    phrases, faults = load_phrases(
        written(tmp_path, '[decider.roles]\nheadteacher = "Ms Bishop ({addresses})"\n'), english()
    )
    assert phrases.say("decider.roles.headteacher", addresses="head@oakfield.sch.uk").startswith("Ms Bishop")
    assert phrases.say("place.subject") == "in the subject line"
    assert faults == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('[place]\nsubjekt = "x"', "place.subjekt is not a phrase that notices use"),
        ('[place]\nbody = "{where}"', "place.body has the gap {where}, which is not known; there are: none"),
        ('[place]\nfield = "{x}"', "place.field has the gap {x}, which is not known; there are: {name}"),
        ('[place]\nbody = "a { brace"', "place.body has a brace that belongs to no gap such as {name}"),
        ('[place]\nfield = "{name.__class__}"', "place.field has a brace that belongs to no gap"),
        ('[place]\nfield = "{name!r}"', "place.field has a brace that belongs to no gap"),
        ("[place]\nbody = 3", "place.body must be text in quotes"),
        ("[place]\nbody =", "not valid TOML"),
        ('language = "cy\\r\\nBcc: x"', "language is not a language tag"),
        (
            '[time]\nmonths = ["1","2","3","4","5","6","7","8","9","10","11","12","13"]',
            "time.months.12 is not",
        ),
    ],
)
def test_a_phrase_that_cannot_be_used_is_told_and_the_shipped_one_stands(
    tmp_path: Path, text: str, fault: str
) -> None:
    phrases, faults = load_phrases(written(tmp_path, text), english())
    assert phrases.texts.keys() <= english().texts.keys() | {"time.months.11"}
    assert phrases.say("place.body") == "in the text of the message"
    assert [fault in each for each in faults] == [True]
    assert faults[0].startswith("phrases.toml: ")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "phrases.toml").write_bytes(b"\xff\xfe")
    phrases, faults = load_phrases(tmp_path, english())
    assert phrases.texts == english().texts
    assert faults == ("phrases.toml: cannot be read as UTF-8 text",)


def test_a_school_changes_one_sentence(tmp_path: Path) -> None:
    welsh = templates("cy").phrases
    directory = written(tmp_path, '"It is an NHS number." = "Rhif y GIG."', "sentences.toml")
    phrases, faults = load_phrases(directory, welsh)
    assert phrases.told("It is an NHS number.") == "Rhif y GIG."
    assert phrases.told("It has 3 pupils in it.") == "Nifer y disgyblion ynddi yw 3."
    assert faults == ()


def test_sentences_whose_gaps_do_not_agree_are_told_and_those_of_the_language_stand(tmp_path: Path) -> None:
    welsh = templates("cy").phrases
    directory = written(tmp_path, '"It has {number} pupils in it." = "{pupils}"', "sentences.toml")
    phrases, faults = load_phrases(directory, welsh)
    assert phrases.told("It has 3 pupils in it.") == welsh.told("It has 3 pupils in it.")
    assert faults == (
        "sentences.toml: the gaps of “It has {number} pupils in it.” are not those of its translation",
    )


def test_without_a_fallback_a_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_phrases(tmp_path, None)
