"""An Excel workbook: every sheet as a table, also those that nobody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.office.officexml import local_name, place_of, worded
from detectors.extract.office.package import Package
from detectors.extract.office.pivot import is_pivot_cache, read_pivot_caches
from detectors.extract.office.sheet import EPOCH_1904, DateStyles, SharedStrings, Sheet
from detectors.message import Part

_WORKBOOK = re.compile(r"^[^/]+/workbook\.xml$", re.IGNORECASE)
_SHEET = re.compile(r"/(work|chart|dialog|macro)sheets/[^/]+\.xml$", re.IGNORECASE)
_STRINGS = re.compile(r"/sharedStrings\.xml$", re.IGNORECASE)
_STYLES = re.compile(r"/styles\.xml$", re.IGNORECASE)
_EXTERNAL = re.compile(r"/externalLinks/[^/]+\.xml$")
# ECMA-376 part 1, §12.3, and [MS-XLSX]: other parts that hold words, tried in order; any other XML is "data".
_WORDS = (
    (re.compile(r"/(comments|threadedComments|persons/)"), "comments"),
    (re.compile(r"/charts/"), "chart"),
    (re.compile(r"/(diagrams|drawings)/[^/]*\.xml$"), "drawing"),
)
_DATA = (
    (re.compile(r"^docProps/"), "metadata"),
    (re.compile(r"/drawings/[^/]*\.vml$"), "drawing"),
    (re.compile(r"/pivotTables/"), "pivot-table"),
    (re.compile(r"/(tables|queryTables)/"), "table-columns"),
    (re.compile(r"/connections\.xml$"), "connections"),
    (_EXTERNAL, "external-links"),
    (re.compile(r"/(slicers?|slicerCaches|timelines?|timelineCaches)/"), "slicers"),
    (re.compile(r"/revisions/"), "revisions"),
)
# §18.2 and [MS-XLSX] §2.6: what the workbook itself says of people and of where it was kept.
_TELLING = frozenset({"customWorkbookView", "fileSharing", "webPublishing", "absPath", "function"})


@dataclass(frozen=True, slots=True)
class _SheetEntry:
    """One sheet as the workbook lists it."""

    name: str
    hidden: bool
    relationship: str


def read_xlsx(part: Part, budget: Budget) -> Contents:
    """An xlsx (ECMA-376): cached values, and the words in formulas as "formulas"; dates as 2012-05-17.

    Hidden sheets are part "hidden-sheet", hidden rows "hidden-rows", hidden columns again
    "hidden-columns". Names of sheets are "sheet-names", defined names and what they stand for
    "defined-names", headers and footers "header".
    """
    with Package(part, budget) as package:
        read = package.xml_names()
        strings, styles = SharedStrings(), DateStyles()
        for name in filter(_STRINGS.search, read):
            package.parse(name, strings)
        for name in filter(_STYLES.search, package.names):
            package.parse(name, styles)
        workbook = _read_workbook(package)
        hidden = _hidden_parts(package, workbook)
        styles.epoch = EPOCH_1904 if workbook.counts_from_1904 else styles.epoch
        for name in filter(_SHEET.search, read):
            with package.keeping():
                _read_sheet(package, name, Sheet(strings, styles, budget), hidden=name in hidden)
        with package.keeping():
            read_pivot_caches(package, read)
        for name in read:
            with package.keeping():
                read_other(package, name)
        with package.keeping():
            package.add_text("number-formats", "\n".join(styles.words))
            package.add_text("phonetic", "\n".join(strings.phonetic))
            package.add_text("unused-strings", "\n".join(strings.unused()))
        return package.contents(frozenset(read))


def _read_workbook(package: Package) -> _Workbook:
    workbook = _Workbook()
    with package.keeping():
        for name in filter(_WORKBOOK.search, package.names):
            package.parse(name, workbook)
        package.add_text("sheet-names", "\n".join(sheet.name for sheet in workbook.sheets))
        package.add_text("defined-names", "\n".join(map("".join, workbook.defined)))
        package.add_text("attributes", "\n".join(workbook.words))
    return workbook


def _hidden_parts(package: Package, workbook: _Workbook) -> frozenset[str]:
    """The names of the hidden sheets' parts."""
    targets: dict[str, str] = {}
    for name in filter(_WORKBOOK.search, package.names):
        targets |= package.relationships(name)
    return frozenset(targets.get(sheet.relationship, "") for sheet in workbook.sheets if sheet.hidden)


def _read_sheet(package: Package, name: str, sheet: Sheet, *, hidden: bool, place: str = "") -> None:
    package.parse(name, sheet)
    sheet.grid.add_to(package, is_hidden_sheet=hidden, place=place)
    for where, words in sheet.words.items():
        package.add_text(where, "\n".join(dict.fromkeys(words)))


def read_other(package: Package, name: str) -> None:
    """Any part in XML that is no sheet and no cache."""
    if any(pattern.search(name) for pattern in (_WORKBOOK, _SHEET, _STRINGS)) or is_pivot_cache(name):
        return
    if place := place_of(name, _WORDS):
        package.add_words(place, name)
        return
    package.add_data(place_of(name, _DATA) or "data", name)
    if _EXTERNAL.search(name):  # it keeps the cells of the other workbook that are used here
        sheet = Sheet(SharedStrings(), DateStyles(), package.budget)
        _read_sheet(package, name, sheet, hidden=False, place="external-links")


class _Workbook:
    """Reads the workbook part: sheets (ECMA-376 part 1, §18.2.19) and defined names (§18.2.5)."""

    def __init__(self) -> None:
        self.sheets: list[_SheetEntry] = []
        self.defined: list[list[str]] = []
        self.words: list[str] = []
        self.counts_from_1904 = False
        self._in_name = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = local_name(name)
        if kind == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relationship = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append(_SheetEntry(attributes.get("name", ""), hidden, relationship))
        elif kind == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")
        elif kind == "definedName":
            self.defined.append([" ".join([*worded(attributes), ""])])
            self._in_name = True
        elif kind in _TELLING:
            self.words += worded(attributes)

    def end(self, name: str) -> None:
        if local_name(name) == "definedName":
            self._in_name = False

    def data(self, data: str) -> None:
        if self._in_name:
            self.defined[-1].append(data)
