"""LibreOffice opens what comes out, and shows the short forms in place of the names."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl

from gateway.rewriting.names.files.docx import shorten_docx
from gateway.rewriting.names.files.pptx import shorten_pptx
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from tests.detectors.extract.files import read_file
from tests.gateway.rewriting.names.files.decks import deck_of
from tests.gateway.rewriting.names.files.pupils import shortening
from tests.gateway.rewriting.names.files.sharing import shared
from tests.samples.officefiles import saved
from tests.samples.sample import run
from tests.support.system import needs

_NAMES = ("Bishop", "Henry", "Tudor")


def _letter() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Report on Grace Bishop"
    paragraph = document.add_paragraph("Dear parents, Gra")
    paragraph.add_run("ce Bis").bold = True
    paragraph.add_run("hop was ill.")
    table = document.add_table(rows=1, cols=2)
    for cell, text in zip(table.rows[0].cells, ("Henry", "Tudor"), strict=True):
        cell.text = text
    return saved(document)


def _register() -> bytes:
    workbook = openpyxl.Workbook()
    rows = (("Forename", "Surname"), ("Grace", "Bishop"), ("Henry", "Tudor"), ("Grace", "at lunch"))
    for row in rows:
        workbook.active.append(row)
    workbook.active.oddHeader.left.text = "Report on Henry Tudor"
    return shared(workbook)


def test_what_it_shows(tmp_path: Path) -> None:
    needs("soffice", "libreoffice")
    short = shortening()
    files = {
        "letter.docx": shorten_docx(_letter(), short),
        "register.xlsx": shorten_xlsx(_register(), short),
        "slides.pptx": shorten_pptx(deck_of("Grace Bishop", "Henry Tudor"), short),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    run(tmp_path, "soffice", profile, "--headless", "--convert-to", "pdf", *files)
    shown = {}
    for name in files:
        pdf = (tmp_path / name).with_suffix(".pdf")
        texts = read_file(pdf.read_bytes(), pdf.name).texts
        shown[name] = " ".join(" ".join(text.text for text in texts).split())
        assert not any(each in shown[name] for each in _NAMES)
    assert "Report on G.B." in shown["letter.docx"]
    assert "Dear parents, G.B. was ill. H. T." in shown["letter.docx"]
    assert "Report on H.T." in shown["register.xlsx"]
    assert "Forename Surname G. B. H. T. Grace at lunch" in shown["register.xlsx"]
    assert "G.B." in shown["slides.pptx"]
