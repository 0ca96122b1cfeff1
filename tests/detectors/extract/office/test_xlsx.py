"""Tests for detectors.extract.office.xlsx and detectors.extract.office.sheet."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from tests.detectors.extract.files import members_of, read_file, texts_at, xlsx_of, zip_of
from tests.samples.excel import with_pivot_table

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


def test_a_pivot_tables_records_are_rows_under_the_names_of_its_fields() -> None:
    tables = [each.rows for each in read_file(with_pivot_table(), "pupils.xlsx").tables]
    assert (("Forename", "Surname"), ("Grace", "Bishop")) in tables


def test_hidden_rows_keep_their_header_and_are_not_shown() -> None:
    workbook = openpyxl.Workbook()
    for row in (("Forename", "Surname"), ("Henry", "Tudor"), ("Grace", "Bishop")):
        workbook.active.append(row)
    workbook.active.row_dimensions[3].hidden = True
    reading = read_file(saved(workbook), "pupils.xlsx")
    assert [str(table.location) for table in reading.tables] == [WHERE, f"{WHERE}#hidden-rows"]
    assert reading.tables[1].rows == (("Forename", "Surname"), ("Grace", "Bishop"))
    assert "Grace" not in texts_at(reading, WHERE)


def test_cells_of_hidden_columns_stand_in_their_rows_too() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(("Grace", "x", "Bishop"))
    workbook.active.column_dimensions["C"].hidden = True
    reading = read_file(saved(workbook), "pupils.xlsx")
    assert [table.rows for table in reading.tables] == [(("Grace", "x", "Bishop"),), (("Bishop",),)]
    assert texts_at(reading, f"{WHERE}#hidden-columns") == "Bishop"


def test_a_second_value_for_a_cell_is_not_lost() -> None:
    cells = '<row><c r="A1" t="str"><v>Menu</v></c><c r="A1" t="str"><v>Grace</v></c></row>'
    assert read_file(sheet_of(cells), "pupils.xlsx").tables[0].rows == (("Menu",), ("Grace",))


@pytest.mark.parametrize("value", ["-1", "99999999999", "x", ""])
def test_a_number_of_no_shared_string_is_an_empty_cell_or_the_first(value: str) -> None:
    cells = f'<row><c r="A1" t="s"><v>{value}</v></c><c r="B1" t="str"><v>Grace</v></c></row>'
    assert read_file(sheet_of(cells), "pupils.xlsx").tables[0].rows[0][-1] == "Grace"


def test_one_long_text_in_many_cells_is_paid_for_in_each() -> None:
    members = members_of(sheet_of('<row><c t="s"><v>0</v></c></row>' * 3_000))
    strings = f"<sst><si><t>{'a' * 20_000}</t></si></sst>".encode()
    reading = read_file(zip_of(members | {"xl/sharedStrings.xml": strings}), "pupils.xlsx")
    assert "too much text" in reading.unread[0].reason


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
