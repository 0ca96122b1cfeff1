"""Pupil lists in Excel workbooks, honest and otherwise."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from detectors.roster import Pupil
from gateway.roster.errors import FormatError
from gateway.roster.formats import format_of, read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from tests.detectors.extract.files import members_of, xlsx_of, zip_of

HEADINGS = ("Adno", "Forename", "Surname", "DOB")
GRACE = ("7", "Grace", "Bishop", datetime.date(2012, 9, 12))
HENRY = (8, "Henry", "Tudor", "12/09/2012")


def bundle(content: bytes) -> Bundle:
    return Bundle((SourceFile("pupils.xlsx", content),))


def saved(*sheets: tuple[tuple[object, ...], ...], hidden: bool = False) -> bytes:
    """A workbook of these sheets, of which the last may be hidden."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    if hidden:
        workbook.worksheets[-1].sheet_state = "hidden"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(FormatError) as error:
        read_roster(bundle(content))
    return str(error.value)


@pytest.mark.parametrize("hidden", [False, True])
def test_the_sheet_with_the_pupils_is_found(hidden: bool) -> None:
    notes = (("Notes",), ("Printed by the office", "Name of the school"))
    content = saved(notes, (("Oakfield Academy",), (), HEADINGS, GRACE, HENRY), hidden=hidden)
    assert format_of(bundle(content)).name == "table"
    result = read_roster(bundle(content))
    assert result.pupils == (
        Pupil("7", "Grace", "Bishop", date_of_birth="2012-09-12"),
        Pupil("8", "Henry", "Tudor", date_of_birth="2012-09-12"),
    )
    assert not result.problems


def test_a_sheet_for_each_year_and_one_of_others() -> None:
    staff = (("Name", "Email"), ("Ada King", "a.king@oakfield.sch.uk"))
    result = read_roster(bundle(saved((HEADINGS, GRACE), (HEADINGS, HENRY), staff)))
    assert [pupil.id for pupil in result.pupils] == ["7", "8"]


def test_a_date_that_is_a_plain_number() -> None:
    result = read_roster(bundle(saved((HEADINGS, ("7", "Grace", "Bishop", 41164)))))
    assert result.pupils[0].date_of_birth == "2012-09-12"


def test_problems_count_filled_rows() -> None:
    result = read_roster(bundle(saved((HEADINGS, (), GRACE, ("9", None, None)))))
    assert [str(problem) for problem in result.problems] == ["filled row 3: no name"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (saved(()), "is a workbook without anything in it"),
        (saved((HEADINGS,)), "holds no pupil"),
        (
            saved((("Menu", "Price"), ("Soup", "1"))),
            "lacks the columns id, forename, surname; its first line must name the columns",
        ),
        (
            xlsx_of(("x",))[:400],
            "is a zip archive; export the pupils as CSV with the columns id, forename and surname",
        ),
    ],
)  # fmt: skip
def test_a_workbook_that_is_no_list(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_a_locked_and_an_old_workbook(corpora: Path) -> None:
    inputs = corpora / "enc-msoffcrypto" / "tests" / "inputs"
    locked, old = (inputs / name for name in ("example_password.xlsx", "plain.xls"))
    assert refusal(locked.read_bytes()).startswith("is an Office file with a password; save it without")
    assert refusal(old.read_bytes()).startswith("is an old Excel or other Office file; save the list as")


def test_a_huge_dimension_is_only_a_claim(corpora: Path) -> None:
    content = (corpora / "bomb-generated" / "xlsx_huge_dimension.xlsx").read_bytes()
    start = time.process_time()
    assert refusal(content)
    assert time.process_time() - start < 5


def test_a_zip_bomb() -> None:
    sheet = b"<worksheet><sheetData>" + b" " * 60_000_000 + b"</sheetData></worksheet>"
    members = members_of(xlsx_of(("x",))) | {"xl/worksheets/sheet1.xml": sheet}
    assert "it grows too much when it is unpacked" in refusal(_deflated(members))


def test_an_entity_bomb() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    members = members_of(xlsx_of(("x",))) | {"xl/worksheets/sheet1.xml": bomb}
    assert "it declares a document type of its own" in refusal(zip_of(members))


def test_rows_wide_beyond_measure() -> None:
    rows = b'<row><c r="XFD1" t="str"><v>x</v></c></row>' * 8_000
    sheet = b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"
    members = members_of(xlsx_of(("x",))) | {"xl/worksheets/sheet1.xml": sheet}
    assert "it holds too much text" in refusal(zip_of(members))


def _deflated(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()
