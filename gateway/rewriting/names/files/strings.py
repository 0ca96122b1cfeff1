"""The shared strings of a workbook: one text may stand in many cells, and be a name in some of them only."""

from __future__ import annotations

from dataclasses import dataclass, replace

from detectors.extract.office.officexml import ByLocalName
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.names.files.cells import Outcome
from gateway.rewriting.names.files.partxml import XmlPart, edits_of
from gateway.rewriting.names.files.pieces import Home, Piece, Wording


@dataclass(frozen=True, slots=True)
class SharedString:
    """One string: part.content[start:end], and the text of its runs (ECMA-376 part 1, §18.4.8)."""

    start: int
    end: int
    wording: Wording
    text: str


class StringsReader:
    """Reads the shared strings part (§18.4.9); how a text is to be pronounced is left out."""

    def __init__(self, part: XmlPart) -> None:
        self.strings: list[SharedString] = []
        self._part = part
        self._how_many: list[Piece] = []
        self._end_at = 0
        self._start = 0
        self._spans: list[Piece] = []
        self._home: Home | None = None
        self._in_phonetic = False
        self._kinds = ByLocalName({kind: kind for kind in ("sst", "si", "t", "rPh")})

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = self._kinds[name]
        if kind == "si":
            self._start, self._spans = self._part.position, []
        elif kind == "t" and not self._in_phonetic:
            self._home = self._part.home(name, attributes)
        elif kind == "rPh":
            self._in_phonetic = True
        elif kind == "sst":
            self._how_many = [piece for pieces in self._part.attributes({"uniqueCount"}) for piece in pieces]

    def end(self, name: str) -> None:
        kind = self._kinds[name]
        if kind == "t":
            self._home = None
        elif kind == "rPh":
            self._in_phonetic = False
        elif kind == "si":
            end = self._part.content.index(b">", self._part.position) + 1
            wording = Wording(self._spans)
            self.strings.append(SharedString(self._start, end, wording, wording.text))
        elif kind == "sst":
            self._end_at = self._part.position

    def data(self, text: str) -> None:
        if self._home is not None:
            self._spans.append(self._part.piece(text, home=self._home))

    def unused(self, used: set[int]) -> Wording:
        """Strings stay in the file when their cell is cleared: a line for each of them."""
        idle = (string for number, string in enumerate(self.strings) if number not in used)
        return Wording(span for string in idle for span in (*string.wording.spans, "\n"))

    def with_changes(self, changes: Changes) -> bytes | None:
        """The part with strings changed and new ones behind them; None where nothing changed."""
        for number, outcome in changes.in_place.items():
            self.strings[number].wording.replace(outcome)
        added = b"".join(self._changed_copy(number, outcome) for number, outcome in changes.added)
        if added and self._how_many:
            self._how_many[0].text = str(len(self.strings) + len(changes.added))
        return self._part.with_changes([Edit(self._end_at, self._end_at, added)] if added else ())

    def _changed_copy(self, number: int, outcome: Outcome) -> bytes:
        string = self.strings[number]
        copy = _copied(string.wording)
        copy.replace(outcome)
        edits = (
            Edit(each.start - string.start, each.end - string.start, each.new)
            for each in edits_of(copy.pieces)
        )
        return apply(self._part.content[string.start : string.end], edits)


@dataclass(frozen=True, slots=True)
class Use:
    """A cell that shows a shared string by its number: `value` is that number, as it stands in its sheet."""

    number: int
    outcome: Outcome
    value: Piece


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of shared strings: some change where they stand, others get a changed copy."""

    in_place: dict[int, Outcome]
    added: list[tuple[int, Outcome]]


def settle(uses: list[Use], kept: set[int], count: int) -> Changes:
    """Point each cell to what it is to show; `kept` are the strings that other cells show as they are.

    A string that no cell shows any more as it was is changed where it stands, so that nothing of it is left.
    """
    changes = Changes({}, [])
    numbers: dict[tuple[int, Outcome], int] = {}
    for use in uses:
        key = (use.number, use.outcome)
        if key not in numbers and use.number not in kept and use.number not in changes.in_place:
            changes.in_place[use.number] = use.outcome
            numbers[key] = use.number
        elif key not in numbers:
            numbers[key] = count + len(changes.added)
            changes.added.append(key)
        if numbers[key] != use.number:
            use.value.text = str(numbers[key])
    return changes


def _copied(wording: Wording) -> Wording:
    """The same text in pieces of its own."""
    homes: dict[int, Home] = {}
    copies = []
    for piece in wording.pieces:
        home = piece.home
        if home is not None:
            home = homes.setdefault(id(home), Home(home.attribute_at, home.keeps_space))
        copies.append(replace(piece, home=home))
        if home is not None:
            home.pieces.append(copies[-1])
    return Wording(copies)
