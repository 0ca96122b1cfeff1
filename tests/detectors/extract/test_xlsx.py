"""Tests for detectors.extract.xlsx and detectors.extract.sheet."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.detectors.extract.files import members_of, read_file, texts_at, xlsx_of, zip_of

WHERE = "attachment:pupils.xlsx"


def saved(workbook: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_of(cells: str) -> bytes:
    """A workbook whose only sheet has these cells, in SpreadsheetML."""
    members = members_of(xlsx_of(("x",)))
    sheet = f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()
    return zip_of(members | {"xl/worksheets/sheet1.xml": sheet})


def test_a_sheet_is_a_table_and_text() -> None:
    reading = read_file(xlsx_of(("Forename", "Surname"), ("Grace", "Bishop")), "pupils.xlsx")
    assert reading.tables[0].rows == (("Forename", "Surname"), ("Grace", "Bishop"))
    assert "Grace\tBishop" in texts_at(reading, WHERE)
    assert not reading.unread


def test_empty_cells_keep_columns_in_line() -> None:
    reading = read_file(xlsx_of((None, None, "Bishop"), (), ("Grace", None, "Bishop")), "pupils.xlsx")
    assert reading.tables[0].rows == (("", "", "Bishop"), ("Grace", "", "Bishop"))


def test_dates_are_written_as_dates() -> None:
    reading = read_file(xlsx_of(("Born", datetime.date(2012, 5, 17), 41046)), "pupils.xlsx")
    assert reading.tables[0].rows == (("Born", "2012-05-17", "41046"),)


def test_dates_counted_from_1904() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active.append((datetime.date(2012, 5, 17),))
    assert read_file(saved(workbook), "pupils.xlsx").tables[0].rows == (("2012-05-17",),)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_read_and_said_to_be_hidden(state: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(("Menu",))
    hidden = workbook.create_sheet("Grace's targets")
    hidden.append(("Grace", "Bishop"))
    hidden.sheet_state = state
    reading = read_file(saved(workbook), "pupils.xlsx")
    assert texts_at(reading, f"{WHERE}#hidden-sheet") == "Grace\tBishop"
    assert texts_at(reading, WHERE) == "Menu"
    assert "Grace's targets" in texts_at(reading, f"{WHERE}#sheet-names")


def test_comments_names_headers_and_properties() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "Menu"
    workbook.active["A1"].comment = Comment("Grace in a comment", "A Teacher")
    workbook.active.oddHeader.left.text = "Grace in the header"
    workbook.defined_names["GraceBishop"] = DefinedName("GraceBishop", attr_text='"Year 8"')
    workbook.properties.title = "Grace in the properties"
    reading = read_file(saved(workbook), "pupils.xlsx")
    assert "Grace in a comment" in texts_at(reading, f"{WHERE}#comments")
    assert "Grace in the header" in texts_at(reading, f"{WHERE}#header")
    assert "GraceBishop" in texts_at(reading, f"{WHERE}#defined-names")
    assert "Grace in the properties" in texts_at(reading, f"{WHERE}#metadata")


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        ('<row><c r="A1" t="inlineStr"><is><r><t>Gra</t></r><r><t>ce</t></r></is></c></row>', ("Grace",)),
        ('<row><c r="A1" t="str"><f>A2&amp;B2</f><v>Grace</v></c></row>', ("Grace",)),
        ('<row><c t="str"><v>Grace</v></c><c t="str"><v>Bishop</v></c></row>', ("Grace", "Bishop")),
        ('<row><c r="C1" t="str"><v>Grace</v></c></row>', ("", "", "Grace")),
    ],
)
def test_cells_of_every_kind(cells: str, row: tuple[str, ...]) -> None:
    assert read_file(sheet_of(cells), "pupils.xlsx").tables[0].rows == (row,)


def test_strings_that_no_cell_shows_any_more() -> None:
    strings = b"<sst><si><t>Menu</t></si><si><r><t>Grace</t></r><r><t> Bishop</t></r></si></sst>"
    sheet = b'<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'
    members = members_of(xlsx_of(("x",)))
    members |= {"xl/sharedStrings.xml": strings, "xl/worksheets/sheet1.xml": sheet}
    reading = read_file(zip_of(members), "pupils.xlsx")
    assert texts_at(reading, WHERE) == "Menu"
    assert texts_at(reading, f"{WHERE}#unused-strings") == "Grace Bishop"


def test_a_pivot_tables_cache_keeps_what_it_was_made_from() -> None:
    cache = b'<pivotCacheDefinition><sharedItems><s v="Grace Bishop"/></sharedItems></pivotCacheDefinition>'
    members = members_of(xlsx_of(("Menu",))) | {"xl/pivotCache/pivotCacheDefinition1.xml": cache}
    assert "Grace Bishop" in texts_at(read_file(zip_of(members), "pupils.xlsx"), f"{WHERE}#data")


def test_cells_at_the_far_corners_cost_no_grid() -> None:
    corners = (
        '<row><c r="A1" t="str"><v>Grace</v></c></row><row><c r="XFD1048576" t="str"><v>Bishop</v></c></row>'
    )
    rows = read_file(sheet_of(corners), "pupils.xlsx").tables[0].rows
    assert [row[-1] for row in rows] == ["Grace", "Bishop"]


def test_many_wide_rows_are_not_read_for_ever() -> None:
    rows = '<row><c r="XFD1" t="str"><v>x</v></c></row>' * 2_000
    reading = read_file(sheet_of(rows), "pupils.xlsx")
    assert "too much text" in reading.unread[0].reason
