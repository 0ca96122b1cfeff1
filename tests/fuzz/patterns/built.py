"""Expressions that the product makes while it runs, each of the most hostile words that may get there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from unittest import mock

from detectors.identifiers import labels
from detectors.people.mailbox import any_pattern
from detectors.protection.pdf import pdf
from detectors.words import vocabulary
from gateway.actions.notices import sentences
from gateway.inspection import spotting
from gateway.policy.words import load_words
from gateway.rewriting.marks.subject_tag import _without, tag_subject
from gateway.rewriting.names import markup
from gateway.rewriting.names.files.delimited import _rows_of_fields

_WORDS = Path(__file__).parents[3] / "config" / "words"
_TERMS = tuple(term.words for path in sorted(_WORDS.glob("*.toml")) for term in load_words(path).terms)
_LETTER = b"Subject: [a-b]  [c*]\r\n\r\nx"
_TAG = "[a-b] [c*]"


def _vocabularies() -> None:
    """One of each shape among the words that come with Schoolgate, and one that a school may write."""
    shapes = {re.sub(r"[^\W_]+", "ss", words): words for words in _TERMS}
    for words in (*shapes.values(), "s-s-s s s s* s's*"):
        vocabulary._pattern.__wrapped__(words)


# By the place in the source, a call of the product that comes to it.
BUILT: Mapping[str, Callable[[], object]] = MappingProxyType(
    {
        "detectors.identifiers.labels:_compiled": lambda: (
            labels._compiled(labels._NUMBERS),
            labels._compiled(labels._HOMES),
        ),
        "detectors.people.mailbox:any_pattern": lambda: any_pattern.__wrapped__(
            ("*a*a*a*a*@*.*.sch.uk", "??*??*[a-z]*@*", "*")
        ),
        "detectors.protection.pdf.pdf:_encryptions": lambda: list(
            pdf._encryptions(b"trailer <</Encrypt 12 0 R>>")
        ),
        "detectors.words.vocabulary:_pattern": _vocabularies,
        "gateway.actions.notices.sentences:_pattern": lambda: sentences._pattern(
            "{a} {b}{c} has {n} of {rule}."
        ),
        "gateway.inspection.spotting:_alone": lambda: spotting._alone.__wrapped__("grace (.*)* bishop"),
        "gateway.rewriting.marks.subject_tag:_without": lambda: _without("[a-b]  [c*]", _TAG),
        "gateway.rewriting.marks.subject_tag:tag_subject": lambda: tag_subject(_LETTER, _TAG),
        "gateway.rewriting.names.files.delimited:_rows_of_fields": lambda: list(_rows_of_fields("a;b", ";")),
        "gateway.rewriting.names.markup:_end_tag": lambda: markup._end_tag.__wrapped__("textarea"),
    }
)


# Of those, the ones that are tried at one place of a text and not searched.
ANCHORED = frozenset(
    {
        "detectors.people.mailbox:any_pattern",
        "gateway.rewriting.marks.subject_tag:tag_subject",
        "gateway.rewriting.names.files.delimited:_rows_of_fields",
    }
)


def built_at(place: str) -> Iterator[re.Pattern[Any]]:
    """The expressions that the call for that place compiles."""
    made: list[re.Pattern[Any]] = []
    compile_ = re.compile

    def remember(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made.append(compile_(pattern, flags))
        return made[-1]

    with mock.patch.object(re, "compile", remember):
        BUILT[place]()
    yield from made
