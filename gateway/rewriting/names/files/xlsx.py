"""Names in a workbook are shortened in its cells, and in what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.archive import Archive, open_package
from gateway.rewriting.names.files.cells import Outcome, Place, outcomes
from gateway.rewriting.names.files.documents import remade, shorten_parts, xml_members
from gateway.rewriting.names.files.guarded import column_names, in_place, refuse_guarded
from gateway.rewriting.names.files.partxml import XmlPart
from gateway.rewriting.names.files.sheet import SheetReader
from gateway.rewriting.names.files.strings import StringsReader, Use, settle
from gateway.rewriting.names.shortening import Shortening

_SHEET = re.compile(r"/(work|chart|dialog|macro)sheets/[^/]+\.xml$", re.IGNORECASE)
_STRINGS = re.compile(r"/sharedStrings\.xml$", re.IGNORECASE)
_BESIDE = re.compile(
    r"(^|/)(comments\d*\.xml|(comments|threadedComments|persons|drawings|charts|diagrams)/[^/]+)$"
    r"|^(docProps|customXml)/"
)
_FORMULA = "a formula"
_HEADING = "the heading of a table's column"
_STRINGS_TWICE = "An attached workbook has its texts in more than one place, so no name is shortened in it."


def shorten_xlsx(content: bytes, shortening: Shortening) -> bytes:
    """An xlsx, xlsm, xltx or xltm (ECMA-376); the same bytes where no name is in it.

    Cells of all sheets, also hidden ones, comments, headers and footers, words on drawings and charts,
    messages of validations, properties. Of a name over two cells each keeps its own initial.
    Raises CannotRewriteError where a name stands in the result of a formula, in the name of a sheet or of a
    range, in the heading of a table's column or in a pivot table; and as `shorten_docx` does. Left as they
    are, for the inspection of the changed message to see: formulas, filters, conditions, connections, cells
    of other workbooks, embedded files and macros. A formula that worked with a name shows what it did until
    it is worked out again.
    """
    return shorten_workbook(open_package(content), shortening)


def shorten_workbook(archive: Archive, shortening: Shortening) -> bytes:
    """The same for one that is open."""
    refuse_guarded(archive, shortening)
    changed = _Workbook(archive, shortening).changed()
    beside = tuple(name for name in xml_members(archive) if _BESIDE.search(name))
    return remade(archive, changed | shorten_parts(archive, beside, shortening))


@dataclass(slots=True)
class _Workbook:
    """What is to be changed in the sheets and in the strings that they share."""

    archive: Archive
    shortening: Shortening
    uses: list[Use] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)  # strings that some cell shows as they are

    def changed(self) -> dict[str, bytes]:
        """The changed members by their names. Raises CannotRewriteError."""
        strings_at, strings = self._strings()
        headings = column_names(self.archive)
        sheets: dict[str, XmlPart] = {}
        for name in filter(_SHEET.search, self.archive.members):
            sheets[name] = XmlPart(self.archive.read(name), self.archive.budget)
            sheet = SheetReader(sheets[name], strings.strings if strings else ())
            sheets[name].read(sheet)
            found = outcomes(sheet.rows, self.shortening)
            if any(sheet.rows[row][column] in headings for row, column in found):
                raise CannotRewriteError(in_place(_HEADING))
            self._take(sheet, found)
            sheet.beside.shorten(self.shortening)
        changed = {}
        if strings:
            strings.unused(self.kept | {use.number for use in self.uses}).shorten(self.shortening)
            changed[strings_at] = strings.with_changes(settle(self.uses, self.kept, len(strings.strings)))
        changed |= {name: part.with_changes() for name, part in sheets.items()}
        return {name: content for name, content in changed.items() if content is not None}

    def _strings(self) -> tuple[str, StringsReader | None]:
        names = list(filter(_STRINGS.search, self.archive.members))
        if len(names) > 1:
            raise CannotRewriteError(_STRINGS_TWICE)
        if not names:
            return "", None
        part = XmlPart(self.archive.read(names[0]), self.archive.budget)
        strings = StringsReader(part)
        part.read(strings)
        return names[0], strings

    def _take(self, sheet: SheetReader, found: Mapping[Place, Outcome]) -> None:
        for place, cell in sheet.cells.items():
            outcome = found.get(place)
            if outcome is None:
                if cell.number is not None:
                    self.kept.add(cell.number)
            elif cell.is_formula:
                raise CannotRewriteError(in_place(_FORMULA))
            elif cell.number is None:
                cell.wording.replace(outcome)
            else:
                self.uses.append(Use(cell.number, outcome, cell.wording.pieces[0]))
