"""Files and messages made to exhaust or to mislead whoever opens them: what the samples do not have yet."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from tests.detectors.extract.files import pdf_with, saved, zip_of
from tests.samples.mail import with_attachment
from tests.samples.sample import WORDS, Broken

SIDE = 60_000  # pixels
XML = b"<?xml version='1.0'?>"


def files() -> Iterator[Broken]:
    yield from _of_xml()
    yield from _nested()
    yield from _of_pdf()
    yield from _pictures()
    yield from _fonts()
    yield from _storages()
    yield from _texts()


def _of_xml() -> Iterator[Broken]:
    quadratic = (
        XML + b'<!DOCTYPE a [<!ENTITY x "' + b"Grace" * 20_000 + b'">]><a>' + b"&x;" * 20_000 + b"</a>"
    )
    yield Broken("xml", "a large entity many times", "a.xml", quadratic)
    for place in ("file:///etc/hostname", "http://127.0.0.1:9/a"):
        outside = XML + b'<!DOCTYPE a [<!ENTITY x SYSTEM "%s">]><a>&x;</a>' % place.encode()
        yield Broken("xml", f"an entity that lies at {place[:4]}", "a.xml", outside)
        yield Broken("svg", f"an entity that lies at {place[:4]}", "a.svg", outside.replace(b"<a>", b"<svg>"))
    types = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    letter = {"[Content_Types].xml": types, "word/document.xml": outside}
    yield Broken("docx", "an entity that lies elsewhere", "a.docx", zip_of(letter))


def _nested() -> Iterator[Broken]:
    """As 42.zip: sixteen archives in each of sixteen, and so on, and then zeros."""
    content = zip_of({"zeros": bytes(10_000_000)})
    for _ in range(4):
        content = zip_of({f"{number}.zip": content for number in range(16)})
    yield Broken("zip", "sixteen in each of sixteen", "42.zip", content)
    packed = bytes(50_000_000)
    for _ in range(12):
        packed = gzip.compress(packed)
    yield Broken("gzip", "packed twelve times", "a.gz", packed)
    names = io.BytesIO()
    with zipfile.ZipFile(names, "w") as archive:
        for number in range(30_000):
            archive.writestr(f"{number}/" * 6, b"")
    yield Broken("zip", "30,000 files", "a.zip", names.getvalue())


def _of_pdf() -> Iterator[Broken]:
    page = saved(pdf_with(f"{WORDS} has done well."))
    at = page.rindex(b"startxref\n") + len(b"startxref\n")
    table = page[at:].split(b"\n")[0]
    loop = page.replace(b"trailer << ", b"trailer << /Prev " + table + b" ")
    yield Broken("pdf", "a table that comes after itself", "a.pdf", loop, harmless=True)
    huge = pdf_with(f"{WORDS} has done well.")
    huge.pages[0].MediaBox = [0, 0, 10**9, 10**9]
    huge.pages[0].contents_add(b"0 0 m " + b"9 9 l " * 9_000 + b"S")
    yield Broken("pdf", "a page of 350 kilometres", "a.pdf", saved(huge), harmless=True)
    deep = pdf_with(f"{WORDS} has done well.")
    tree = deep.Root.Pages.Kids[0]
    for _ in range(3_000):
        tree = deep.make_indirect(Dictionary(Type=Name.Pages, Count=1, Kids=[tree]))
    deep.Root.Pages.Kids = pikepdf.Array([tree])
    yield Broken("pdf", "a tree 3,000 levels deep", "a.pdf", saved(deep), harmless=True)


def _pictures() -> Iterator[Broken]:
    """Only their headers say how large they are."""
    small = {kind: _picture(kind) for kind in ("BMP", "GIF", "TIFF", "WEBP", "JPEG2000")}
    bmp = small["BMP"][:18] + struct.pack("<ii", SIDE, SIDE) + small["BMP"][26:]
    gif = small["GIF"].replace(struct.pack("<HH", 8, 8), struct.pack("<HH", SIDE, SIDE))
    siz = struct.pack(">II", 8, 8)
    jpeg2000 = small["JPEG2000"].replace(siz, struct.pack(">II", SIDE, SIDE))
    canvas = struct.pack("<I", SIDE - 1)[:3] * 2
    webp = b"RIFF\xff\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + canvas + small["WEBP"][12:]
    tags = ((256, SIDE), (257, SIDE), (258, 8), (262, 1), (273, 8), (278, SIDE), (279, 4))
    tiff = b"II*\0\x0c\0\0\0pixl" + struct.pack("<H", len(tags))
    tiff += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    for kind, content in (("bmp", bmp), ("gif", gif), ("jp2", jpeg2000), ("webp", webp), ("tif", tiff)):
        noise = random.Random(7).randbytes(60_000)  # a picture of few bytes would be a logo
        yield Broken(kind, "60,000 pixels wide and high", f"a.{kind}", content + noise)


def _picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("L", (8, 8), 255).save(out, kind)
    return out.getvalue()


def _fonts() -> Iterator[Broken]:
    """TrueType tables that begin behind the end, overlap, and count more glyphs than there are."""
    names = (b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post", b"fpgm")
    tables = b"".join(struct.pack(">4sIII", name, 0, 0x7FFFFFF0, 0x7FFFFFFF) for name in names)
    font = b"\0\1\0\0" + struct.pack(">HHHH", len(names), 128, 3, 32) + tables + b"\xff" * 4_000
    pdf = pdf_with("")
    descriptor = Dictionary(
        Type=Name.FontDescriptor, FontName=Name.A, Flags=4, FontFile2=pdf.make_stream(font)
    )
    pdf.pages[0].Resources.Font.F1 = Dictionary(
        Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.A, FontDescriptor=descriptor,
        FirstChar=0, LastChar=2**31 - 1, Widths=[2**31 - 1] * 9,
    )  # fmt: skip
    pdf.pages[0].contents_add(f"BT /F1 12 Tf 72 700 Td ({WORDS}) Tj ET".encode())
    yield Broken("pdf", "a font of hostile tables", "a.pdf", saved(pdf), harmless=True)


def _storages() -> Iterator[Broken]:
    """[MS-CFB] §2.3: every sector of the table says that it is followed by itself."""
    loop = bytearray(with_attachment("notes.txt", WORDS.encode() * 400))
    (table,) = struct.unpack_from("<I", loop, 76)
    for number in range(128):
        struct.pack_into("<I", loop, 512 * (table + 1) + 4 * number, number)
    yield Broken("msg", "every sector follows itself", "a.msg", bytes(loop))


def _texts() -> Iterator[Broken]:
    """On which a pattern that tries everything twice would be at work until the end of term."""
    for what, text in (
        ("names without end", b"Grace " * 50_000),
        ("one word", b"a" * 1_000_000),
        ("digits", b"1" * 1_000_000),
        ("addresses that are none", b"a@" * 150_000),
        ("blanks", b" \t" * 500_000),
        ("passwords", b"password: " * 100_000),
        ("hyphens", b"Smith-" * 300_000),
        ("accents", "é́".encode() * 300_000),
    ):
        yield Broken("txt", what, "a.txt", text + b"\n" + WORDS.encode(), harmless=True)
