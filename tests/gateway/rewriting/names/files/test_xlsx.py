"""Workbooks: each cell of a row keeps its initial, and a text of many cells changes only where it must."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from tests.gateway.rewriting.names.files.pupils import names_in, shortening
from tests.gateway.rewriting.names.files.sharing import STRINGS, cells_of, shared_of
from tests.samples.officefiles import (
    SHEET_ML,
    members_of,
    package_of,
    plain_xlsx,
    root,
    saved,
    with_part,
)

_NAME = "pupils.xlsx"
_SHEET = "xl/worksheets/sheet1.xml"
SHORT = shortening()


def test_each_cell_keeps_its_own_initial() -> None:
    rows = (("Surname", "Forename", "Form"), ("Bishop", "Grace", "8K"), ("O'Neill", "Zoë", 9))
    for before in (plain_xlsx(*rows), shared_of(rows)):
        after = shorten_xlsx(before, SHORT)
        assert names_in(after, _NAME) == []
        assert cells_of(after) == [["Surname", "Forename", "Form"], ["B.", "G.", "8K"], ["O.", "Z.", 9]]


def test_the_forename_may_stay() -> None:
    before = shared_of((("Forename", "Surname"), ("Grace", "Bishop")))
    after = shorten_xlsx(before, shortening(ShortForm.FORENAME_AND_INITIAL))
    assert cells_of(after) == [["Forename", "Surname"], ["Grace", "B."]]


def test_without_a_name_it_is_the_same_bytes() -> None:
    content = shared_of((("Menu", "Grace"), ("Soup", 2)))
    assert shorten_xlsx(content, SHORT) == content


def test_a_text_that_is_a_name_in_one_row_only_stays_in_the_others() -> None:
    rows = (("Grace", "Bishop"), ("Grace", "before meals"), ("Bishop", "of Durham"), ("Grace", "Bishop"))
    before = shared_of(rows)
    after = shorten_xlsx(before, SHORT)
    assert names_in(after, _NAME) == []
    assert cells_of(after) == [
        ["G.", "B."], ["Grace", "before meals"], ["Bishop", "of Durham"], ["G.", "B."],
    ]  # fmt: skip
    old, new = (members_of(each)[STRINGS].decode() for each in (before, after))
    assert new == old.replace("</sst>", "<si><t>G.</t></si><si><t>B.</t></si></sst>").replace(
        'uniqueCount="4"', 'uniqueCount="6"'
    )


def test_a_text_that_is_always_a_name_is_changed_where_it_stands() -> None:
    before = shared_of((("Grace Bishop", "Soup"), ("Grace Bishop", "Menu")))
    old, new = members_of(before), members_of(shorten_xlsx(before, SHORT))
    assert new[STRINGS] == old[STRINGS].replace(b"Grace Bishop", b"G.B.")
    assert {name for name in old if old[name] != new[name]} == {STRINGS}


def test_several_sheets_share_their_texts() -> None:
    before = shared_of((("Grace", "Bishop"),), (("Grace", "after meals"),), (("Well done, Henry Tudor",),))
    after = shorten_xlsx(before, SHORT)
    assert [cells_of(after, sheet) for sheet in range(3)] == [
        [["G.", "B."]], [["Grace", "after meals"]], [["Well done, H.T."]],
    ]  # fmt: skip


@pytest.mark.parametrize("is_a_name_everywhere", [True, False])
def test_runs_of_rich_text_keep_their_looks(is_a_name_everywhere: bool) -> None:
    run = '<r><rPr><b val="1"/></rPr><t>{}</t></r>'
    strings = (
        f"<sst xmlns='{SHEET_ML}'><si>{run.format('Gra')}<r><t>ce</t></r></si><si><t>Bishop</t></si></sst>"
    )
    rows = [("Gra", "ce"), ("Gra", "Gra")][: 1 if is_a_name_everywhere else 2]
    members = members_of(shared_of(tuple(rows)))
    after = members_of(shorten_xlsx(package_of(members | {STRINGS: strings.encode()}), SHORT))
    short = f"<si>{run.format('G.')}<r><t></t></r></si>"
    if is_a_name_everywhere:
        changed = strings.replace("Gra<", "G.<").replace("ce<", "<").replace("Bishop", "B.")
    else:
        changed = strings.replace("Bishop", "B.").replace("</sst>", f"{short}</sst>")
    assert after[STRINGS].decode() == changed


def test_a_text_that_no_cell_shows_any_more() -> None:
    before = shared_of((("Menu",),))
    strings = members_of(before)[STRINGS].replace(b"</sst>", b"<si><t>for Grace Bishop</t></si></sst>")
    after = members_of(shorten_xlsx(package_of(members_of(before) | {STRINGS: strings}), SHORT))
    assert after[STRINGS] == strings.replace(b"Grace Bishop", b"G.B.")


_ROW = '<x:row r="1"><x:c r="A1" t="{}">{}</x:c></x:row>'


def _sheet(kind: str, cell: str) -> bytes:
    xml = root("x:worksheet", f"<x:sheetData>{_ROW.format(kind, cell)}</x:sheetData>")
    return with_part(plain_xlsx(), _SHEET, xml)


def test_text_in_the_cell_itself() -> None:
    before = _sheet("inlineStr", "<x:is><x:t>Grace Bishop</x:t></x:is>")
    assert b"<x:is><x:t>G.B.</x:t></x:is>" in members_of(shorten_xlsx(before, SHORT))[_SHEET]


def test_the_result_of_a_formula_is_refused() -> None:
    before = _sheet("str", "<x:f>B1&amp;C1</x:f><x:v>Grace Bishop</x:v>")
    with pytest.raises(CannotRewriteError, match="formula"):
        shorten_xlsx(before, SHORT)


@pytest.mark.parametrize("cell", ["<x:v>7</x:v>", "<x:v>x</x:v>", "<x:v>-1</x:v>"])
def test_a_text_that_is_not_there_is_refused(cell: str) -> None:
    with pytest.raises(CannotRewriteError):
        shorten_xlsx(_sheet("s", cell), SHORT)


def test_cells_out_of_order_are_refused() -> None:
    row = '<x:row><x:c r="B1"><x:v>1</x:v></x:c><x:c r="A1"><x:v>2</x:v></x:c></x:row>'
    before = with_part(plain_xlsx(), _SHEET, root("x:worksheet", f"<x:sheetData>{row}</x:sheetData>"))
    with pytest.raises(CannotRewriteError, match="order"):
        shorten_xlsx(before, SHORT)


def test_the_heading_of_a_table_must_stay_what_its_column_is_called() -> None:
    workbook = openpyxl.Workbook()
    for row in (("Grace", "Bishop"), (1, 2)):
        workbook.active.append(row)
    workbook.active.add_table(Table(displayName="Marks", ref="A1:B2"))
    with pytest.raises(CannotRewriteError, match="heading"):
        shorten_xlsx(saved(workbook), SHORT)


def test_a_list_to_choose_from_says_what_the_cells_say() -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(("Grace Bishop",))
    validation = DataValidation("list", formula1='"Grace Bishop,Henry Tudor"')
    validation.add("A1")
    workbook.active.add_data_validation(validation)
    after = openpyxl.load_workbook(io.BytesIO(shorten_xlsx(saved(workbook), SHORT))).active
    assert after["A1"].value == "G.B."
    assert after.data_validations.dataValidation[0].formula1 == '"G.B.,H.T."'


def test_an_old_drawing_that_is_no_sound_xml_stays() -> None:
    drawing = b"<xml><textbox>7<br></textbox></xml>"
    before = with_part(plain_xlsx(("Grace", "Bishop")), "xl/drawings/vmlDrawing1.vml", drawing)
    after = shorten_xlsx(before, SHORT)
    assert cells_of(after) == [["G.", "B."]]
    assert members_of(after)["xl/drawings/vmlDrawing1.vml"] == drawing
