"""Where forename and surname may stand in records: CSV, spreadsheets, JSON, XML, calendars, address cards."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import openpyxl
from openpyxl.comments import Comment

from tests.accuracy.carrier import Carrier, Room
from tests.accuracy.carriers_of_text import EVERYDAY, OCCASIONAL, RARE, sentence
from tests.accuracy.envelope import file_mail
from tests.accuracy.written import Written

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = tuple[str, ...]


def _side_by_side(forename: str, surname: str) -> tuple[Row, Row]:
    return ("Adm No", "Forename", "Surname", "Reg"), ("2041", forename, surname, "8K")


def _apart(forename: str, surname: str) -> tuple[Row, Row]:
    heading = ("Surname", "Adm No", "Reg", "Date of birth", "Forename", "Attendance")
    return heading, (surname, "2041", "8K", "14/02/2012", forename, "91.5")


Rows = Callable[[str, str], tuple[Row, Row]]


def _csv(rows: Rows, *, header: bool = True, delimiter: str = ",") -> Callable[[str, str], bytes]:
    def make(forename: str, surname: str) -> bytes:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows(forename, surname)[0 if header else 1 :])
        return file_mail(out.getvalue().encode(), "marks.csv", "text/csv")

    return make


def _csv_of_full_names(name: Written) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows((("Adm No", "Name", "Mark"), ("2041", name.text, "64")))
    return file_mail(out.getvalue().encode(), "marks.csv", "text/csv")


def _workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    workbook = openpyxl.Workbook()
    fill(workbook)
    out = io.BytesIO()
    workbook.save(out)
    return file_mail(out.getvalue(), "marks.xlsx", XLSX)


def _xlsx(rows: Rows, *, header: bool = True) -> Callable[[str, str], bytes]:
    def make(forename: str, surname: str) -> bytes:
        def fill(workbook: openpyxl.Workbook) -> None:
            for row in rows(forename, surname)[0 if header else 1 :]:
                workbook.active.append(row)

        return _workbook(fill)

    return make


def _xlsx_cell(name: Written) -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active.append(("Mark", "Name"))
        workbook.active.append((64, name.text))

    return _workbook(fill)


def _xlsx_hidden(forename: str, surname: str) -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active.append(("Mark", 64))
        sheet = workbook.create_sheet("Lookup")
        sheet.sheet_state = "hidden"
        for row in _side_by_side(forename, surname):
            sheet.append(row)

    return _workbook(fill)


def _xlsx_comment(name: Written) -> bytes:
    def fill(workbook: openpyxl.Workbook) -> None:
        workbook.active["B2"] = 64
        workbook.active["B2"].comment = Comment(sentence(name.said), "M. Okafor")

    return _workbook(fill)


def _json(record: Callable[[str, str], object], *, ascii_only: bool = False) -> Callable[[str, str], bytes]:
    def make(forename: str, surname: str) -> bytes:
        text = json.dumps([record(forename, surname)], ensure_ascii=ascii_only, indent=1)
        return file_mail(text.encode(), "export.json", "application/json")

    return make


def _json_of_full_names(name: Written) -> bytes:
    text = json.dumps({"pupils": [{"id": 2041, "name": name.text}]}, ensure_ascii=False)
    return file_mail(text.encode(), "export.json", "application/json")


def _flat(forename: str, surname: str) -> Mapping[str, object]:
    return {"id": 2041, "forename": forename, "surname": surname, "year": 8}


def _nested(forename: str, surname: str) -> Mapping[str, object]:
    name = {"family": surname, "preferred": None, "given": forename}
    return {"pupil": {"id": 2041, "name": name, "reg": "8K"}, "mark": 64}


def _xml(build: Callable[[ElementTree.Element], None]) -> bytes:
    root = ElementTree.Element("pupils")
    build(ElementTree.SubElement(root, "pupil", {"id": "2041"}))
    return file_mail(ElementTree.tostring(root, "utf-8", xml_declaration=True), "export.xml", "text/xml")


def _xml_elements(forename: str, surname: str) -> bytes:
    def build(pupil: ElementTree.Element) -> None:
        for tag, value in (("Surname", surname), ("DOB", "2012-02-14"), ("Forename", forename)):
            ElementTree.SubElement(pupil, tag).text = value

    return _xml(build)


def _xml_attributes(forename: str, surname: str) -> bytes:
    return _xml(lambda pupil: pupil.attrib.update({"forename": forename, "surname": surname, "reg": "8K"}))


def _xml_full_name(name: Written) -> bytes:
    def build(pupil: ElementTree.Element) -> None:
        ElementTree.SubElement(pupil, "FullName").text = name.text

    return _xml(build)


def _folded(line: str) -> str:
    """A content line of at most 75 octets and its continuations (RFC 5545, 3.1)."""
    lines, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 75:
            lines.append(current)
            current = " "
        current += letter
    return "\r\n".join((*lines, current))


def _calendar(name: Written) -> bytes:
    summary = _folded(f"SUMMARY:Meeting in the small room next to the library about {name.said}")
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Oakfield//EN", "BEGIN:VEVENT", "UID:1@oakfield.sch.uk",
        "DTSTART:20250304T090000Z", summary, "END:VEVENT", "END:VCALENDAR", "",
    )  # fmt: skip
    return file_mail("\r\n".join(lines).encode(), "meeting.ics", "text/calendar")


def _card(forename: str, surname: str) -> bytes:
    """With the structured name only (RFC 6350, 6.2.2): surname first."""
    lines = ("BEGIN:VCARD", "VERSION:4.0", f"N:{surname};{forename};;;", "END:VCARD", "")
    return file_mail("\r\n".join(lines).encode(), "card.vcf", "text/vcard")


def _card_with_full_name(name: Written) -> bytes:
    lines = ("BEGIN:VCARD", "VERSION:4.0", f"FN:{name.text}", "END:VCARD", "")
    return file_mail("\r\n".join(lines).encode(), "card.vcf", "text/vcard")


RECORD_CARRIERS = (
    Carrier("csv", "one column", OCCASIONAL, Room.LINE, _csv_of_full_names),
    Carrier("csv", "two columns", OCCASIONAL, Room.CELLS, _csv(_side_by_side)),
    Carrier("csv", "columns apart", OCCASIONAL, Room.CELLS, _csv(_apart)),
    Carrier("csv", "two columns, no header", OCCASIONAL, Room.CELLS, _csv(_side_by_side, header=False)),
    Carrier("csv", "columns apart, no header", RARE, Room.CELLS, _csv(_apart, header=False)),
    Carrier("csv", "semicolons", RARE, Room.CELLS, _csv(_side_by_side, delimiter=";")),
    Carrier("csv", "tabs", RARE, Room.CELLS, _csv(_apart, delimiter="\t")),
    Carrier("xlsx", "one cell", EVERYDAY, Room.LINE, _xlsx_cell),
    Carrier("xlsx", "two columns", EVERYDAY, Room.CELLS, _xlsx(_side_by_side)),
    Carrier("xlsx", "columns apart", OCCASIONAL, Room.CELLS, _xlsx(_apart)),
    Carrier("xlsx", "two columns, no header", OCCASIONAL, Room.CELLS, _xlsx(_side_by_side, header=False)),
    Carrier("xlsx", "columns apart, no header", RARE, Room.CELLS, _xlsx(_apart, header=False)),
    Carrier("xlsx", "hidden sheet", RARE, Room.CELLS, _xlsx_hidden),
    Carrier("xlsx", "comment", RARE, Room.LINE, _xlsx_comment),
    Carrier("json", "one value", RARE, Room.LINE, _json_of_full_names),
    Carrier("json", "flat", RARE, Room.CELLS, _json(_flat)),
    Carrier("json", "nested", RARE, Room.CELLS, _json(_nested)),
    Carrier("json", "escaped", RARE, Room.CELLS, _json(_flat, ascii_only=True)),
    Carrier("xml", "one element", RARE, Room.LINE, _xml_full_name),
    Carrier("xml", "elements", RARE, Room.CELLS, _xml_elements),
    Carrier("xml", "attributes", RARE, Room.CELLS, _xml_attributes),
    Carrier("ics", "folded summary", RARE, Room.LINE, _calendar),
    Carrier("vcf", "full name", RARE, Room.LINE, _card_with_full_name),
    Carrier("vcf", "structured name", RARE, Room.CELLS, _card),
)
