"""Names in delimited values are shortened cell by cell; quotation marks, delimiters and line ends stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detectors.extract.text.delimited import parse_rows
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.names.charset import read_written
from gateway.rewriting.names.files.cells import outcomes
from gateway.rewriting.names.shortening import Shortening
from gateway.rewriting.names.spots import Replacement

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'"((?:[^"]|"")*+)(?:"|\Z)')
_LINE_END = re.compile(r"\r\n?|\n|\Z")
_MARKS = frozenset('"\r\n' + _DELIMITERS)
_IRREGULAR = "The rows of an attached table can be read in more than one way, so no name is shortened in it."


@dataclass(frozen=True, slots=True)
class _Field:
    """One value: what it says, and where that stands in the text, letter by letter but for doubled quotes.

    quoted: how many letters stand within quotation marks, which are the first of them (RFC 4180 §2)
    """

    start: int
    end: int
    says: str
    quoted: int = 0

    def in_place(self, change: Replacement) -> Replacement:
        """A change of what it says, as one of the text.

        Raises CannotRewriteError where quotation marks would have to be changed with it.
        """
        start, end = change.start, change.end
        over_the_quote = start < self.quoted < end
        if over_the_quote or '"' in self.says[start:end] or not _MARKS.isdisjoint(change.new):
            raise CannotRewriteError(_IRREGULAR)
        first = self._place_of(start)
        return Replacement(first, first + end - start, change.new)

    def _place_of(self, letter: int) -> int:
        if letter >= self.quoted and letter < len(self.says):
            return self.end - (len(self.says) - letter)
        return self.start + letter + self.says.count('"', 0, letter) + (1 if self.quoted else 0)


def shorten_csv(
    content: bytes, shortening: Shortening, charset: str = "", *, ascii_only: bool = False
) -> bytes:
    """Comma-separated values (RFC 4180), or with semicolons, tabs or bars; the same bytes for no name.

    charset: as the message states it; empty where it does not
    ascii_only: the content must stay what it is for 7-bit transport
    A name over two cells that they do not make a record of is left, for the inspection of the changed message
    to see.
    Raises CannotRewriteError where a name stands in rows that programs may read in different ways, and for
    a character set that cannot be written exactly.
    """
    if not content:
        return content
    written = read_written(content, charset, ascii_only=ascii_only)
    rows = parse_rows(written.text)
    found = outcomes(rows, shortening)
    if not found:
        return content
    fields = _fields_like(written.text, rows)
    replacements = (
        fields[row][column].in_place(each) for (row, column), made in sorted(found.items()) for each in made
    )
    return apply(content, written.edits(replacements))


def _fields_like(text: str, rows: Sequence[Sequence[str]]) -> list[list[_Field]]:
    """The fields that say what the rows say, by whichever delimiter. Raises CannotRewriteError."""
    for delimiter in _DELIMITERS:
        fields = list(_rows_of_fields(text, delimiter))
        if [tuple(field.says for field in row) for row in fields] == list(rows):
            return fields
    raise CannotRewriteError(_IRREGULAR)


def _rows_of_fields(text: str, delimiter: str) -> Iterator[list[_Field]]:
    """The rows as `csv.reader` has them, empty ones left out."""
    plain = re.compile(f"[^{re.escape(delimiter)}\r\n]*+")
    row: list[_Field] = []
    at = 0
    while at < len(text):
        row.append(_field(text, at, plain))
        at = row[-1].end
        if text.startswith(delimiter, at):
            at += 1
            if at < len(text):
                continue
            row.append(_Field(at, at, ""))
        if len(row) > 1 or row[0].end > row[0].start:
            yield row
        row = []
        line_end = _LINE_END.match(text, at)
        at = line_end.end() if line_end else len(text)


def _field(text: str, at: int, plain: re.Pattern[str]) -> _Field:
    """A value, of which only the beginning is quoted where its quotation marks do not reach round it."""
    quoted = _QUOTED.match(text, at) if text.startswith('"', at) else None
    inner = quoted[1].replace('""', '"') if quoted else ""
    rest_at = quoted.end() if quoted else at
    rest = plain.match(text, rest_at)
    end = rest.end() if rest else rest_at
    return _Field(at, end, inner + text[rest_at:end], len(inner))
