"""A binary Excel workbook: a package like any other, but with records in place of XML ([MS-XLSB])."""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Callable

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents
from detectors.extract.leftovers import words_in
from detectors.extract.office.biff12 import records, rich_string, wide_string
from detectors.extract.office.binarysheet import BinarySheet
from detectors.extract.office.package import Package
from detectors.extract.office.sheet import EPOCH_1904, DateStyles, SharedStrings
from detectors.extract.office.xlsx import read_other
from detectors.message import Part

_WORKBOOK = re.compile(r"^[^/]+/workbook\.bin$", re.IGNORECASE)
_SHEET = re.compile(r"/(work|chart|dialog|macro)sheets/(?!binaryIndex)[^/]+\.bin$", re.IGNORECASE)
_STRINGS = re.compile(r"/sharedStrings\.bin$", re.IGNORECASE)
_STYLES = re.compile(r"/styles\.bin$", re.IGNORECASE)
_INDEX = re.compile(r"/(binaryIndex\d*|calcChain)\.bin$", re.IGNORECASE)
# §2.1.7: other parts that are records. Their words are searched for, whatever record they stand in.
_WORDS = (
    (re.compile(r"/comments\d*\.bin$"), "comments"),
    (re.compile(r"/pivotCache/"), "pivot-cache"),
    (re.compile(r"/pivotTables/"), "pivot-table"),
    (re.compile(r"/(tables|queryTables)/"), "table-columns"),
    (re.compile(r"/connections\.bin$"), "connections"),
    (re.compile(r"/externalLinks/"), "external-links"),
    (re.compile(r"/revisions/|/userNames\.bin$"), "revisions"),
    (re.compile(r"/(metadata|volatileDependencies|customProperty\d*)\.bin$"), "data"),
)

# §2.3.2: BrtSSTItem, BrtName, BrtFmt, BrtXF, BrtWbProp, BrtBundleSh, BrtBeginCellXFs, BrtEndCellXFs,
# BrtCommentAuthor, BrtCommentText.
_STRING_ITEM, _NAME, _NUMBER_FORMAT, _FORMAT = 19, 39, 44, 47
_WORKBOOK_PROPERTIES, _SHEET_ENTRY = 153, 156
_CELL_FORMATS_BEGIN, _CELL_FORMATS_END = 617, 618
_COMMENT_AUTHOR, _COMMENT_TEXT = 632, 637


def read_xlsb(part: Part, budget: Budget) -> Contents:
    """An xlsb: what `read_xlsx` reads of an xlsx, under the same names."""
    with Package(part, budget) as package:
        binary = sorted(name for name in package.names if name.lower().endswith(".bin"))
        strings, styles, workbook = SharedStrings(), DateStyles(), _Workbook()
        for pattern, take in ((_STRINGS, _take_strings(strings)), (_STYLES, _take_styles(styles))):
            for name in filter(pattern.search, binary):
                _each(package, name, take)
        for name in filter(_WORKBOOK.search, binary):
            _each(package, name, workbook.take)
        workbook.add_to(package)
        styles.epoch = EPOCH_1904 if workbook.counts_from_1904 else styles.epoch
        hidden = _hidden_parts(package, workbook)
        for name in filter(_SHEET.search, binary):
            sheet = BinarySheet(strings, styles, budget)
            _each(package, name, sheet.take)
            with package.keeping():
                sheet.add_to(package, is_hidden=name in hidden)
        read = [name for name in binary if _is_known(name)]
        for name in read:
            _read_words(package, name)
        for name in package.xml_names():
            with package.keeping():
                read_other(package, name)
        with package.keeping():
            package.add_text("number-formats", "\n".join(styles.words))
            package.add_text("phonetic", "\n".join(strings.phonetic))
            package.add_text("unused-strings", "\n".join(strings.unused()))
        return package.contents(frozenset([*read, *package.xml_names()]))


def _is_known(name: str) -> bool:
    patterns = (_WORKBOOK, _SHEET, _STRINGS, _STYLES, _INDEX, *(pattern for pattern, _ in _WORDS))
    return any(pattern.search(name) for pattern in patterns)


def _each(package: Package, name: str, take: Callable[[int, bytes], None]) -> None:
    """Hand over every record of a part; of a damaged one, those before the damage."""
    with package.keeping():
        for number, body in records(package.read(name), package.budget):
            take(number, body)


def _hidden_parts(package: Package, workbook: _Workbook) -> frozenset[str]:
    targets: dict[str, str] = {}
    for name in filter(_WORKBOOK.search, package.names):
        targets |= package.relationships(name)
    return frozenset(targets.get(each, "") for each in workbook.hidden)


def _read_words(package: Package, name: str) -> None:
    """A line for each record that has words; comments are told from their authors by nothing but order."""
    place = next((place for pattern, place in _WORDS if pattern.search(name)), "")
    if not place:
        return
    found: list[str] = []

    def take(number: int, body: bytes) -> None:
        if number == _COMMENT_TEXT:
            found.append(rich_string(body, 0)[0])
        elif number == _COMMENT_AUTHOR:
            found.append(wide_string(body, 0)[0])
        elif words := words_in(body):
            found.append(words.replace("\n", "\t"))

    _each(package, name, take)
    with package.keeping():
        package.add_text(place, "\n".join(dict.fromkeys(found)))


def _take_strings(strings: SharedStrings) -> Callable[[int, bytes], None]:
    def take(number: int, body: bytes) -> None:
        if number == _STRING_ITEM:
            text, phonetic = rich_string(body, 0)
            strings.found.append(text)
            strings.phonetic += [phonetic] if phonetic else []

    return take


def _take_styles(styles: DateStyles) -> Callable[[int, bytes], None]:
    in_cells = False

    def take(number: int, body: bytes) -> None:
        nonlocal in_cells
        if number in (_CELL_FORMATS_BEGIN, _CELL_FORMATS_END):
            in_cells = number == _CELL_FORMATS_BEGIN
        elif number == _NUMBER_FORMAT:
            styles.add_format(struct.unpack_from("<H", body)[0], wide_string(body, 2)[0])
        elif number == _FORMAT and in_cells:
            styles.add_cell_format(struct.unpack_from("<H", body, 2)[0])

    return take


class _Workbook:
    """Takes the records of the workbook part: sheets, defined names, and what else it says."""

    def __init__(self) -> None:
        self.hidden: list[str] = []
        self.counts_from_1904 = False
        self._words: dict[str, list[str]] = defaultdict(list)

    def take(self, number: int, body: bytes) -> None:
        if number == _SHEET_ENTRY:
            (state,) = struct.unpack_from("<I", body)
            relationship, at = wide_string(body, 8)
            self._words["sheet-names"].append(wide_string(body, at)[0])
            self.hidden += [relationship] if state else []
        elif number == _NAME:
            name, at = wide_string(body, 9)
            self._words["defined-names"].append(f"{name} {words_in(body[at:])}")
        else:
            if number == _WORKBOOK_PROPERTIES:
                self.counts_from_1904 = bool(body[0] & 1)
            self._words["attributes"] += words_in(body).splitlines()

    def add_to(self, package: Package) -> None:
        with package.keeping():
            for place, found in self._words.items():
                package.add_text(place, "\n".join(dict.fromkeys(found)))
