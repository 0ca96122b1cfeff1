"""Workbooks whose cells share their texts, as Excel writes them; openpyxl puts each text into its cell."""

from __future__ import annotations

import io
import re

import openpyxl

from tests.samples.excelparts import BOOK
from tests.samples.officefiles import SHEET_ML, members_of, package_of, saved, with_part

STRINGS = "xl/sharedStrings.xml"
_INLINE = re.compile(r' t="inlineStr"><is>(.*?)</is>', re.DOTALL)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def shared(workbook: openpyxl.Workbook) -> bytes:
    """The workbook with all of its texts in one part, each of them once."""
    members = members_of(saved(workbook))
    numbers: dict[str, int] = {}

    def number(text: re.Match[str]) -> str:
        return f' t="s"><v>{numbers.setdefault(text[1], len(numbers))}</v>'

    uses = 0
    for name in filter(_SHEET.fullmatch, members):
        sheet, count = _INLINE.subn(number, members[name].decode())
        members[name] = sheet.encode()
        uses += count
    items = "".join(f"<si>{text}</si>" for text in numbers)
    part = f'<sst xmlns="{SHEET_ML}" count="{uses}" uniqueCount="{len(numbers)}">{items}</sst>'
    return with_part(package_of(members), STRINGS, part, "sharedStrings", BOOK)


def shared_of(*sheets: tuple[tuple[object, ...], ...]) -> bytes:
    """The same of sheets, each of which is so many rows."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    return shared(workbook)


def cells_of(content: bytes, sheet: int = 0) -> list[list[object]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in workbook.worksheets[sheet].iter_rows()]
