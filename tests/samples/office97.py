"""Word, Excel and PowerPoint documents as they were up to 2003, written by LibreOffice."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache

from detectors.finding import Protection
from tests.samples.flatodf import presentation, spreadsheet, text_document
from tests.samples.libreoffice import Saving, save_all
from tests.samples.office97seal import (
    obfuscated_doc,
    obfuscated_xls,
    sealed_doc,
    sealed_ppt,
    sealed_xls,
    storage_with,
    streams_of,
)
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample

_DEFAULT = "VelvetSweatshop"  # Excel tries it without asking
_TEXT = ("OpenDocument Text Flat XML", "MS Word 97")
_SHEET = ("OpenDocument Spreadsheet Flat XML", "MS Excel 97")
_SLIDES = ("OpenDocument Presentation Flat XML", "MS PowerPoint 97")
# What stands where: the carrier in words, and the part of the document as findings call it.
_CARRIERS: Mapping[str, Mapping[str, str]] = {
    "doc": {
        "text": "", "header and footer": "header", "footnote": "footnotes", "endnote": "endnotes",
        "comment": "comments", "text box": "text-box", "tracked deletion": "deletions",
        "link": "fields", "name of a reviewer": "authors", "properties": "metadata",
    },
    "xls": {
        "cells": "", "hidden sheet": "hidden-sheet", "hidden row": "hidden-rows", "comment": "comments",
        "name of a sheet": "sheet-names", "defined name": "defined-names", "header": "header",
        "text box": "drawing", "validation message": "data-validation", "properties": "metadata",
    },
    "ppt": {"slide": "", "notes": "notes", "comment": "comments", "properties": "metadata"},
}  # fmt: skip


@cache
def documents() -> Mapping[str, bytes]:
    """All documents that LibreOffice makes, by one run of it."""
    text, sheets, slides = text_document(WORDS), spreadsheet(WORDS), presentation(WORDS)
    locked = sheets.replace(
        '<table:table table:name="Pupils"', '<table:table table:protected="true" table:name="Pupils"'
    )
    return save_all(
        {
            "letter.doc": Saving(text, *_TEXT),
            "pupils.xls": Saving(sheets, *_SHEET),
            "assembly.ppt": Saving(slides, *_SLIDES),
            "sealed.doc": Saving(text, *_TEXT, PASSWORD),
            "sealed.xls": Saving(sheets, *_SHEET, PASSWORD),
            "default.xls": Saving(sheets, *_SHEET, _DEFAULT),
            "locked.xls": Saving(locked, *_SHEET),
        }
    )


def samples() -> Iterator[Sample]:
    for name in ("letter.doc", "pupils.xls", "assembly.ppt"):
        kind = name.rpartition(".")[2]
        content = documents()[name]
        for carrier, place in _CARRIERS[kind].items():
            yield Sample(kind, carrier, name, content, f"attachment:{name}#{place}".rstrip("#"))
    name = "letter.doc"
    inner = next(path for path in streams_of(documents()[name]) if path.startswith("ObjectPool/"))
    where = f"attachment:{name}/{inner.split('/')[1]}"
    yield Sample("doc", "workbook inside", name, documents()[name], where)
    name = "assembly.ppt"
    yield Sample("ppt", "workbook inside", name, documents()[name], f"attachment:{name}/object1")


def protected() -> Iterator[Protected]:
    made = documents()
    sound, weak, xor = Protection.ENCRYPTED, Protection.WEAK, "XOR obfuscation (Office 95)"
    method = "RC4-128 (Office CryptoAPI)"
    doc, xls, ppt = made["letter.doc"], made["pupils.xls"], made["assembly.ppt"]
    yield Protected("doc", "RC4", "a.doc", sealed_doc(doc, PASSWORD), sound, method)
    yield Protected("xls", "RC4", "a.xls", sealed_xls(xls, PASSWORD), sound, method)
    yield Protected("ppt", "RC4", "a.ppt", sealed_ppt(ppt, PASSWORD), sound, method)
    yield Protected("doc", "RC4 of 40 bits", "a.doc", made["sealed.doc"], weak, "RC4-40 (Office 97)")
    yield Protected("xls", "RC4 of 40 bits", "a.xls", made["sealed.xls"], weak, "RC4-40 (Office 97)")
    yield Protected("doc", "XOR", "a.doc", obfuscated_doc(doc, PASSWORD), weak, xor)
    yield Protected("xls", "XOR", "a.xls", obfuscated_xls(xls, PASSWORD), weak, xor)
    by_default = "RC4-40 (Office 97) with Office's own default password"
    yield Protected("xls", "default password", "a.xls", made["default.xls"], weak, by_default, None)
    yield Protected("xls", "locked sheet", "a.xls", made["locked.xls"], Protection.NONE, None, None)


def broken() -> Iterator[Broken]:
    for name in ("letter.doc", "pupils.xls", "assembly.ppt", "sealed.doc", "sealed.xls"):
        kind, content = name.rpartition(".")[2], documents()[name]
        yield Broken(kind, f"{name} cut", name, content[: len(content) // 2])
        yield Broken(
            kind, f"{name} with a page of zeros", name, content[:1_024] + bytes(2_048) + content[3_072:]
        )
    yield from _hostile_storages()
    yield from _hostile_streams()


def _hostile_storages() -> Iterator[Broken]:
    content = bytearray(documents()["pupils.xls"])
    struct.pack_into("<I", content, 44, 0xFFFFFF)  # sectors of the allocation table
    struct.pack_into("<II", content, 68, 0, 0x20408)  # sectors that list them
    content[512:1_024] = bytes(512)  # all of which are this one
    yield Broken("xls", "allocation table without end", "a.xls", bytes(content))
    loop = bytearray(documents()["letter.doc"])
    (table,) = struct.unpack_from("<I", loop, 76)
    for number in range(128):
        struct.pack_into("<I", loop, 512 * (table + 1) + 4 * number, number)
    yield Broken("doc", "every sector follows itself", "a.doc", bytes(loop))


def _hostile_streams() -> Iterator[Broken]:
    streams = streams_of(documents()["pupils.xls"])
    beginning = struct.pack("<HHHH", 0x809, 16, 0x600, 5).ljust(20, b"\0")
    string = struct.pack("<IIHB", 1, 1, 8_000, 0) + b"x" * 8_000
    shared = struct.pack("<HH", 0xFC, len(string)) + string
    cells = b"".join(struct.pack("<HHHHHI", 0xFD, 10, row, row % 256, 0, 0) for row in range(20_000))
    workbook = (
        beginning + shared + struct.pack("<HH", 0x0A, 0) + beginning + cells + struct.pack("<HH", 0x0A, 0)
    )
    yield Broken(
        "xls", "a long string in every cell", "a.xls", storage_with(streams | {"Workbook": workbook})
    )
    endless = beginning + struct.pack("<HH", 0x55, 0) * 1_000_000
    yield Broken("xls", "records of no size", "a.xls", storage_with(streams | {"Workbook": endless}))
    slides = streams_of(documents()["assembly.ppt"])
    nested = b"".join(struct.pack("<HHI", 15, 0x3E8, 0x7FFFFFFF) for _ in range(200_000))
    deep = storage_with(slides | {"PowerPoint Document": nested})
    yield Broken("ppt", "containers without end", "a.ppt", deep)
    letter = streams_of(documents()["letter.doc"])
    yield Broken("doc", "one text in very many pieces", "a.doc", storage_with(letter | _many_pieces(letter)))


def _many_pieces(letter: Mapping[str, bytes]) -> dict[str, bytes]:
    count, length = 20_000, 4_000
    borders = struct.pack(f"<{count + 1}I", *range(0, (count + 1) * length, length))
    piece = struct.pack("<HIH", 0, 2 * 512 | 1 << 30, 0)
    pieces = borders + piece * count
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    main = bytearray(letter["WordDocument"].ljust(8_192, b"x"))
    struct.pack_into("<II", main, 154 + 8 * 33, 0, len(clx))
    return {"WordDocument": bytes(main), "1Table": clx}
