"""The index finds every pupil whose full name stands in a text, a table or a file name.

It is built once from a roster and sent to the worker processes. Forename and surname must be those of one
pupil and stand together; the canonical words of every variant are the keys of one dictionary, so the time
for a text does not grow with the roster.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from detectors.names.fold import Folded, fold, words_in
from detectors.names.joints import Joint, joint_of
from detectors.names.ordinary import ORDINARY_WORDS, Certainty, certainty
from detectors.names.sense import Form, NameHit, Sense, Setting
from detectors.names.variants import Variant, variants
from detectors.roster import Roster

_NEXT_WORD = re.compile(r"((?:%20|[\W_]){1,256}+)([^\W\d_]+)")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
# After these a full stop ends no sentence; nor does it after a single letter.
_SHORTENED = frozenset({"st"})

Cell = tuple[str, int, int]  # its canonical words joined by spaces, and where they start and end in the row

_CELL_END = "\x1f"  # ASCII unit separator: never between two words of one name
_LONGEST_PART = 80  # characters of a cell that is a forename or a surname and no more
_CELLS_APART = 64  # a wider row is no record of one pupil; bounds the work on a hostile table
_CROWD = 4  # names in more cells than this are a list, and neighbours are pairs by chance


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of one roster. Never changes; pickles.

    `senses` has every variant's words, joined by spaces; `longest`, for the first two words of those with
    more, how many words there may be; `first_words` how any of them may begin; `parts` the forenames and
    surnames by themselves. `without_full_name` counts the pupils who cannot be found.
    """

    senses: dict[str, tuple[Sense, ...]]
    longest: dict[str, int]
    first_words: frozenset[str]
    parts: frozenset[str]
    without_full_name: int = 0

    @classmethod
    def of(cls, roster: Roster) -> NameIndex:
        pupils: dict[tuple[Variant, ...], tuple[str, ...]] = {}
        without = 0
        for pupil in roster.pupils:
            names = variants(pupil)
            without += not names
            known = pupils.get(names, ())
            pupils[names] = known if pupil.id in known else (*known, pupil.id)
        senses: dict[str, tuple[Sense, ...]] = {}
        longest: dict[str, int] = {}
        parts: set[str] = set()
        for names, ids in pupils.items():
            for variant in names:
                key = " ".join(variant.words)
                senses[key] = _with_sense(senses.get(key, ()), variant, ids)
                if len(variant.words) > 2:
                    start = " ".join(variant.words[:2])
                    longest[start] = max(longest.get(start, 0), len(variant.words))
                parts.add(" ".join(variant.words[: variant.split]))
        return cls(
            senses, longest, frozenset(part.partition(" ")[0] for part in parts), frozenset(parts), without
        )

    def find(self, text: str) -> Iterator[NameHit]:
        """The full names in running text, in their order."""
        return _settled(self._hits(fold(text), Setting.TEXT))

    def find_in_name(self, filename: str) -> Iterator[NameHit]:
        """The full names in a file name, where capitals too begin a word (GraceBishop)."""
        seen = set()
        for hit in _settled(self._hits(fold(filename), Setting.FILE_NAME)):
            seen.add(hit.pupils)
            yield hit
        cuts = [match.start() for match in _CAMEL.finditer(filename)]
        for hit in _settled(self._hits(fold(_CAMEL.sub(" ", filename)), Setting.FILE_NAME)):
            if hit.pupils not in seen:
                yield _closed(hit, filename, cuts)

    def find_in_rows(self, rows: Iterable[Sequence[str]]) -> Iterator[NameHit]:
        """The full names in a table: within a cell, or forename and surname in different cells of a row."""
        for row in rows:
            folded = fold(_CELL_END.join(row))
            if self.first_words.isdisjoint(word[0] for word in words_in(folded.text)):
                continue
            yield from _settled(self._hits(folded, Setting.CELL))
            yield from self._across_cells(folded)

    def _hits(self, folded: Folded, setting: Setting) -> Iterator[NameHit]:
        first_words = self.first_words
        for word in words_in(folded.text):
            if word[0] in first_words:
                hit = self._longest_from(folded, word, setting)
                if hit:
                    yield hit

    def _longest_from(self, folded: Folded, word: re.Match[str], setting: Setting) -> NameHit | None:
        """The longest name that begins with `word`, and its surest sense."""
        key, end, previous = word[0], word.end(), word[0]
        starts, joints = [word.start()], list[Joint]()
        most, best = 2, None
        while following := _NEXT_WORD.match(folded.text, end):
            joint = joint_of(following[1])
            if joint is Joint.STOP and (len(previous) == 1 or previous in _SHORTENED):
                joint = Joint.SPACE
            if joint is None or joint is Joint.STOP:
                break
            joints.append(joint)
            previous, end = following[2], following.end()
            starts.append(following.start(2))
            key = f"{key} {previous}"
            if len(starts) == 2:
                most = self.longest.get(key, most)
            best = self._sense_of(key, folded, starts, end, joints, setting) or best
            if len(starts) >= most:
                break
        return best

    def _sense_of(
        self, key: str, folded: Folded, starts: list[int], end: int, joints: list[Joint], setting: Setting
    ) -> NameHit | None:
        for sense in self.senses.get(key, ()):
            if not sense.allows(joints, setting):
                continue
            span = folded.span(starts[0], end)
            meant = Certainty.LIKELY
            if sense.ordinary:
                capitals = (folded.span(start, start + 1)[0] for start in starts)
                meant = certainty(folded.original, *span, capitals, cell=setting is Setting.CELL)
            confidence = sense.confidence(joints, meant, setting)
            if confidence:
                text = folded.original[slice(*span)]
                return NameHit(text, span, sense.pupils, confidence, sense.form)
        return None

    def _across_cells(self, folded: Folded) -> Iterator[NameHit]:
        """Pairs of cells of which one is a pupil's forename and the other the same pupil's surname."""
        cells = list(_seldom(cell for cell in _cells(folded.text) if cell[0] in self.parts))
        crowded = len(cells) > _CROWD
        for at, (first, first_start, first_end) in enumerate(cells):
            for second, second_start, second_end in islice(cells, at + 1, at + 1 + _CELLS_APART):
                for sense in self.senses.get(f"{first} {second}", ()):
                    if sense.split != first.count(" ") + 1:
                        continue
                    confidence = min(0.6 if crowded else 0.9, 0.7 if sense.partial else 0.9)
                    left, right = folded.quote(first_start, first_end), folded.quote(second_start, second_end)
                    span = folded.span(first_start, second_end)
                    yield NameHit(f"{left} {right}", span, sense.pupils, confidence, Form.CELLS)


def _with_sense(known: tuple[Sense, ...], variant: Variant, pupils: tuple[str, ...]) -> tuple[Sense, ...]:
    """`known` with one sense more, the surest first; pupils whose name reads alike share a sense."""
    ordinary = ORDINARY_WORDS.issuperset(variant.words)
    sense = Sense(variant.partial, variant.surname_first, variant.split, ordinary, pupils)
    for at, other in enumerate(known):
        if other[:4] == sense[:4]:
            united = sense._replace(pupils=tuple(dict.fromkeys(other.pupils + pupils)))
            return (*known[:at], united, *known[at + 1 :])
    return tuple(sorted((*known, sense))) if known else (sense,)


def _settled(hits: Iterator[NameHit]) -> Iterator[NameHit]:
    """Without those inside a longer one, and without "Tudor, Grace" where "Grace Bishop" overlaps it."""
    waiting: NameHit | None = None
    for hit in hits:
        if waiting is None:
            waiting = hit
        elif hit.span[0] >= waiting.span[1]:
            yield waiting
            waiting = hit
        elif hit.span[1] > waiting.span[1] and hit.confidence >= waiting.confidence:
            if hit.confidence == waiting.confidence:
                yield waiting
            waiting = hit
    if waiting:
        yield waiting


def _closed(hit: NameHit, filename: str, cuts: list[int]) -> NameHit:
    """A hit in a file name that was opened by one space at each of `cuts`, as it stands in the file name."""
    opened = [cut + number for number, cut in enumerate(cuts)]
    start, end = (offset - bisect_left(opened, offset) for offset in hit.span)
    return replace(hit, text=filename[start:end], span=(start, end))


def _seldom(cells: Iterator[Cell]) -> Iterator[Cell]:
    """Without those that stood twice before, which tell nothing new and may be many."""
    times: Counter[str] = Counter()
    for cell in cells:
        times[cell[0]] += 1
        if times[cell[0]] <= 2:  # forename and surname may be one word
            yield cell


def _cells(canonical: str) -> Iterator[Cell]:
    """Each cell of a row that is short enough to be one name.

    What follows a bracket, as in "Bishop (8K)", is no part of the name.
    """
    start = 0
    for cell in canonical.split(_CELL_END):
        name = re.split(r"[(\[]", cell, maxsplit=1)[0]
        words = list(words_in(name)) if len(name) <= _LONGEST_PART else []
        if words:
            yield " ".join(word[0] for word in words), start + words[0].start(), start + words[-1].end()
        start += len(cell) + 1
