"""Binary workbooks, macros and metafiles, written by hand: no program that writes them runs here.

LibreOffice reads what is made here, and shows the same cells.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache

from tests.detectors.protection.storages import storage_of
from tests.samples.officefiles import package_of, with_part
from tests.samples.sample import WORDS, Sample

FORENAME, SURNAME = WORDS.split()
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/worksheets/sheet2.bin" ContentType="application/vnd.ms-excel.worksheet"/>
<Override PartName="/xl/sharedStrings.bin" ContentType="application/vnd.ms-excel.sharedStrings"/>
<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>
<Override PartName="/xl/comments1.bin" ContentType="application/vnd.ms-excel.comments"/>
</Types>"""
_RELATIONSHIPS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def record(number: int, body: bytes = b"") -> bytes:
    """[MS-XLSB] §2.1.4."""
    kind = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size, length = b"", len(body)
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 0x7F else 0)])
        length >>= 7
        if not length:
            return kind + size + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def rich(text: str) -> bytes:
    return b"\0" + wide(text)


def row(number: int, *cells: bytes, is_hidden: bool = False) -> bytes:
    flags = bytes([0, 0x10 if is_hidden else 0, 0])
    header = struct.pack("<IIH", number, 0, 300) + flags + struct.pack("<III", 1, 0, len(cells))
    return record(0, header) + b"".join(cells)


def text_cell(column: int, text: str) -> bytes:
    return record(6, struct.pack("<II", column, 0) + wide(text))


def shared_cell(column: int, number: int) -> bytes:
    return record(7, struct.pack("<III", column, 0, number))


def number_cell(column: int, value: float, style: int = 0) -> bytes:
    return record(5, struct.pack("<IId", column, style, value))


def sheet_of(*rows: bytes, columns: bytes = b"", behind: bytes = b"") -> bytes:
    cells = record(145) + b"".join(rows) + record(146)
    dimension = record(148, struct.pack("<4I", 0, len(rows), 0, 3))
    return record(129) + dimension + columns + cells + behind + record(130)


def hidden_column(number: int) -> bytes:
    return record(390) + record(60, struct.pack("<4IH", number, number, 2560, 0, 1)) + record(391)


def strings_of(*texts: str) -> bytes:
    items = b"".join(record(19, rich(text)) for text in texts)
    return record(159, struct.pack("<II", len(texts), len(texts))) + items + record(160)


def styles_of(*formats: int, custom: str = "") -> bytes:
    """Cell formats by the number of their number format; 164 is the workbook's own."""
    own = record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide(custom)) + record(616)
    cells = b"".join(record(47, struct.pack("<6H", 0, number, 0, 0, 0, 0) + bytes(4)) for number in formats)
    return record(278) + (own if custom else b"") + record(617, struct.pack("<I", len(formats))) + cells + record(618) + record(279)  # fmt: skip  # noqa: E501


def workbook_of(sheet: bytes, *, second: bytes = b"", **parts: bytes) -> bytes:
    """A workbook of one sheet, and a hidden second one. `parts` are further ones, by name ("comments1")."""
    names = ["Menu", *(["Targets"] if second else [])]
    entries = b"".join(
        record(156, struct.pack("<II", min(number, 1), number + 1) + wide(f"rId{number + 1}") + wide(name))
        for number, name in enumerate(names)
    )
    more = parts.pop("workbook", b"")
    book = (
        record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143) + entries + record(144)
    )
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONSHIPS.format(_relationship(0, "officeDocument", "xl/workbook.bin")),
        "xl/_rels/workbook.bin.rels": _RELATIONSHIPS.format(
            _relationship(1, "worksheet", "worksheets/sheet1.bin")
            + _relationship(2, "worksheet", "worksheets/sheet2.bin")
            + _relationship(3, "sharedStrings", "sharedStrings.bin")
            + _relationship(4, "styles", "styles.bin")
        ),
    }
    binary = {
        "xl/workbook.bin": book + more + record(132),
        "xl/worksheets/sheet1.bin": sheet,
        "xl/worksheets/sheet2.bin": second or sheet_of(),
        "xl/sharedStrings.bin": strings_of(),
        "xl/styles.bin": styles_of(0),
    } | {f"xl/{name}.bin": part for name, part in parts.items()}
    return package_of({name: text.encode() for name, text in members.items()} | binary)


def _relationship(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def defined_name(name: str, text: str) -> bytes:
    """A name that stands for a text: PtgStr, [MS-XLSB] §2.5.97.85."""
    formula = b"\x17" + struct.pack("<H", len(text)) + text.encode("utf-16-le")
    body = struct.pack("<IBI", 0, 0, 0xFFFFFFFF) + wide(name)
    return record(39, body + struct.pack("<I", len(formula)) + formula + struct.pack("<II", 0, 0xFFFFFFFF))


NAMED = row(0, text_cell(0, FORENAME), text_cell(1, SURNAME))
MENU = sheet_of(row(0, text_cell(0, "Menu")))


def workbooks() -> Iterator[tuple[str, bytes, str]]:
    """The carrier, the workbook, and the part that is reported."""
    yield "cells", workbook_of(sheet_of(NAMED)), ""
    shared = sheet_of(row(0, shared_cell(0, 1), shared_cell(1, 0)))
    yield "shared texts", workbook_of(shared, sharedStrings=strings_of(SURNAME, FORENAME)), ""
    yield (
        "text of a cell that was cleared",
        workbook_of(MENU, sharedStrings=strings_of(WORDS)),
        "unused-strings",
    )
    yield "hidden sheet", workbook_of(MENU, second=sheet_of(NAMED)), "hidden-sheet"
    hidden = row(1, text_cell(0, FORENAME), text_cell(1, SURNAME), is_hidden=True)
    yield "hidden row", workbook_of(sheet_of(row(0, text_cell(0, "Forename")), hidden)), "hidden-rows"
    columns = sheet_of(row(0, text_cell(0, "Menu"), text_cell(1, WORDS)), columns=hidden_column(1))
    yield "hidden column", workbook_of(columns), "hidden-columns"
    comments = record(628) + record(630) + record(632, wide("A Teacher")) + record(631) + record(633)
    comments += (
        record(635, struct.pack("<5I", 0, 0, 0, 0, 0) + bytes(16)) + record(637, rich(WORDS)) + record(636)
    )
    yield "comment", workbook_of(MENU, comments1=comments + record(634) + record(629)), "comments"
    yield "defined name", workbook_of(MENU, workbook=defined_name("Pupil", WORDS)), "defined-names"
    header = record(479, struct.pack("<H", 0) + wide(f"&L{WORDS}") + struct.pack("<5i", -1, -1, -1, -1, -1))
    yield "header", workbook_of(sheet_of(row(0, text_cell(0, "Menu")), behind=header)), "header"
    formats = sheet_of(row(0, number_cell(0, 7, style=1)))
    yield (
        "number format",
        workbook_of(formats, styles=styles_of(0, 164, custom=f'"{WORDS}"')),
        "number-formats",
    )
    table = record(343, struct.pack("<I", 1) + wide(WORDS))
    yield "name of a table", workbook_of(MENU, **{"tables/table1": table}), "table-columns"


def compressed(source: bytes) -> bytes:
    """A module's source as Office keeps it ([MS-OVBA] §2.4.1), with nothing in it made shorter."""
    out = b"\x01"
    for start in range(0, len(source), 3_600):
        piece = source[start : start + 3_600]
        chunk = b"".join(b"\0" + piece[at : at + 8] for at in range(0, len(piece), 8))
        out += struct.pack("<H", 0xB000 | (len(chunk) - 1)) + chunk
    return out


def macros(source: str) -> bytes:
    module = b'Attribute VB_Name = "Module1"\r\n' + source.encode("cp1252")
    return storage_of(PROJECT=b'ID="{0}"\r\nModule=Module1\r\n', Module1=bytes(40) + compressed(module))


def emf(*pieces: str) -> bytes:
    """A metafile that draws these pieces side by side ([MS-EMF] §2.3.5.8)."""
    header = struct.pack("<II", 1, 108) + bytes(32) + b" EMF" + bytes(64)
    records = b""
    for number, piece in enumerate(pieces):
        text = piece.encode("utf-16-le")
        padded = text + bytes(-len(text) % 4)
        body = bytes(28) + struct.pack("<iiIII", 60 * number, 90, len(piece), 76, 0) + bytes(16) + bytes(4)
        records += struct.pack("<II", 84, 76 + len(padded)) + body + padded
    return header + records + struct.pack("<5I", 14, 20, 0, 0, 20)


def wmf(text: str) -> bytes:
    """[MS-WMF] §2.3.3.20, META_TEXTOUT, in a placeable metafile."""
    words = text.encode("cp1252") + bytes(len(text) % 2)
    record_ = (
        struct.pack("<IHH", (8 + len(words) + 4) // 2, 0x0521, len(text)) + words + struct.pack("<hh", 9, 0)
    )
    return b"\xd7\xcd\xc6\x9a" + bytes(18) + struct.pack("<HHHIHIH", 1, 9, 0x300, 0, 0, 0, 0) + record_


@cache
def samples(letter: bytes) -> tuple[Sample, ...]:
    """`letter` is a docx without the words, into which macros and metafiles are put."""
    found = [
        Sample(
            "xlsb", carrier, "pupils.xlsb", content, "attachment:pupils.xlsb" + (f"#{part}" if part else "")
        )
        for carrier, content, part in workbooks()
    ]
    source = f'Sub Send()\r\n  MsgBox "{WORDS}"\r\nEnd Sub\r\n'
    with_macros = with_part(letter, "word/vbaProject.bin", macros(source))
    found.append(Sample("docm", "macro", "letter.docm", with_macros, "attachment:letter.docm#macros"))
    for name, content in (("image1.emf", emf("Grace Bi", "shop")), ("image1.wmf", wmf(WORDS))):
        where = f"attachment:letter.docx/word/media/{name}"
        drawn = with_part(letter, f"word/media/{name}", content)
        found.append(Sample("docx", f"picture drawn with words ({name[-3:]})", "letter.docx", drawn, where))
    return tuple(found)
