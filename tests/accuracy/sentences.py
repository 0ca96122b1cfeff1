"""The written-out sentences, of hazards and of pupils, as messages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cache, partial
from pathlib import Path

from detectors.context import Facts
from detectors.roster import Pupil, Roster, StaffMember
from tests.accuracy.envelope import file_mail, html_mail, letter, mail_from, text_mail, with_subject
from tests.accuracy.outcome import Job, Outcome, Series, facts_of, judge

_HERE = Path(__file__).parent
_FILES = ((Series.HAZARD, _HERE / "hazards.toml"), (Series.PUPIL, _HERE / "pupils.toml"))


@dataclass(frozen=True, slots=True)
class SentenceSet:
    """Sentences of one category beside the pupils that they tempt to find.

    `expected` are those who are named. `place` says where in a message the sentences stand; `sender` is a
    From field, or empty for the usual teacher.
    """

    series: Series
    category: str
    roster: Roster
    texts: tuple[str, ...]
    place: str
    sender: str

    @property
    def expected(self) -> frozenset[str]:
        named = self.series is Series.PUPIL
        return frozenset(pupil.id for pupil in self.roster.pupils) if named else frozenset()


@cache
def sentence_sets() -> tuple[SentenceSet, ...]:
    return tuple(_set(series, table) for series, path in _FILES for table in _tables(path))


def sentence_jobs() -> list[Job]:
    return [partial(_judge_set, at) for at in range(len(sentence_sets()))]


def _tables(path: Path) -> Iterable[Mapping[str, object]]:
    with path.open("rb") as file:
        tables: list[Mapping[str, object]] = tomllib.load(file)["set"]
    return tables


def _set(series: Series, table: Mapping[str, object]) -> SentenceSet:
    """Raises KeyError where a key is missing."""
    names = _strings(table, "pupils") if series is Series.HAZARD else (str(table["pupil"]),)
    staff = (StaffMember(name, (email,)) for name, email in map(parseaddr, _strings(table, "staff")))
    return SentenceSet(
        series,
        str(table["category"]),
        Roster(tuple(_pupil(name) for name in names), tuple(staff)),
        _strings(table, "texts"),
        str(table.get("place", "body")),
        str(table.get("sender", "")),
    )


def _strings(table: Mapping[str, object], key: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise TypeError(f"{key} is no list")
    return tuple(map(str, values))


def _pupil(name: str) -> Pupil:
    forename, _, surname = name.partition(" ")
    return Pupil(name, forename, surname)


def _judge_set(at: int) -> list[Outcome]:
    chosen = sentence_sets()[at]
    facts = facts_of(chosen.roster)
    return [_judge(chosen, text, facts) for text in chosen.texts]


def _judge(chosen: SentenceSet, text: str, facts: Facts) -> Outcome:
    return judge(
        message_of(text, chosen.place, chosen.sender),
        facts,
        chosen.series,
        chosen.category,
        chosen.place,
        pupils=chosen.expected,
        example=text,
    )


def message_of(text: str, place: str, sender: str = "") -> bytes:
    """Raises ValueError for a place that is none."""
    match place:
        case "body":
            return mail_from(sender, text) if sender else text_mail(letter(text))
        case "subject":
            return with_subject(text, letter("Please see above."))
        case "html":
            return html_mail(text)
        case "csv":
            return file_mail(text.encode(), "list.csv", "text/csv")
        case "file name":
            return file_mail(b"Nothing of note.\n", text, "text/plain")
    raise ValueError(f"{place} is no place in a message")
