"""Documents made to do harm: refused soon, in little memory, whatever they would become."""

from __future__ import annotations

import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.docx import shorten_docx
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from gateway.rewriting.names.shortening import Shortening
from tests.detectors.extract.files import zip_of
from tests.gateway.rewriting.names.files.pupils import shortening
from tests.samples.officefiles import members_of, plain_docx, plain_xlsx, root, with_part
from tests.support.timing import quickest

MAIN, SHEET, STRINGS = "word/document.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_PREFIXED = "xmlns:n{0}='n{0}' n{0}:descr='Grace'"
_SOON = 8.0  # seconds
_MEMORY = 700_000_000  # bytes that may come to be held


def _document(xml: str) -> bytes:
    return with_part(plain_docx(), MAIN, root("w:document", xml))


def _workbook(rows: str, strings: str = "") -> bytes:
    sheet = with_part(plain_xlsx(), SHEET, root("x:worksheet", f"<x:sheetData>{rows}</x:sheetData>"))
    return with_part(sheet, STRINGS, root("x:sst", strings))


def _of_three_gigabytes() -> bytes:
    """A part that says how large it is, and one that is far larger than it says."""
    small = zip_of({"[Content_Types].xml": b"", MAIN: b"<w/>" + b" " * 5_000_000})
    return small.replace(struct.pack("<L", 5_000_004), struct.pack("<L", 3_000_000_000))


def _larger_than_it_says() -> bytes:
    content = b"<w>" + b" " * 80_000_000 + b"</w>"
    whole = zip_of({MAIN: content})
    said = struct.pack("<L", 1_000)
    return whole.replace(struct.pack("<L", len(content)), said).replace(
        struct.pack("<L", zlib.crc32(content)), struct.pack("<L", zlib.crc32(b""))
    )


def _each(many: int, pattern: str) -> str:
    return " ".join(map(pattern.format, range(many)))


_HOSTILE: tuple[tuple[str, Callable[[], bytes], Callable[[bytes, Shortening], bytes]], ...] = (
    ("three gigabytes", _of_three_gigabytes, shorten_docx),
    ("larger than it says", _larger_than_it_says, shorten_docx),
    ("a part of 200 MB", lambda: zip_of({MAIN: b"<w>" + b" " * 200_000_000 + b"</w>"}), shorten_docx),
    (
        "200 MB that do not shrink much",
        lambda: zip_of({f"word/{n}.xml": b"<w>" + b"ab c" * 4_000_000 + b"</w>" for n in range(5)}),
        shorten_docx,
    ),
    ("very many references", lambda: _document(f"<w:t>{'&#65;' * 600_000}</w:t>"), shorten_docx),
    ("very many lines", lambda: _document("<w:t>" + "\n" * 600_000 + "</w:t>"), shorten_docx),
    ("elements inside each other", lambda: _document("<w:p>" * 100_000 + "</w:p>" * 100_000), shorten_docx),
    (
        "tables inside each other",
        lambda: _document("<w:tbl><w:tr><w:tc>" * 90 + "</w:tc></w:tr></w:tbl>" * 90),
        shorten_docx,
    ),
    (
        "text in tables inside each other",
        lambda: _document(
            "<w:tbl><w:tr><w:tc>" * 45 + f"<w:t>{'ab ' * 100_000}</w:t>" + "</w:tc></w:tr></w:tbl>" * 45
        ),
        shorten_docx,
    ),
    (
        "entities",
        lambda: with_part(plain_docx(), MAIN, '<!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'),
        shorten_docx,
    ),
    ("very many members", lambda: zip_of({f"{n}.xml": b"<a/>" for n in range(6_000)}), shorten_docx),
    (
        "one text in many cells",
        lambda: _workbook(
            "<x:row>" + '<x:c t="s"><x:v>0</x:v></x:c>' * 10_000 + "</x:row>",
            f"<x:si><x:t>{'a' * 100_000}</x:t></x:si>",
        ),
        shorten_xlsx,
    ),
    (
        "cells far to the right",
        lambda: _workbook('<x:row><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>' * 3_000),
        shorten_xlsx,
    ),
)


@pytest.mark.parametrize(("make", "shorten"), [row[1:] for row in _HOSTILE], ids=[row[0] for row in _HOSTILE])
def test_it_is_refused_soon(make: Callable[[], bytes], shorten: Callable[[bytes, Shortening], bytes]) -> None:
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with pytest.raises(CannotRewriteError):
        shorten(content, shortening())
    assert time.process_time() - start < _SOON
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < _MEMORY


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("attributes", lambda n: "<w:docPr descr='x' " + _each(n, "a{0}='1'") + "/>"),
        ("prefixed attributes", lambda n: f"<w:docPr {_each(n, _PREFIXED)}/>"),
        ("runs", lambda n: "<w:p>" + "<w:r><w:t>Grace </w:t></w:r>" * n + "</w:p>"),
        ("deletions", lambda n: "<w:p><w:del><w:r><w:delText>Grace</w:delText></w:r></w:del></w:p>" * n),
        ("boxes", lambda n: "<w:txbxContent><w:p>" * min(n, 400) + "</w:p></w:txbxContent>" * min(n, 400)),
    ],
)  # fmt: skip
def test_time_grows_with_size(what: str, make: Callable[[int], str]) -> None:
    def seconds(many: int) -> float:
        content = _document(make(many))
        return quickest(lambda: shorten_docx(content, shortening()))

    # Four times as much; sixteen would be quadratic.
    assert seconds(16_000) < 8 * max(seconds(4_000), 0.1), what


def test_thousands_of_members_take_little_time() -> None:
    members = members_of(plain_docx("Grace Bishop"))
    many = zip_of(members | {f"word/header{n}.xml": b"<w/>" for n in range(4_000)}, zipfile.ZIP_STORED)
    start = time.process_time()
    assert b"G.B." in members_of(shorten_docx(many, shortening()))[MAIN]
    assert time.process_time() - start < _SOON
