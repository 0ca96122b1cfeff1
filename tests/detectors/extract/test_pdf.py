"""Tests for detectors.extract.pdf and detectors.extract.pdfextras."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

import pikepdf
import pytest

from detectors.extract.budget import Budget
from detectors.finding import Protection
from tests.detectors.extract.files import (
    attachment,
    docx_of,
    pdf_of,
    pdf_with,
    read_file,
    read_parts,
    reasons,
    saved,
    texts_at,
    xlsx_of,
)
from tests.support.system import needs

WHERE = "attachment:report.pdf"
Dictionary, Name = pikepdf.Dictionary, pikepdf.Name


def with_image(pdf: pikepdf.Pdf, page: int) -> None:
    image = pdf.make_stream(
        bytes(300), Type=Name.XObject, Subtype=Name.Image, Width=10, Height=10, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB,
    )  # fmt: skip
    pdf.pages[page].Resources.XObject = Dictionary(Im1=image)
    pdf.pages[page].contents_add(b"q 100 0 0 100 50 50 cm /Im1 Do Q")


def test_pages_are_read_in_order() -> None:
    reading = read_file(pdf_of("Dear parents", "Grace Bishop"), "report.pdf")
    assert texts_at(reading, WHERE).split("\n") == ["Dear parents", "Grace Bishop"]
    assert not reading.unread
    assert reading.attachments[0].protection is Protection.NONE


def test_junk_before_the_header_is_no_matter() -> None:
    assert "Grace" in texts_at(read_file(b"junk\n" * 20 + pdf_of("Grace"), "report.pdf"), WHERE)


def test_a_page_that_is_a_picture_is_unread_and_a_blank_one_is_not() -> None:
    pdf = pdf_with("Dear parents", "", "")
    with_image(pdf, 0)
    with_image(pdf, 2)
    assert reasons(read_file(saved(pdf), "report.pdf")) == ["Page 3 is a picture and could not be read."]


def test_words_drawn_as_outlines_are_unread() -> None:
    pdf = pdf_with("")
    pdf.pages[0].contents_add(b"0 0 m 10 10 l S " * 200)
    assert reasons(read_file(saved(pdf), "report.pdf")) == ["Page 1 is a picture and could not be read."]


def test_notes_fields_bookmarks_and_properties() -> None:
    pdf = pdf_with("Dear parents")
    pdf.pages[0].Annots = pikepdf.Array(
        [
            Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents="Grace in a note"),
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9],
                A=Dictionary(S=Name.URI, URI="mailto:grace@example.org"),
            ),
        ]
    )  # fmt: skip
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T="forename", V="Grace in a field"))
    pdf.Root.AcroForm = Dictionary(Fields=[field])
    pdf.docinfo["/Title"] = "Grace in the title"
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Grace in a bookmark", 0))
    reading = read_file(saved(pdf), "report.pdf")
    assert "Grace in a note" in texts_at(reading, f"{WHERE}#comments")
    assert "mailto:grace@example.org" in texts_at(reading, f"{WHERE}#comments")
    assert "Grace in a field" in texts_at(reading, f"{WHERE}#fields")
    assert "Grace in the title" in texts_at(reading, f"{WHERE}#metadata")
    assert "Grace in a bookmark" in texts_at(reading, f"{WHERE}#outline")


def test_attached_files_are_read() -> None:
    pdf = pdf_with("Dear parents")
    pdf.attachments["pupils.xlsx"] = xlsx_of(("Grace", "Bishop"))
    reading = read_file(saved(pdf), "report.pdf")
    assert [each.path for each in reading.attachments] == ["report.pdf", "report.pdf/pupils.xlsx"]
    assert reading.tables[0].rows == (("Grace", "Bishop"),)


def test_fields_that_go_round_in_circles_end() -> None:
    pdf = pdf_with("Dear parents")
    field = pdf.make_indirect(Dictionary(T="a", V="Grace"))
    field.Kids = pikepdf.Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=[field])
    assert "Grace" in texts_at(read_file(saved(pdf), "report.pdf"), f"{WHERE}#fields")


@pytest.mark.parametrize("content", [b"%PDF-1.7\n\0\1\2 nothing", pdf_of("Grace")[:200]])
def test_a_damaged_file_is_unread(content: bytes) -> None:
    reading = read_file(content, "report.pdf")
    assert reading.unread
    assert reading.attachments[0].protection is Protection.UNKNOWN


@pytest.mark.parametrize("layers", [1, 2])
def test_a_page_that_inflates_beyond_measure_is_not_unpacked(layers: int) -> None:
    data = bytes(50_000_000)
    for _ in range(layers):
        data = zlib.compress(data, 9)
    pdf = pdf_with("")
    filters = pikepdf.Array([Name.FlateDecode] * layers)
    pdf.pages[0].Contents = pikepdf.Stream(pdf, data, Filter=filters)
    reading = read_file(saved(pdf, compress_streams=False), "report.pdf")
    assert reasons(reading) == ["It grows too much when it is unpacked, as files made to do harm do."]


def test_only_so_many_pages() -> None:
    reading = read_parts(attachment(pdf_of("a", "b", "c"), "report.pdf"), budget=Budget(pages=2))
    assert "too many pages" in reasons(reading)[0]


def test_a_letter_as_libreoffice_prints_it(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(docx_of("Dear parents,", "Grace Bishop has done well."))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        needs("soffice", "libreoffice-writer"),
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
    ]
    subprocess.run([*command, str(tmp_path / "letter.docx")], check=True, capture_output=True, timeout=90)
    reading = read_file((tmp_path / "letter.pdf").read_bytes(), "report.pdf")
    assert "Grace Bishop has done well." in texts_at(reading, WHERE)
    assert not reading.unread
