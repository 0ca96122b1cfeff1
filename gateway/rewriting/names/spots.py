"""What each name that was found becomes, piece by piece, where it stands in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter

from detectors.names.fold import fold, words_in, words_of
from detectors.names.lexicon import Lexicon, Reading, Role
from detectors.names.rows import spelt_first
from detectors.names.sense import Form, NameHit
from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.forms import Short, ShortForms

# A line's end inside a name, with the marks of a reply on the next line.
_LINE_END = re.compile(r"[ \t]*(?:\r\n?|[\n\v\f])[ \t]*(?:[>|][ \t]?)*+[ \t]*")
_CELL_END = re.compile(r"[ \t]*[\t|][ \t|]*")
_CLASS = re.compile(r"\d[^\W\d_]\s+")  # 8K Grace Bishop; the index may take it for a slip in the forename
_ZERO_WIDTH_SPACE = "\u200b"  # the index reads it as a space, too
UNCLEAR = "A name stands in it in a way that cannot be shortened for sure."


@dataclass(frozen=True, slots=True)
class Replacement:
    """text[start:end] becomes `new`, which may be empty."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Spots:
    """Turns what was found in one text into replacements."""

    text: str
    lexicon: Lexicon
    forms: ShortForms

    def of(self, hits: Iterable[NameHit]) -> list[Replacement]:
        """In order, none overlapping. Raises CannotRewriteError where it is not clear what to replace."""
        by_place = {(hit.span, hit.text, hit.pupils): hit for hit in hits}.values()
        in_halves = {hit.span for hit in by_place if self._is_in_halves(hit)}
        found = [
            each
            for hit in by_place
            if hit.span not in in_halves or self._is_in_halves(hit)
            for each in self._of_hit(hit)
        ]
        found.sort(key=attrgetter("start", "end"))
        return [piece for whole in _merged(found) for piece in self._by_lines(whole)]

    def _is_in_halves(self, hit: NameHit) -> bool:
        """Whether forename and surname stand in two cells or fields, each to become a part by itself."""
        stretch = self.text[slice(*hit.span)]
        return _spaced(stretch) != _spaced(hit.text) or len(_CELL_END.split(stretch)) == 2

    def _of_hit(self, hit: NameHit) -> Iterator[Replacement]:
        short = self.forms.short(hit.pupils, hit.text)
        if self._is_in_halves(hit):
            yield from self._halves(hit, short)
        elif hit.form is Form.SHARED:
            yield from self._shared(hit, short)
        else:
            start, end = hit.span
            if form := _CLASS.match(self.text, start - 1, end) if start else None:
                start = form.end()
            yield Replacement(start, end, _as_close(short.whole, hit.text))

    def _shared(self, hit: NameHit, short: Short) -> Iterator[Replacement]:
        """Grace and Tom Bishop: where Tom is no pupil, the surname is shortened behind him."""
        folded = fold(hit.text)
        words = list(words_in(folded.text))
        at = next((at for at, word in enumerate(words) if word[0] == "and"), 0)
        if not 0 < at < len(words) - 2:
            raise CannotRewriteError(UNCLEAR)
        start = hit.span[0]
        yield Replacement(start, start + folded.span(words[0].start(), words[at - 1].end())[1], short.whole)
        surname = folded.span(words[at + 2].start(), words[-1].end())
        yield Replacement(start + surname[0], start + surname[1], short.family)

    def _halves(self, hit: NameHit, short: Short) -> Iterator[Replacement]:
        """Forename and surname in different cells or fields: each becomes its own part."""
        spans = self._spans_of_halves(hit)
        (one, first), (other, second) = (self._reading(span) for span in spans)
        surname_first = self._is_surname_first(hit, first, second)
        given, family = (other, one) if surname_first else (one, other)
        if self.forms.form is not ShortForm.FORENAME_AND_INITIAL:
            yield Replacement(*self._with_middle_names(hit, given, spans), short.given)
        yield Replacement(*family, short.family)

    def _spans_of_halves(self, hit: NameHit) -> tuple[tuple[int, int], tuple[int, int]]:
        """A hit over cells quotes both halves with a space between, or with what there is in a text."""
        start, end = hit.span
        if len(cells := _CELL_END.split(self.text[start:end])) == 2:
            return (start, start + len(cells[0])), (end - len(cells[1]), end)
        end = start + len(self.text[start:end].rstrip())
        stretch, quoted = _spaced(self.text[start:end]), _spaced(hit.text)
        for space in re.finditer(" ", quoted):
            left, right = quoted[: space.start()], quoted[space.end() :]
            if len(left) + len(right) < len(stretch) and stretch.startswith(left) and stretch.endswith(right):
                return (start, start + len(left)), (end - len(right), end)
        raise CannotRewriteError(UNCLEAR)

    def _reading(self, span: tuple[int, int]) -> tuple[tuple[int, int], tuple[Reading, ...]]:
        """The words of a half that spell a name, and how they read; all of it, if it has a typing error."""
        folded = fold(self.text[slice(*span)])
        words = list(words_in(folded.text))
        many, readings = spelt_first(self.lexicon, [word[0] for word in words])
        if not many:
            return span, ()
        first, last = folded.span(words[0].start(), words[many - 1].end())
        return (span[0] + first, span[0] + last), readings

    def _is_surname_first(
        self, hit: NameHit, first: tuple[Reading, ...], second: tuple[Reading, ...]
    ) -> bool:
        for couple in self.lexicon.couples(first, second):
            if not {self.lexicon.ids[pupil] for pupil in couple.pupils}.isdisjoint(hit.pupils):
                return couple.surname_first
        roles = {each.role for each in first} | {Role(1 - each.role) for each in second}
        if len(roles) != 1:
            raise CannotRewriteError(UNCLEAR)
        return roles == {Role.SURNAME}

    def _with_middle_names(
        self, hit: NameHit, given: tuple[int, int], spans: tuple[tuple[int, int], tuple[int, int]]
    ) -> tuple[int, int]:
        """The forename, and behind it in the same half what else the pupil is called."""
        limit = next(end for start, end in spans if start <= given[0] < end)
        known = {word for pupil in hit.pupils for word in self._given_names(pupil)}
        initials = {word[0] for word in known}
        folded = fold(self.text[given[1] : limit])
        end = given[1]
        for word in words_in(folded.text):
            if word[0] not in known and word[0] not in initials:
                break
            end = given[1] + folded.span(*word.span())[1]
        return given[0], end

    def _given_names(self, pupil: str) -> tuple[str, ...]:
        known = self.forms.roster.get(pupil)
        return words_of(f"{known.forename} {known.middle_names} {known.preferred_forename}") if known else ()

    def _by_lines(self, whole: Replacement) -> Iterator[Replacement]:
        """Of a name over several lines each piece by itself: the first becomes the form."""
        start, new = whole.start, whole.new
        for line_end in _LINE_END.finditer(self.text, whole.start, whole.end):
            yield Replacement(start, line_end.start(), new)
            start, new = line_end.end(), ""
        if start == whole.start:
            yield Replacement(start, whole.end, self._before_full_stop(whole.end, new))
        else:
            space = self.text.startswith(" ", whole.end)
            yield Replacement(start, whole.end + space, new)

    def _before_full_stop(self, end: int, new: str) -> str:
        """The last full stop of initials ends a sentence, too."""
        return new.removesuffix(".") if self.text.startswith(".", end) else new


def _merged(found: list[Replacement]) -> Iterator[Replacement]:
    """Those inside another are left out; two that overlap become one that says both."""
    together: list[Replacement] = []
    end = -1
    for each in found:
        if together and each.start >= end:
            yield _one(together, end)
            together = []
        together.append(each)
        end = max(end, each.end) if len(together) > 1 else each.end
    if together:
        yield _one(together, end)


def _one(together: list[Replacement], end: int) -> Replacement:
    """`together` overlap one another as a chain, in the order of their starts."""
    reached = -1
    outer: list[Replacement] = []
    for each in sorted(together, key=lambda each: (each.start, -each.end)):
        if each.end > reached or (outer and each.start == outer[-1].start and each.end == outer[-1].end):
            outer.append(each)
            reached = max(reached, each.end)
    return Replacement(together[0].start, end, "/".join(dict.fromkeys(each.new for each in outer)))


def _as_close(form: str, written: str) -> str:
    """Without a space where the name has none, as in an address: grace.bishop@ becomes Grace.B.@."""
    return form if any(map(str.isspace, written)) else form.replace(". ", ".").replace(" ", ".")


def _spaced(text: str) -> str:
    return text.replace(_ZERO_WIDTH_SPACE, " ")


def replaced(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with all of them made."""
    pieces: list[str] = []
    position = 0
    for each in replacements:
        pieces += (text[position : each.start], each.new)
        position = each.end
    return "".join((*pieces, text[position:]))


def after(done: tuple[Replacement, ...], found: Iterable[Replacement]) -> tuple[Replacement, ...]:
    """Both as replacements of the first text; `found` were found in what `done` made of it."""
    moved: list[Replacement] = []
    waiting = list(reversed(done))
    shift = 0  # from what came out to the first text
    for each in found:
        while waiting and waiting[-1].start - shift + len(waiting[-1].new) <= each.start:
            made = waiting.pop()
            shift += made.end - made.start - len(made.new)
        if waiting and waiting[-1].start - shift < each.end:
            raise CannotRewriteError(UNCLEAR)
        moved.append(Replacement(each.start + shift, each.end + shift, each.new))
    return tuple(sorted((*done, *moved), key=lambda each: (each.start, each.end)))
