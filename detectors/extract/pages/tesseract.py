"""Tesseract reads the words in a picture; it is a program of its own, and need not be installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Protocol

from detectors.extract.pages.helper import HelperFailed, run_helper
from detectors.extract.pages.layout import Word

PROGRAM = "tesseract"
# Names are compared without their accents, so the model for English does for them all.
_LANGUAGE = "eng"
_ANY_WAY_ROUND = "osd"  # the model that tells which way up a page is
_ASK_WITHIN = 5.0  # seconds
_WORD = "5"  # the level of a line of its table that is one word
_COLUMNS = 12


class Manner(Enum):
    """How tesseract looks at a page: its page segmentation modes."""

    PAGE = "3"  # columns and paragraphs, the right way up
    SPARSE = "11"  # words wherever they stand
    SPARSE_ANY_WAY_ROUND = "12"  # and lying on their side or head


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word that was recognised, and how sure that is, 0 to 100."""

    word: Word
    confidence: float


class Recogniser(Protocol):
    """Reads the words in a picture."""

    def __call__(self, picture: bytes, manner: Manner, seconds: float) -> list[Sighting]:
        """The words in a grey picture (PNM), in its pixels. `seconds`: at most. Raises HelperFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract 4 or 5, with the languages that are installed."""

    program: str
    languages: frozenset[str]

    def __call__(self, picture: bytes, manner: Manner, seconds: float) -> list[Sighting]:
        if manner is Manner.SPARSE_ANY_WAY_ROUND and _ANY_WAY_ROUND not in self.languages:
            manner = Manner.SPARSE
        command = [self.program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", manner.value, "tsv"]
        return list(_sightings(run_helper(command, picture, seconds)))


@cache
def installed_recogniser() -> Tesseract | None:
    """Tesseract, where it is installed with its model for English. Looked for once."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    try:
        said = run_helper([program, "--list-langs"], b"", _ASK_WITHIN)
    except HelperFailed:
        return None
    languages = frozenset(said.decode("utf-8", "replace").split())
    return Tesseract(program, languages) if _LANGUAGE in languages else None


def _sightings(answer: bytes) -> Iterator[Sighting]:
    """tesseract(1), "tsv": level, page, block, paragraph, line, word, then the box, confidence and text."""
    lines: dict[tuple[str, ...], int] = {}
    for row in answer.decode("utf-8", "replace").split("\n"):
        columns = row.split("\t")
        if len(columns) != _COLUMNS or columns[0] != _WORD or not columns[11].strip():
            continue
        left, top, width, height = map(float, columns[6:10])
        line = lines.setdefault(tuple(columns[1:5]), len(lines))
        word = Word(columns[11].strip(), left, top, left + width, top + height, line)
        yield Sighting(word, float(columns[10]))
