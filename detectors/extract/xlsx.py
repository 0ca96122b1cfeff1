"""An Excel workbook: every sheet as a table, also those that nobody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, table_text
from detectors.extract.officexml import place_of
from detectors.extract.package import Package
from detectors.extract.sheet import EPOCH_1904, DateStyles, SharedStrings, Sheet
from detectors.message import Part

_WORKBOOK = re.compile(r"^[^/]+/workbook\.xml$")
_SHEET = re.compile(r"/(work|chart|dialog|macro)sheets/[^/]+\.xml$")
_STRINGS = re.compile(r"/sharedStrings\.xml$", re.IGNORECASE)
_STYLES = re.compile(r"/styles\.xml$")
# ECMA-376 part 1, §12.3: other parts that hold words, tried in order; any other XML part is "data".
_WORDS = (
    (re.compile(r"/comments"), "comments"),
    (re.compile(r"/charts/"), "chart"),
    (re.compile(r"/(diagrams|drawings)/"), "drawing"),
)
_DATA = ((re.compile(r"^docProps/"), "metadata"), (re.compile(r"/threadedComments/"), "comments"))


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    """One sheet as the workbook lists it."""

    name: str
    hidden: bool
    relationship: str


def read_xlsx(part: Part, budget: Budget) -> Contents:
    """An xlsx (ECMA-376): cached values, not formulas; dates as 2012-05-17.

    Hidden sheets are part "hidden-sheet". Names of sheets are "sheet-names", defined names and what
    they stand for "defined-names", headers and footers "header".
    """
    with Package(part, budget) as package:
        read = package.xml_names()
        strings, styles = SharedStrings(), DateStyles()
        for name in read:
            if _STRINGS.search(name):
                package.parse(name, strings)
        for name in filter(_STYLES.search, package.names):
            package.parse(name, styles)
        workbook = _read_workbook(package)
        hidden = _hidden_parts(package, workbook)
        styles.epoch = EPOCH_1904 if workbook.counts_from_1904 else styles.epoch
        for name in filter(_SHEET.search, read):
            _read_sheet(package, name, Sheet(strings, styles, budget), hidden=name in hidden)
        for name in read:
            if not any(pattern.search(name) for pattern in (_WORKBOOK, _SHEET, _STRINGS)):
                _read_other(package, name)
        _add_unused_strings(package, strings)
        return package.contents(frozenset(read))


def _read_workbook(package: Package) -> _Workbook:
    workbook = _Workbook()
    for name in filter(_WORKBOOK.search, package.names):
        package.parse(name, workbook)
    package.add_text("sheet-names", "\n".join(sheet.name for sheet in workbook.sheets))
    package.add_text("defined-names", "\n".join(workbook.defined))
    return workbook


def _hidden_parts(package: Package, workbook: _Workbook) -> frozenset[str]:
    """The names of the hidden sheets' parts."""
    targets: dict[str, str] = {}
    for name in filter(_WORKBOOK.search, package.names):
        targets |= package.relationships(name)
    return frozenset(targets.get(sheet.relationship, "") for sheet in workbook.sheets if sheet.hidden)


def _read_sheet(package: Package, name: str, sheet: Sheet, *, hidden: bool) -> None:
    package.parse(name, sheet)
    place = "hidden-sheet" if hidden else ""
    rows = tuple(sheet.rows)
    if rows:
        package.add_table(place, rows)
        package.add_text(place, table_text(rows))
    package.add_text("header", "\n".join(sheet.headers))


def _read_other(package: Package, name: str) -> None:
    if place := place_of(name, _WORDS):
        package.add_words(place, name)
    else:
        package.add_data(place_of(name, _DATA) or "data", name)


def _add_unused_strings(package: Package, strings: SharedStrings) -> None:
    """Strings stay in the file when their cell is cleared."""
    unused = [text for number, text in enumerate(strings.found) if number not in strings.used]
    package.add_text("unused-strings", "\n".join(unused))


class _Workbook:
    """Reads the workbook part: sheets (ECMA-376 part 1, §18.2.19) and defined names (§18.2.5)."""

    def __init__(self) -> None:
        self.sheets: list[_SheetEntry] = []
        self.defined: list[str] = []
        self.counts_from_1904 = False
        self._in_name = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relationship = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(_SheetEntry(attributes.get("name", ""), hidden, relationship))
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")
        elif name == "definedName":
            self.defined.append(f"{attributes.get('name', '')} {attributes.get('comment', '')} ")
            self._in_name = True

    def end(self, name: str) -> None:
        if name == "definedName":
            self._in_name = False

    def data(self, data: str) -> None:
        if self._in_name:
            self.defined[-1] += data
