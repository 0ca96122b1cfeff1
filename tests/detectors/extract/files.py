"""Real files for the tests, made by the programs that people use or by hand where none is installed."""

from __future__ import annotations

import io
import os
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
import pikepdf
from msoffcrypto.format.ooxml import OOXMLFile

from detectors.extract.budget import Budget
from detectors.extract.read import read
from detectors.finding import Location, Place
from detectors.message import Message, Part, Reading

CORPORA = Path(__file__).parents[3] / ".." / "shared" / "corpora"


def attachment(
    content: bytes, name: str, media_type: str = "application/octet-stream", charset: str = ""
) -> Part:
    return Part(Location(Place.ATTACHMENT, name), media_type, charset, name, content)


def body(content: bytes, media_type: str = "text/plain", charset: str = "") -> Part:
    return Part(Location(Place.BODY), media_type, charset, "", content)


def read_parts(*parts: Part, budget: Budget | None = None) -> Reading:
    return read(Message((), parts), budget or Budget())


def read_file(content: bytes, name: str, media_type: str = "application/octet-stream") -> Reading:
    return read_parts(attachment(content, name, media_type))


def texts_at(reading: Reading, where: str) -> str:
    return "\n".join(text.text for text in reading.texts if str(text.location) == where)


def reasons(reading: Reading) -> list[str]:
    return [unread.reason for unread in reading.unread]


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def members_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@cache
def docx_of(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_of(*rows: tuple[object, ...]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def pptx_of(*slides: str, notes: str = "") -> bytes:
    """The least that is a presentation: a slide for each text, notes under the first."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = f'<Types><Override PartName="/ppt/presentation.xml" ContentType="{kind}"/></Types>'
    frame = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:sld>'
    members = {
        "[Content_Types].xml": types,
        "ppt/presentation.xml": "<p:presentation xmlns:p='p'/>",
        "ppt/notesSlides/notesSlide1.xml": frame.format(notes),
    } | {f"ppt/slides/slide{number}.xml": frame.format(text) for number, text in enumerate(slides, 1)}
    return zip_of({name: text.encode() for name, text in members.items()})


@cache
def encrypted_office(content: bytes, password: str) -> bytes:
    """Office's own (agile) encryption round a docx, xlsx or pptx."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def pdf_with(*pages: str) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
    )
    for text in pages:
        page = pdf.add_blank_page()
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def pdf_of(*pages: str, **options: object) -> bytes:
    return saved(pdf_with(*pages), **options)


def png_of(size: int) -> bytes:
    """Something that begins as a picture does, of that many bytes."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x00"
    return head + os.urandom(size - len(head))
