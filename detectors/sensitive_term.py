"""Finds words of the school's vocabulary where they tell something of a pupil who is named.

A word by itself is nothing: lessons, policies and newsletters are full of them. It counts near a pupil's full
name: in the same sentence or row, or as near as `nearby.py` says; over a column, for those in whose row
something stands there; in a file's name, for the pupils in the file; in the subject line, for those whom the
text begins with. A subject line or file name that names a pupil stands over the text as its first line would.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter, Sighting
from detectors.message import Reading
from detectors.names.rows import CELL_END
from detectors.names.sense import NameHit
from detectors.words.headings import Headings, headings_of
from detectors.words.nearby import About, Neighbourhood, about
from detectors.words.vocabulary import Category, Mention, Vocabulary

MOST_FINDINGS = 1000  # of one message
_OPENING = 300  # characters of a text that stand as near to its title as to one another
_TITLE = 0.7
_ANSWERED, _DENIED = 0.95, 0.6  # what a cell says to the heading of its column
_NO = frozenset({"n", "no", "none", "false", "f", "0", "-", "–", "n/a", "na", "nil", "not applicable"})
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")

_DETAIL = "Near a pupil's name, it tells of {what}."
_TELLS: Mapping[str, str] = {
    Category.CHILD_PROTECTION: "child protection or safeguarding",
    Category.LOOKED_AFTER: "a child who is or was looked after",
    Category.SEND: "special educational needs or a disability",
    Category.HEALTH: "somebody's health",
    Category.POVERTY: "what a family can afford or is entitled to",
    Category.PREVENT: "concerns about radicalisation",
    Category.BEHAVIOUR: "behaviour, exclusion or crime",
    Category.ATTENDANCE_FAMILY: "absence or the circumstances of a family",
    Category.PROTECTED_CHARACTERISTICS: "origin, religion, sexuality or another protected characteristic",
    Category.EXAMS: "special arrangements or irregularities in examinations",
    Category.STAFF: "matters of staff that are confidential",
    Category.OWN: "something that the school does not want to leave with a pupil's name",
}


@dataclass(frozen=True, slots=True)
class _Tie:
    """A term as it stands somewhere, and whom it is about."""

    location: Location
    text: str
    mention: Mention
    about: About

    @property
    def key(self) -> tuple[Location, Category, frozenset[str]]:
        return self.location, self.mention.term.category, frozenset(self.about.pupils)

    @property
    def counts(self) -> bool:
        return self.about.close or not self.mention.term.close

    def finding(self) -> Finding:
        category = self.mention.term.category
        return Finding(
            DetectorId.SENSITIVE_TERM,
            self.location,
            " ".join(self.text[self.mention.start : self.mention.end].split()),
            round(self.about.confidence * self.mention.term.clarity, 2),
            self.about.pupils,
            _DETAIL.format(what=_TELLS[category]),
            kind=category.value,
        )


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each place, category and group of pupils: the surest of them."""
    vocabulary, sightings = matter.facts.vocabulary, matter.sightings
    if not vocabulary.terms or not any(sighting.hits for sighting in sightings):
        return
    best: dict[object, Finding] = {}
    for tie in _ties(vocabulary, sightings, matter.reading):
        if tie.counts:
            finding, known = tie.finding(), best.get(tie.key)
            if known is None or known.confidence < finding.confidence:
                best[tie.key] = finding
                if len(best) == MOST_FINDINGS:
                    break
    yield from best.values()


def _ties(vocabulary: Vocabulary, sightings: tuple[Sighting, ...], reading: Reading) -> Iterator[_Tie]:
    rows = [sighting for sighting in sightings if sighting.is_row]
    titles = [sighting for sighting in sightings if _is_title(sighting.location)]
    titled = {_below(title.location): title.hits for title in titles if title.hits}
    in_lines = {row.location for row in rows}
    for text in sightings:
        if not (text.is_row or _is_title(text.location)):
            title = titled.get((text.location.place, text.location.path), ())
            yield from _in_text(vocabulary, text, title, lines=text.location in in_lines)
    headings = headings_of(vocabulary, reading.tables, rows)
    for row in rows:
        yield from _in_row(vocabulary, row, headings[row.location, row.heading])
    if titles:
        below = _named_below(sightings)
        for each in titles:
            yield from _in_title(vocabulary, each, below.get(_below(each.location), ()))


def _in_text(
    vocabulary: Vocabulary, sighting: Sighting, title: tuple[NameHit, ...], *, lines: bool
) -> Iterator[_Tie]:
    """Terms near a name of the same text, and at its beginning those about whom its title names."""
    text = sighting.text
    nearby = Neighbourhood(text, sighting.hits, lines=lines)
    windows: Iterable[tuple[int, int]] = nearby.windows()
    if title:
        windows = _with_opening(windows, min(_OPENING, len(text)))
    for start, end in windows:
        for mention in vocabulary.mentions(text, start, end):
            near = nearby.about(mention.start, mention.end)
            if near is None and title and mention.start < _OPENING:
                near = about(title, _TITLE, close=False)
            if near:
                yield _Tie(sighting.location, text, mention, near)


def _with_opening(windows: Iterable[tuple[int, int]], opening: int) -> Iterator[tuple[int, int]]:
    yield 0, opening
    for start, end in windows:
        if end > opening:
            yield max(start, opening), end


def _in_row(vocabulary: Vocabulary, row: Sighting, headings: Headings) -> Iterator[_Tie]:
    """Terms in the row itself, then those over its columns."""
    for mention in vocabulary.mentions(row.text, context=headings.text):
        start = row.text.rfind(CELL_END, 0, mention.start) + 1
        end = row.text.find(CELL_END, mention.end)
        cell = (start, end if end >= 0 else len(row.text))
        beside = [hit for hit in row.hits if cell[0] <= hit.span[0] and hit.span[1] <= cell[1]]
        yield _Tie(row.location, row.text, mention, about(beside or row.hits, 1, close=True))
    if headings.over_all or headings.over_columns:
        cells = row.text.split(CELL_END)
        for text, mention in headings.over_all:
            yield _Tie(row.location, text, mention, about(row.hits, _TITLE, close=True))
        for column, text, mention in headings.over_columns:
            answer = cells[column].strip().lower() if column < len(cells) else ""
            if answer:
                weight = _DENIED if answer in _NO else _ANSWERED
                yield _Tie(row.location, text, mention, about(row.hits, weight, close=True))


def _in_title(vocabulary: Vocabulary, title: Sighting, below: Sequence[NameHit]) -> Iterator[_Tie]:
    """Terms in a subject line or a file's name, which tell of the pupils named there, or else below it."""
    of_file = title.location.place is Place.ATTACHMENT
    spaced = _HUMP.sub(" ", title.text) if of_file else title.text
    mentions = [
        (text, each) for text in dict.fromkeys((title.text, spaced)) for each in vocabulary.mentions(text)
    ]
    named = title.hits or below
    if named and mentions:
        # A file is called by what is in it; a subject is what came to mind when the conversation began.
        tie = about(named, 1 if title.hits else _TITLE, close=of_file or bool(title.hits))
        for text, mention in mentions:
            yield _Tie(title.location, text, mention, tie)


def _named_below(sightings: Iterable[Sighting]) -> Mapping[tuple[Place, str], Sequence[NameHit]]:
    """The names that stand under each title; of a message's text only those at its beginning."""
    found: dict[tuple[Place, str], list[NameHit]] = defaultdict(list)
    for sighting in sightings:
        location = sighting.location
        if sighting.hits and not _is_title(location):
            in_part = sighting.is_row or location.place is not Place.BODY
            end = len(sighting.text) if in_part else _OPENING
            found[location.place, location.path] += (hit for hit in sighting.hits if hit.span[0] < end)
    return found


def _is_title(location: Location) -> bool:
    return location.place is Place.SUBJECT or location.part == "name"


def _below(title: Location) -> tuple[Place, str]:
    """What a title stands over: the message's text, or the file."""
    return (Place.BODY, "") if title.place is Place.SUBJECT else (title.place, title.path)
