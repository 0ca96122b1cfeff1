"""Excel workbooks, each with the words in one of the many places where a workbook can hold them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from tests.samples.excelparts import BOOK, FLAT, FORENAME, IN_PARTS, SURNAME
from tests.samples.officefiles import converted, of_kind, plain_xlsx, root, saved, with_part
from tests.samples.sample import WORDS, Sample


def _hidden(sheet: Worksheet, state: str) -> None:
    sheet.append(("Menu",))
    hidden = sheet.parent.create_sheet("Targets")
    hidden.append((FORENAME, SURNAME))
    hidden.sheet_state = state


def _hidden_row(sheet: Worksheet) -> None:
    sheet.append(("Forename", "Surname"))
    sheet.append((FORENAME, SURNAME))
    sheet.row_dimensions[2].hidden = True


def _hidden_column(sheet: Worksheet) -> None:
    sheet.append((1, WORDS))
    sheet.column_dimensions["B"].hidden = True


def _comment(sheet: Worksheet, text: str, author: str) -> None:
    sheet["A1"] = "Menu"
    sheet["A1"].comment = Comment(text, author)


def _validation(sheet: Worksheet, **options: str) -> None:
    validation = DataValidation(**options)
    validation.add("A1")
    sheet.add_data_validation(validation)


def _table(sheet: Worksheet) -> None:
    sheet.append(("Pupil", WORDS))
    sheet.append((1, 2))
    sheet.add_table(Table(displayName="Marks", ref="A1:B2"))


def _link(sheet: Worksheet) -> None:
    sheet["A1"] = "Menu"
    sheet["A1"].hyperlink = Hyperlink(ref="A1", tooltip=WORDS, location="A1")


def _number_format(sheet: Worksheet) -> None:
    sheet["A1"] = 7
    sheet["A1"].number_format = f'"{WORDS}"'


def _chart(sheet: Worksheet, *, own_sheet: bool) -> None:
    sheet.append((1, 2))
    chart = BarChart()
    chart.title = WORDS
    chart.add_data(Reference(sheet, min_col=1, min_row=1))
    if own_sheet:
        sheet.parent.create_chartsheet("Chart").add_chart(chart)
    else:
        sheet.add_chart(chart, "D1")


def _scenario(sheet: Worksheet) -> None:
    scenario = Scenario(name="Best", inputCells=[InputCells(r="A1", val=WORDS)])
    sheet.scenarios = ScenarioList(scenario=[scenario])


def _rich(sheet: Worksheet) -> None:
    sheet["A1"] = CellRichText("Grace Bi", TextBlock(InlineFont(b=True), "shop"))


# What openpyxl writes: the carrier, how it comes about, and the part that is reported.
BY_PROGRAM: tuple[tuple[str, Callable[[Worksheet], object], str], ...] = (
    ("cells", lambda sheet: sheet.append((FORENAME, SURNAME)), ""),
    ("rich text", _rich, ""),
    ("hidden sheet", lambda sheet: _hidden(sheet, "hidden"), "hidden-sheet"),
    ("very hidden sheet", lambda sheet: _hidden(sheet, "veryHidden"), "hidden-sheet"),
    ("hidden row", _hidden_row, "hidden-rows"),
    ("hidden column", _hidden_column, "hidden-columns"),
    ("comment", lambda sheet: _comment(sheet, WORDS, "A Teacher"), "comments"),
    ("author of a comment", lambda sheet: _comment(sheet, "Hello", WORDS), "comments"),
    ("name of a sheet", lambda sheet: setattr(sheet, "title", WORDS), "sheet-names"),
    (
        "defined name",
        lambda sheet: sheet.parent.defined_names.update(P=DefinedName("P", attr_text=f'"{WORDS}"')),
        "defined-names",
    ),
    (
        "list to choose from",
        lambda sheet: _validation(sheet, type="list", formula1=f'"{WORDS},Henry Tudor"'),
        "data-validation",
    ),
    (
        "message of a validation",
        lambda sheet: _validation(sheet, type="whole", formula1="1", prompt=WORDS, promptTitle="x"),
        "data-validation",
    ),
    (
        "conditional format",
        lambda sheet: sheet.conditional_formatting.add("A1", FormulaRule(formula=[f'A1="{WORDS}"'])),
        "conditional-format",
    ),
    ("header", lambda sheet: setattr(sheet.oddHeader.left, "text", WORDS), "header"),
    ("footer of even pages", lambda sheet: setattr(sheet.evenFooter.right, "text", WORDS), "header"),
    ("property", lambda sheet: setattr(sheet.parent.properties, "title", WORDS), "metadata"),
    (
        "property of one's own",
        lambda sheet: sheet.parent.custom_doc_props.append(StringProperty(name="Pupil", value=WORDS)),
        "metadata",
    ),
    ("name of a column", _table, "table-columns"),
    ("tip of a link", _link, "links"),
    ("number format", _number_format, "number-formats"),
    ("formula", lambda sheet: setattr(sheet["A1"], "value", f'=IF(TRUE,"{WORDS}","")'), "formulas"),
    ("title of a chart", lambda sheet: _chart(sheet, own_sheet=False), "chart"),
    ("chart on a sheet of its own", lambda sheet: _chart(sheet, own_sheet=True), "chart"),
    ("scenario", _scenario, "scenarios"),
)


@cache
def samples() -> tuple[Sample, ...]:
    return tuple(_all())


def _all() -> Iterator[Sample]:
    for carrier, make, part in BY_PROGRAM:
        workbook = openpyxl.Workbook()
        make(workbook.active)
        yield _sample(carrier, saved(workbook), part)
    for carrier, name, kind, xml, part in IN_PARTS:
        yield _sample(carrier, with_part(plain_xlsx(), name, xml, kind, BOOK if kind else ""), part)
    libre = converted(FLAT, "fods", "xlsx")
    for carrier, part in (
        ("hidden sheet", "hidden-sheet"), ("hidden row", "hidden-rows"),
        ("comment", "comments"), ("name of a sheet", "sheet-names"),
    ):  # fmt: skip
        yield _sample(f"{carrier} (LibreOffice)", libre, part)
    yield _sample("rows of a pivot table", with_pivot_table(), "pivot-cache")
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    for ending, kind in (
        ("xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"),
        ("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("xltm", "application/vnd.ms-excel.template.macroEnabled.main+xml"),
        ("xlam", "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
    ):
        content = of_kind(plain_xlsx((FORENAME, SURNAME)), main, kind)
        yield Sample(ending, "cells", f"pupils.{ending}", content, f"attachment:pupils.{ending}")


def with_pivot_table() -> bytes:
    """A workbook whose rows have been deleted, and are in the cache of a pivot table still."""
    records = root("x:pivotCacheRecords", f'<x:r><x:x v="1"/><x:s v="{SURNAME}"/></x:r>')
    fields = (
        f'<x:cacheField name="Forename"><x:sharedItems><x:s v="Henry"/><x:s v="{FORENAME}"/></x:sharedItems>'
        '</x:cacheField><x:cacheField name="Surname"><x:sharedItems/></x:cacheField>'
    )
    definition = root("x:pivotCacheDefinition", f"<x:cacheFields>{fields}</x:cacheFields>")
    name, rows = "xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotCache/pivotCacheRecords1.xml"
    content = with_part(plain_xlsx(), name, definition, "pivotCacheDefinition", BOOK)
    return with_part(content, rows, records, "pivotCacheRecords", name)


def _sample(carrier: str, content: bytes, part: str) -> Sample:
    return Sample(
        "xlsx", carrier, "pupils.xlsx", content, "attachment:pupils.xlsx" + (f"#{part}" if part else "")
    )
