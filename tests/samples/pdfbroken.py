"""PDFs that are damaged, and such as were made to keep whoever reads them busy.

Written with pikepdf: the programs that make PDFs do not make these.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.detectors.extract.files import pdf_of, pdf_with, saved
from tests.samples.sample import WORDS

LETTER = f"{WORDS} has done well."


def files() -> Iterator[tuple[str, bytes, bool]]:
    """What it is, its bytes, and whether the words in it can be read all the same."""
    letter = pdf_of(*[LETTER] * 9)
    yield "nothing but its first line", b"%PDF-1.7\n", False
    yield "cut in the middle", letter[: len(letter) // 2], True
    yield "bytes changed", _shaken(letter), True
    yield "no table of objects", letter[: letter.rfind(b"xref\n")], True
    yield "says that it is encrypted", letter.replace(b"/Root", b"/Encrypt 99 0 R /Root"), True
    yield "page that grows beyond measure", _growing(1), False
    yield "page that grows beyond measure, twice packed", _growing(2), False
    yield "forms that draw each other, ten times each", drawn_by_forms(8, 10), False
    yield "form that draws what its page draws", _without_resources(), False
    yield "pages that lead back to themselves", _circle(), True
    yield "fields that lead back to themselves", _fields(), True
    yield "picture of many millions of pixels", _huge_picture(), True
    yield "pattern of countless tiles", _tiles(), False
    yield "arrays one in the other", _deep(), False


def _shaken(content: bytes) -> bytes:
    shaken = bytearray(content)
    chance = random.Random(7)
    for _ in range(12):
        shaken[chance.randrange(len(shaken))] ^= 1 << chance.randrange(8)
    return bytes(shaken)


def _growing(layers: int) -> bytes:
    data = bytes(50_000_000)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    pdf = pdf_with("")
    pdf.pages[0].Contents = pikepdf.Stream(pdf, data, Filter=Array([Name.FlateDecode] * layers))
    return saved(pdf, compress_streams=False)


def form(pdf: pikepdf.Pdf, content: bytes, **entries: object) -> pikepdf.Object:
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 800], **entries)


def drawn_by_forms(levels: int, times: int) -> bytes:
    pdf = pdf_with("")
    inner = form(pdf, b"BT /F1 12 Tf (x) Tj ET", Resources=pdf.pages[0].Resources)
    for _ in range(levels):
        inner = form(pdf, b"/X Do " * times, Resources=Dictionary(XObject=Dictionary(X=inner)))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
    pdf.pages[0].contents_add(b"/X Do")
    return saved(pdf)


def _without_resources() -> bytes:
    """Each form draws the next ten times, by names that only the page knows."""
    pdf = pdf_with("")
    forms = {f"/X{level}": form(pdf, b"/X%d Do " % (level + 1) * 10) for level in range(9)}
    pdf.pages[0].Resources.XObject = Dictionary(forms)
    pdf.pages[0].contents_add(b"/X0 Do")
    return saved(pdf)


def _circle() -> bytes:
    pdf = pdf_with(LETTER)
    pdf.Root.Pages.Kids.append(pdf.Root.Pages)
    return saved(pdf)


def _fields() -> bytes:
    pdf = pdf_with(LETTER)
    field = pdf.make_indirect(Dictionary(T="pupil", V=WORDS))
    field.Kids = Array([field])
    field.Parent = field
    pdf.Root.AcroForm = Dictionary(Fields=[field])
    return saved(pdf)


def _huge_picture() -> bytes:
    pdf = pdf_with(LETTER)
    packer = zlib.compressobj(9)
    rows = bytes(9_000 * 100)
    data = b"".join(packer.compress(rows) for _ in range(90)) + packer.flush()
    image = pikepdf.Stream(
        pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=9_000, Height=9_000, BitsPerComponent=8,
        ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(Im1=image)
    pdf.pages[0].contents_add(b"q 600 0 0 800 0 0 cm /Im1 Do Q")
    return saved(pdf, compress_streams=False)


def _tiles() -> bytes:
    pdf = pdf_with("")
    tile = pdf.make_stream(
        b"0 0 m 1 1 l S " * 1_000, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
        BBox=[0, 0, 200, 200], XStep=0.01, YStep=0.01, Resources=Dictionary(),
    )  # fmt: skip
    pdf.pages[0].Resources.Pattern = Dictionary(P1=tile)
    # Enough shapes for a drawing in which words may be outlines.
    pdf.pages[0].contents_add(b"/Pattern cs /P1 scn " + b"0 0 600 800 re f " * 150)
    return saved(pdf)


def _deep() -> bytes:
    objects = b"1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n"
    return b"%PDF-1.7\n" + objects + b"trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
