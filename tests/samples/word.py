"""Word documents, each with the words in one of the many places where a document can hold them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache

import docx
from PIL import Image, ImageDraw

from tests.samples.officefiles import (
    converted,
    of_kind,
    plain_docx,
    plain_xlsx,
    saved,
    with_body,
    with_part,
)
from tests.samples.sample import WORDS, Sample
from tests.samples.wordparts import FLAT, IN_PARAGRAPH, IN_PARTS

MAIN = "word/document.xml"
# Files inside, with their own readers.
HTML = f"<html><body><p>{WORDS}</p></body></html>".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{WORDS}</text></svg>'.encode()


@cache
def samples() -> tuple[Sample, ...]:
    return (*_by_hand(), *_by_programs(), *_with_files())


def _by_hand() -> Iterator[Sample]:
    for carrier, xml, part in IN_PARAGRAPH:
        yield _sample(carrier, with_body(xml), part)
    for carrier, name, kind, xml, part in IN_PARTS:
        yield _sample(carrier, with_part(plain_docx(), name, xml, kind, MAIN if kind else ""), part)
    link = with_part(
        plain_docx(),
        "word/_rels/footer1.xml.rels",
        (
            '<Relationships><Relationship Id="r" TargetMode="External" Target="https://oakfield.sch.uk/Grace%20Bishop"/>'
            "</Relationships>"
        ),
    )
    yield _sample("address of a link", link, "links")


def _by_programs() -> Iterator[Sample]:
    libre = converted(FLAT, "fodt", "docx")
    for carrier, part in (
        ("text", ""), ("header", "header"), ("footnote", "footnotes"), ("comment", "comments"),
        ("tracked deletion", "deletions"),
    ):  # fmt: skip
        yield _sample(f"{carrier} (LibreOffice)", libre, part)
    document = docx.Document()
    document.different_first_page_header_footer = True
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = WORDS
    yield _sample("header of the first page", saved(document), "header")
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].even_page_footer.paragraphs[0].text = WORDS
    yield _sample("footer of even pages", saved(document), "header")
    document = docx.Document()
    for cell, text in zip(document.add_table(rows=1, cols=2).rows[0].cells, WORDS.split(), strict=True):
        cell.text = text
    yield _sample("table", saved(document), "")
    document = docx.Document()
    document.core_properties.subject = WORDS
    yield _sample("property", saved(document), "metadata")
    document = docx.Document()
    document.add_comment(document.add_paragraph("Hello").runs[0], "Hello", author=WORDS)
    yield _sample("author of a comment", saved(document), "attributes")
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    for ending, kind in (
        ("dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        ("docm", "application/vnd.ms-word.document.macroEnabled.main+xml"),
        ("dotm", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
    ):
        content = of_kind(plain_docx(WORDS), main, kind)
        yield Sample(ending, "text", f"letter.{ending}", content, f"attachment:letter.{ending}")


def _with_files() -> Iterator[Sample]:
    for carrier, name, content in (
        (
            "embedded workbook",
            "word/embeddings/Microsoft_Excel_Sheet1.xlsx",
            plain_xlsx(tuple(WORDS.split())),
        ),
        ("embedded web page", "word/afchunk1.html", HTML),
        ("embedded document", "word/afchunk2.docx", plain_docx(WORDS)),
        ("drawing with words", "word/media/image1.svg", SVG),
        ("file that no program put there", "pupils.csv", b"Forename,Surname\nGrace,Bishop\n"),
        ("file under the name of a picture", "word/media/image2.png", WORDS.encode()),
        ("file under the name of a font", "word/fonts/font1.odttf", WORDS.encode()),
    ):
        yield _sample(carrier, with_part(plain_docx(), name, content), inside=f"/{name}")
    name = "word/media/image1.png"
    yield _sample("picture", with_part(plain_docx(), name, _picture()), "picture", inside=f"/{name}")


def _picture() -> bytes:
    picture = Image.new("RGB", (900, 160), "white")
    ImageDraw.Draw(picture).text((40, 40), WORDS, fill="black", font_size=64)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _sample(carrier: str, content: bytes, part: str = "", inside: str = "") -> Sample:
    where = f"attachment:letter.docx{inside}" + (f"#{part}" if part else "")
    return Sample("docx", carrier, "letter.docx", content, where)
