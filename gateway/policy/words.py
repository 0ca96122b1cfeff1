"""A school's vocabulary: the words that must not leave with a pupil's name, read from a TOML file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, model_validator

from detectors.words.vocabulary import Category, Term, Vocabulary
from gateway.errors import SetupError
from gateway.policy.strict import Strict, first_fault, key_at, keys_of, read_tables, read_text


class WordsError(SetupError):
    """One line for the administrator: the file, the key, and what is allowed."""


_FEWEST_BEFORE_STAR = 4  # letters; with fewer, half the dictionary is meant
_FEWEST_ANYHOW = 3  # letters of a word that counts in small and capital letters
_LONGEST = 80  # characters
_STAR_IN_WORD = re.compile(r"\*\S")
_STARRED = re.compile(r"([^\s-]*)\*")


def _phrase(written: str) -> str:
    phrase = " ".join(written.split())
    if not phrase or not phrase[0].isalnum():
        raise ValueError(f'"{written}" must begin with a letter or a figure')
    if len(phrase) > _LONGEST:
        raise ValueError(f'"{phrase[:20]}..." is longer than {_LONGEST} characters; name what is said in it')
    if _STAR_IN_WORD.search(phrase):
        raise ValueError(f'"{written}" has a star within a word; it stands at the end, as in "radicalis*"')
    if any(len(star[1]) < _FEWEST_BEFORE_STAR for star in _STARRED.finditer(phrase)):
        raise ValueError(f'"{written}" needs at least {_FEWEST_BEFORE_STAR} letters before the star')
    return phrase


def _switch(value: object) -> object:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


Phrase = Annotated[str, AfterValidator(_phrase)]
Phrases = tuple[Phrase, ...]
Switch = Annotated[bool, BeforeValidator(_switch)]


class Qualified(Strict):
    """[[health.only]]: words that count only where something else holds, and why."""

    words: Phrases = Field(min_length=1)
    capitals: Switch = False
    close: Switch = False
    near: Phrases = ()
    unless: Phrases = ()
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _says_something(self) -> Qualified:
        if not self.capitals:
            _no_short_words(self.words)
            if not (self.close or self.near or self.unless):
                raise ValueError(
                    "must set capitals, close, near or unless; words that need none stand in words"
                )
        return self


class Group(Strict):
    """[health]: the words of one category."""

    words: Phrases = ()
    only: tuple[Qualified, ...] = ()

    @model_validator(mode="after")
    def _once_and_clear(self) -> Group:
        _no_short_words(self.words)
        seen: set[str] = set()
        for phrase in (*self.words, *(phrase for each in self.only for phrase in each.words)):
            if phrase in seen:
                raise ValueError(f'"{phrase}" stands here twice')
            seen.add(phrase)
        return self

    def terms(self, category: Category) -> Iterator[Term]:
        for phrase in self.words:
            yield Term(phrase, category)
        for each in self.only:
            for phrase in each.words:
                yield Term(phrase, category, each.capitals, each.close, each.near, each.unless)


def _no_short_words(phrases: Phrases) -> None:
    for phrase in phrases:
        if len(phrase) < _FEWEST_ANYHOW:
            raise ValueError(f'"{phrase}" is too short to be clear; put it under only, with capitals = true')


class WordsFile(Strict):
    """The whole file: a table for each category."""

    child_protection: Group = Field(Group(), alias="child-protection")
    looked_after: Group = Field(Group(), alias="looked-after")
    send: Group = Group()
    health: Group = Group()
    poverty: Group = Group()
    prevent: Group = Group()
    behaviour: Group = Group()
    attendance_family: Group = Field(Group(), alias="attendance-family")
    protected_characteristics: Group = Field(Group(), alias="protected-characteristics")
    exams: Group = Group()
    staff: Group = Group()
    own: Group = Group()

    def terms(self) -> Iterator[Term]:
        groups = (getattr(self, name) for name in WordsFile.model_fields)
        for key, group in zip(keys_of(WordsFile), groups, strict=True):
            yield from group.terms(Category(key))


def parse_words(text: str, source: str) -> Vocabulary:
    """The vocabulary in a TOML text. Raises WordsError with one line that names `source` and the key."""
    try:
        tables = read_tables(text)
    except ValueError as error:
        raise WordsError(f"{source}: {error}") from None
    try:
        file = WordsFile.model_validate(tables)
    except ValidationError as error:
        steps, what = first_fault(error)
        key = key_at(steps)
        raise WordsError(f"{source}: {key}: {what}" if key else f"{source}: {what}") from None
    return Vocabulary(tuple(file.terms()))


def load_words(path: Path) -> Vocabulary:
    """Reads a file of words. Raises WordsError as `parse_words` does."""
    try:
        text = read_text(path)
    except ValueError as error:
        raise WordsError(f"{path}: {error}") from None
    return parse_words(text, str(path))
