"""The index finds every pupil whose full name stands in a text, a table or a file name.

It is built once from a roster and sent to the worker processes. README.md beside this file says how a name
is matched, and why it is fast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from detectors.names import edits, records
from detectors.names.candidate import Candidate
from detectors.names.context.weigh import LEAST, NOBODY, AnyScene, weigh
from detectors.names.fold import fold
from detectors.names.glance import glance, sees_nothing
from detectors.names.joined import joined, joined_words
from detectors.names.lexicon import Lexicon, lexicon_of
from detectors.names.rows import CELL_END, Heading, across_cells
from detectors.names.scan import candidates
from detectors.names.sense import Form, NameHit, Setting
from detectors.names.tokens import Tokens, bare_words, stretches
from detectors.roster import Roster

_OFTEN = 50  # times in one text
_ZERO_WIDTH_SPACE = "\u200b"  # inside a word it is nothing; it may also stand for a space


@dataclass(frozen=True, slots=True)
class NameIndex:
    """All names of one roster, ready to be looked for. Never changes; pickles."""

    lexicon: Lexicon

    @classmethod
    def of(cls, roster: Roster) -> NameIndex:
        return cls(lexicon_of(roster))

    @property
    def without_full_name(self) -> int:
        """How many pupils cannot be found, having one name only."""
        return self.lexicon.without_full_name

    def find(self, text: str, scene: AnyScene = NOBODY, *, in_rows: bool = True) -> Iterator[NameHit]:
        """The full names in running text; of one pupil first those that stand there plainly.

        `in_rows`: lines of delimited values and labelled fields are read as records, too; needless where the
        text is that of a table which is searched by itself.
        """
        if _ZERO_WIDTH_SPACE in text:
            apart = text.replace(_ZERO_WIDTH_SPACE, " ")
            yield from self._find(apart, scene, in_rows=in_rows, rejoin=False)
        yield from self._find(text, scene, in_rows=in_rows, rejoin=True)

    def _find(self, text: str, scene: AnyScene, *, in_rows: bool, rejoin: bool) -> Iterator[NameHit]:
        folded = fold(text)
        seen: Counter[tuple[str, ...]] = Counter()
        known = False
        for stretch in stretches(folded):
            first_look = glance(self.lexicon, stretch)
            known = known or first_look.known
            if first_look.names:
                yield from self._hits(stretch.tokens, Setting.TEXT, scene, seen)
            if first_look.edits:
                edited = self._hits_if_edited(stretch.tokens, Setting.TEXT, scene, rejoin=rejoin)
                yield from _unseen(edited, seen)
        if in_rows and known:  # one of the two names in a record is always spelt as it should be
            yield from _unseen(records.labelled(self.lexicon, folded), seen)
            yield from _unseen(self._delimited(text), seen)

    def find_in_name(self, filename: str, scene: AnyScene = NOBODY) -> Iterator[NameHit]:
        """The full names in a file name, where capitals too begin a word (GraceBishop)."""
        if _ZERO_WIDTH_SPACE in filename:
            yield from self.find_in_name(filename.replace(_ZERO_WIDTH_SPACE, " "), scene)
        seen: Counter[tuple[str, ...]] = Counter()
        folded = fold(filename)
        if filename.isascii() and all(sees_nothing(self.lexicon, stretch) for stretch in stretches(folded)):
            return
        for stretch in stretches(folded):
            yield from self._hits(stretch.tokens, Setting.FILE_NAME, scene, seen)
            yield from _unseen(self._hits_if_edited(stretch.tokens, Setting.FILE_NAME, scene), seen)
        edited = edits.opened(filename, (0, len(filename)))
        yield from _unseen(self._edited(edited, filename, Setting.FILE_NAME, scene), seen)

    def find_in_rows(self, rows: Iterable[Sequence[str]], scene: AnyScene = NOBODY) -> Iterator[NameHit]:
        """The full names in a table: within a cell, or forename and surname in different cells of a row."""
        for _, hits in self.find_by_row(rows, scene):
            yield from hits

    def find_by_row(
        self, rows: Iterable[Sequence[str]], scene: AnyScene = NOBODY
    ) -> Iterator[tuple[Sequence[str], tuple[NameHit, ...]]]:
        """The same, each row in which there is one with what stands in it."""
        heading = Heading()
        for row in rows:
            if not heading:
                heading = Heading.of(row)
            folded = fold(CELL_END.join(row))
            words = frozenset(bare_words(folded.text))
            if self.lexicon.starts.keys().isdisjoint(words) and not any(joined_words(self.lexicon, words)):
                continue
            hits: list[NameHit] = []
            for stretch in stretches(folded):
                if glance(self.lexicon, stretch).names:
                    hits += self._hits(stretch.tokens, Setting.CELL, scene, Counter())
            hits += (hit for hit in across_cells(self.lexicon, folded, heading) if hit.confidence >= LEAST)
            if hits:
                yield row, tuple(hits)

    def _hits(
        self, tokens: Tokens, setting: Setting, scene: AnyScene, seen: Counter[tuple[str, ...]]
    ) -> Iterator[NameHit]:
        """The hits that stand plainly, in their order, none inside another; `seen` counts them.

        Pupils named more than _OFTEN times are not looked for again.
        """
        found: dict[tuple[int, int], list[Candidate]] = {}
        for search in (candidates, joined):
            for candidate in search(self.lexicon, tokens, setting):
                found.setdefault((candidate.start, candidate.stop), []).append(candidate)
        if not found:
            return
        hits = (self._hit(tokens, together, scene, seen) for together in found.values())
        apart, together = _divided(hit for hit in hits if hit is not None)
        yield from _settled(together)
        yield from apart

    def _hit(
        self, tokens: Tokens, together: list[Candidate], scene: AnyScene, seen: Counter[tuple[str, ...]]
    ) -> NameHit | None:
        """The surest reading of some words, with all pupils read that way; None if they are no name."""
        start, stop = together[0].start, together[0].stop
        if tokens.start(start) >= tokens.limit:
            return None
        best = max(candidate.evidence.confidence for candidate in together)
        surest = [candidate for candidate in together if candidate.evidence.confidence == best]
        numbers = dict.fromkeys(pupil for candidate in surest for pupil in candidate.pupils)
        pupils = tuple(dict.fromkeys(self.lexicon.ids[number] for number in numbers))
        if seen[pupils] > _OFTEN:
            return None
        folded = tokens.folded
        words = [folded.span(tokens.start(at), tokens.end(at)) for at in range(start, stop)]
        confidence = weigh(surest[0].evidence, folded.original, words, tokens.words[start:stop], scene)
        if confidence < LEAST:
            return None
        seen[pupils] += 1
        span = (words[0][0], words[-1][1])
        return NameHit(folded.original[slice(*span)], span, pupils, confidence, surest[0].evidence.form)

    def _hits_if_edited(
        self, tokens: Tokens, setting: Setting, scene: AnyScene, *, rejoin: bool = True
    ) -> Iterator[NameHit]:
        """What is found when letters are pushed together, cut words mended and humped ones opened."""
        original = tokens.folded.original
        pieces = edits.rejoined(self.lexicon, tokens) if rejoin else ()
        for edited in chain(edits.mended(self.lexicon, tokens), pieces, edits.humped(tokens)):
            yield from self._edited(edited, original, setting, scene)

    def _edited(
        self, edited: edits.Edited, original: str, setting: Setting, scene: AnyScene
    ) -> Iterator[NameHit]:
        """The hits that only the edited text has, as they stand in the original."""
        for stretch in stretches(fold(edited.text)):
            if not glance(self.lexicon, stretch).names:
                continue
            for hit in self._hits(stretch.tokens, setting, scene, Counter()):
                if hit.span[0] < edited.changed[1] and hit.span[1] > edited.changed[0]:
                    span = edited.span(*hit.span)
                    yield replace(hit, text=original[slice(*span)], span=span)

    def _delimited(self, text: str) -> Iterator[NameHit]:
        heading = Heading()
        for start, row in records.rows(text):
            if not heading:
                heading = Heading.of(row.split(CELL_END))
            folded = fold(row)
            if self.lexicon.starts.keys().isdisjoint(bare_words(folded.text)):
                continue
            for hit in across_cells(self.lexicon, folded, heading):
                yield replace(hit, span=(hit.span[0] + start, hit.span[1] + start))


def _unseen(hits: Iterator[NameHit], seen: Counter[tuple[str, ...]]) -> Iterator[NameHit]:
    """Those of pupils who were not found more plainly."""
    for hit in hits:
        if not seen[hit.pupils] and hit.confidence >= LEAST:
            seen[hit.pupils] += 1
            yield hit


def _divided(hits: Iterator[NameHit]) -> tuple[list[NameHit], list[NameHit]]:
    """Those that may overlap others (Grace in "Grace and Henry Tudor"), and the rest."""
    apart: list[NameHit] = []
    together: list[NameHit] = []
    for hit in hits:
        (apart if hit.form is Form.SHARED else together).append(hit)
    return apart, together


def _settled(hits: list[NameHit]) -> Iterator[NameHit]:
    """In their order, without those inside a longer one, and of two that overlap the surer."""
    waiting: NameHit | None = None
    for hit in sorted(hits, key=lambda hit: (hit.span[0], -hit.span[1])):
        if waiting is None:
            waiting = hit
        elif hit.span[0] >= waiting.span[1]:
            yield waiting
            waiting = hit
        elif hit.span[1] > waiting.span[1] and _is_surer(hit, waiting):
            if hit.confidence == waiting.confidence:
                yield waiting
            waiting = hit
        elif hit.span[1] <= waiting.span[1] and hit.confidence > waiting.confidence:
            waiting = hit
    if waiting:
        yield waiting


def _is_surer(hit: NameHit, other: NameHit) -> bool:
    """Of two that are as sure, one with the surname first is likelier the ends of two names."""
    if hit.confidence == other.confidence:
        return hit.form is not Form.SURNAME_FIRST
    return hit.confidence > other.confidence
