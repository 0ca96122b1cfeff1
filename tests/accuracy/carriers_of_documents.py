"""Where a name may stand in documents and in files inside others."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable

import docx
import pikepdf

from tests.accuracy.carrier import Carrier, Room
from tests.accuracy.carriers_of_text import EVERYDAY, OCCASIONAL, RARE, sentence
from tests.accuracy.envelope import file_mail, letter, mail_in_mail, text_mail
from tests.accuracy.written import Written

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

# The least that is a presentation (ECMA-376, part 1, 13): no library that makes one is installed.
_SLIDE = (
    '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    "<p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree>"
    "</p:cSld></p:sld>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    f'<Override PartName="/ppt/presentation.xml" ContentType="{PPTX}.main+xml"/></Types>'
)


def _document(fill: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _docx(fill: Callable[[docx.document.Document, Written], None]) -> Callable[[Written], bytes]:
    return lambda name: file_mail(_document(lambda document: fill(document, name)), "letter.docx", DOCX)


def _paragraph(document: docx.document.Document, name: Written) -> None:
    document.add_paragraph(sentence(name.said))


def _split_runs(document: docx.document.Document, name: Written) -> None:
    """As Word stores a text that was corrected: the run ends in the middle of the name."""
    text = sentence(name.said)
    cut = text.index(name.text) + len(name.text) // 2
    paragraph = document.add_paragraph()
    for piece in (text[: cut - 1], text[cut - 1 : cut + 1], text[cut + 1 :]):
        paragraph.add_run(piece).bold = False


def _page_header(document: docx.document.Document, name: Written) -> None:
    document.add_paragraph("Nothing of note.")
    document.sections[0].header.paragraphs[0].text = f"Report for {name.said}"


def _comment(document: docx.document.Document, name: Written) -> None:
    paragraph = document.add_paragraph("Nothing of note.")
    document.add_comment(paragraph.runs, text=sentence(name.said), author="M. Okafor")


def _table(*, apart: bool) -> Callable[[str, str], bytes]:
    def make(forename: str, surname: str) -> bytes:
        def fill(document: docx.document.Document) -> None:
            cells = (forename, *(("8K", "91.5") if apart else ()), surname, "late")
            row = document.add_table(1, len(cells)).rows[0]
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text

        return file_mail(_document(fill), "letter.docx", DOCX)

    return make


def _zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _pptx(name: Written) -> bytes:
    slide = _SLIDE.format(html.escape(sentence(name.said)))
    members = {"[Content_Types].xml": _TYPES, "ppt/slides/slide1.xml": slide}
    members["ppt/presentation.xml"] = "<p:presentation xmlns:p='p'/>"
    content = _zipped({path: text.encode() for path, text in members.items()})
    return file_mail(content, "assembly.pptx", PPTX)


def _pdf(name: Written) -> bytes:
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page = pdf.add_blank_page()
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    lines = sentence(name.said).split("\n")
    drawn = b" 0 -16 Td ".join(b"<" + line.encode("cp1252").hex().encode() + b"> Tj" for line in lines)
    page.Contents = pdf.make_stream(b"BT /F1 11 Tf 50 700 Td " + drawn + b" ET")
    out = io.BytesIO()
    pdf.save(out)
    return file_mail(out.getvalue(), "letter.pdf", "application/pdf")


def _text_file(charset: str) -> Callable[[Written], bytes]:
    def make(name: Written) -> bytes:
        text = letter(sentence(name.said))
        return file_mail(text.encode(charset), "note.txt", "application/octet-stream")

    return make


def _html_file(name: Written) -> bytes:
    page = f"<!DOCTYPE html><html><meta charset=utf-8><p>{html.escape(sentence(name.said))}</p></html>"
    return file_mail(page.encode(), "note.html", "text/html")


def _zip(name: Written) -> bytes:
    members = {"letters/note.txt": letter(sentence(name.said)).encode()}
    return file_mail(_zipped(members), "letters.zip", "application/zip")


def _zip_member_name(name: Written) -> bytes:
    members = {f"letters/{name.text} report.txt": b"Nothing of note.\n"}
    return file_mail(_zipped(members), "letters.zip", "application/zip")


def _mail(name: Written) -> bytes:
    return mail_in_mail(text_mail(letter(sentence(name.said))))


DOCUMENT_CARRIERS = (
    Carrier("docx", "paragraph", EVERYDAY, Room.LINE, _docx(_paragraph)),
    Carrier("docx", "split runs", OCCASIONAL, Room.LINE, _docx(_split_runs)),
    Carrier("docx", "two cells", OCCASIONAL, Room.CELLS, _table(apart=False)),
    Carrier("docx", "cells apart", OCCASIONAL, Room.CELLS, _table(apart=True)),
    Carrier("docx", "page header", OCCASIONAL, Room.LINE, _docx(_page_header)),
    Carrier("docx", "comment", RARE, Room.LINE, _docx(_comment)),
    Carrier("pptx", "slide", OCCASIONAL, Room.LINE, _pptx),
    Carrier("pdf", "page", EVERYDAY, Room.PRINT, _pdf),
    Carrier("files", "text in UTF-16", RARE, Room.LINES, _text_file("utf-16")),
    Carrier("files", "text in UTF-8 with BOM", OCCASIONAL, Room.LINES, _text_file("utf-8-sig")),
    Carrier("files", "web page", RARE, Room.LINE, _html_file),
    Carrier("files", "zip", OCCASIONAL, Room.LINES, _zip),
    Carrier("files", "name of a file in a zip", OCCASIONAL, Room.FILE_NAME, _zip_member_name),
    Carrier("files", "attached message", OCCASIONAL, Room.LINES, _mail),
)
