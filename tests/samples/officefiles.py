"""Office documents with one part changed or added by hand, as Word, Excel and PowerPoint write them.

None of the three runs where the tests do. What LibreOffice, python-docx and openpyxl cannot write is put
into what they wrote, with its content type and its relationship.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import docx
import openpyxl
from docx.document import Document

from tests.samples.sample import run
from tests.support.system import needs

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_ML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET_ML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SLIDE_ML = "http://schemas.openxmlformats.org/presentationml/2006/main"
DRAWING_ML = "http://schemas.openxmlformats.org/drawingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{WORD_ML}" xmlns:r="{OFFICE}" xmlns:a="{DRAWING_ML}" xmlns:p="{SLIDE_ML}" xmlns:x="{SHEET_ML}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
)

Members = dict[str, bytes]


def members_of(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(members: Members) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def saved(document: Document | openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@cache
def plain_docx(*paragraphs: str) -> bytes:
    """A letter, without the looks that python-docx puts into every document."""
    document = docx.Document()
    for paragraph in paragraphs or ("Dear parents",):
        document.add_paragraph(paragraph)
    members = members_of(saved(document))
    for looks in ("word/stylesWithEffects.xml", "docProps/thumbnail.jpeg"):
        members.pop(looks, None)
    relationships = members["word/_rels/document.xml.rels"]
    members["word/_rels/document.xml.rels"] = re.sub(
        rb"<Relationship [^>]*stylesWithEffects[^>]*/>", b"", relationships
    )
    members["_rels/.rels"] = re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", members["_rels/.rels"])
    return package_of(members)


@cache
def plain_xlsx(*rows: tuple[object, ...]) -> bytes:
    workbook = openpyxl.Workbook()
    for row in rows or (("Menu",),):
        workbook.active.append(row)
    return saved(workbook)


def with_body(xml: str, *, paragraph: bool = True) -> bytes:
    """A letter into which this WordprocessingML was typed."""
    members = members_of(plain_docx())
    added = f"<w:p>{xml}</w:p>" if paragraph else xml
    document = members["word/document.xml"].decode()
    root = re.search(r"<w:document\b[^>]*>", document)
    assert root
    document = document.replace(root.group(), f"<w:document {NAMESPACES}>").replace(
        "<w:body>", f"<w:body>{added}"
    )
    return package_of(members | {"word/document.xml": document.encode()})


def with_part(content: bytes, name: str, part: str | bytes, kind: str = "", owner: str = "") -> bytes:
    """A document with one more part.

    kind: the end of its content type and of its relationship's ("comments"); owner: the part it belongs to
    """
    members = members_of(content)
    members[name] = part if isinstance(part, bytes) else part.encode()
    family = {"word": "wordprocessingml", "xl": "spreadsheetml", "ppt": "presentationml"}.get(
        name.split("/", maxsplit=1)[0]
    )
    if family and kind:
        override = (
            f'<Override PartName="/{name}" '
            f'ContentType="application/vnd.openxmlformats-officedocument.{family}.{kind}+xml"/></Types>'
        )
        types = members["[Content_Types].xml"].decode()
        members["[Content_Types].xml"] = types.replace("</Types>", override).encode()
    if owner:
        folder, _, base = owner.rpartition("/")
        rels = f"{folder}/_rels/{base}.rels"
        empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
        relationship = f'<Relationship Id="rIdS1" Type="{OFFICE}/{kind}" Target="/{name}"/></Relationships>'
        members[rels] = members.get(rels, empty).replace(b"</Relationships>", relationship.encode())
    return package_of(members)


def root(name: str, xml: str) -> str:
    """A part's root element, with all namespaces declared, round some XML."""
    return f'<?xml version="1.0" encoding="UTF-8"?><{name} {NAMESPACES}>{xml}</{name}>'


def of_kind(content: bytes, before: str, after: str) -> bytes:
    """The same document as a template, or one with macros: the type of its main part says so."""
    members = members_of(content)
    types = members["[Content_Types].xml"]
    assert before.encode() in types
    return package_of(members | {"[Content_Types].xml": types.replace(before.encode(), after.encode())})


@cache
def converted(flat: str, ending: str, wanted: str) -> bytes:
    """A flat OpenDocument file, converted by LibreOffice."""
    needs("soffice", "libreoffice")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / f"sample.{ending}").write_text(flat)
        profile = f"-env:UserInstallation=file://{directory}/profile"
        run(directory, "soffice", profile, "--headless", "--convert-to", wanted, f"sample.{ending}")
        return (directory / f"sample.{wanted}").read_bytes()
