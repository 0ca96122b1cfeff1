"""Pages of PDFs as scanners, careless programs and people who take a name out again leave them.

Written with pikepdf: no program here makes them.
"""

from __future__ import annotations

import io
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.detectors.extract.files import pdf_of, pdf_with, saved
from tests.samples.pictures import drawn
from tests.samples.sample import WORDS


@cache
def table(*columns: tuple[str, ...]) -> bytes:
    """A class list that is written column by column, as some programs print a table."""
    pages = pdf_with("Class list")
    for number, column in enumerate(columns):
        for line, text in enumerate(column):
            place = f"{60 + 150 * number} {640 - 20 * line}"
            pages.pages[0].contents_add(f"BT /F1 11 Tf {place} Td ({text}) Tj ET".encode())
    return saved(pages)


@cache
def scan(*, text: str = "") -> bytes:
    """A picture of a page, as a scanner makes it; with what some of them write on it."""
    out = io.BytesIO()
    page = drawn(f"Dear parents,\n\n{WORDS} has done well.\nYours sincerely", (1240, 1754), 32)
    page.save(out, "PDF", resolution=150)
    with pikepdf.open(out) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        pdf.pages[0].Resources.Font = Dictionary(F1=font)
        pdf.pages[0].contents_add(f"BT /F1 8 Tf 20 20 Td ({text}) Tj ET".encode())
        return saved(pdf)


def beside_a_letter() -> bytes:
    """A letter of many words, and a screenshot under them."""
    pdf = pdf_with("Dear parents, please find the list of the trip below. " * 3)
    page = drawn(f"Year 8\n\n{WORDS}  8B", (700, 300), 30)
    image = pdf.make_stream(
        page.convert("L").tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=700, Height=300,
        BitsPerComponent=8, ColorSpace=Name.DeviceGray,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(Im1=image)
    pdf.pages[0].contents_add(b"q 400 0 0 171 50 300 cm /Im1 Do Q")
    return saved(pdf)


def unmapped() -> bytes:
    """Letters drawn by a font that does not say which they are: each is a picture of its own."""
    pdf = pdf_with("")
    letters = sorted(set(WORDS))
    glyphs = {}
    for number, letter in enumerate(letters):
        bits = (
            drawn(letter, (40, 60), 48, at=(2, 0)).convert("L").point(lambda value: 255 if value > 127 else 0)
        )
        data = bits.convert("1").tobytes()
        head = b"40 0 0 0 40 60 d1 q 40 0 0 60 0 0 cm BI /IM true /W 40 /H 60 /BPC 1 ID "
        glyphs[f"/g{number}"] = pdf.make_stream(head + data + b" EI Q")
    codes = {letter: 33 + number for number, letter in enumerate(letters)}
    differences = Array([33, *(Name(f"/g{number}") for number in range(len(letters)))])
    pdf.pages[0].Resources.Font.F3 = pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 40, 60], FontMatrix=[0.02, 0, 0, 0.02, 0, 0],
            CharProcs=Dictionary(glyphs), Encoding=Dictionary(Differences=differences), FirstChar=33,
            LastChar=32 + len(letters), Widths=[40] * len(letters), Resources=Dictionary(),
        )
    )  # fmt: skip
    shown = bytes(codes[letter] for letter in WORDS).hex()
    pdf.pages[0].contents_add(f"BT /F3 24 Tf 60 600 Td <{shown}> Tj ET".encode())
    return saved(pdf)


def revised() -> bytes:
    """A letter from which the name was taken out, by a program that writes what is new behind the old."""
    before = pdf_of(f"{WORDS} has done well.")
    with pikepdf.open(io.BytesIO(before)) as pdf:
        number = pdf.pages[0].Contents.objgen[0]
    content = b"BT /F1 12 Tf 50 700 Td (A pupil has done well.) Tj ET"
    start = len(before)
    update = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number, len(content), content)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, start)
    previous = int(before[before.rfind(b"startxref") + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(before)) as pdf:
        catalog, size = pdf.Root.objgen[0], len(pdf.objects) + 1
    end = b"trailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return before + update + table + end % (size, catalog, previous, start + len(update))
