"""Tests for detectors.extract.pages.pdf and detectors.extract.pages.pdfextras."""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path

import pikepdf
import pytest

from detectors.extract.budget import Budget
from detectors.extract.contents import CannotRead
from detectors.extract.pages import pdfpages
from detectors.extract.pages.pdf import read_pdf
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
from tests.samples import pdfpages as pages
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


@pytest.fixture
def no_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfpages, "installed_recogniser", lambda: None)


@pytest.mark.usefixtures("no_recogniser")
def test_without_a_recogniser_a_page_that_is_a_picture_is_unread_and_a_blank_one_is_not() -> None:
    pdf = pdf_with("Dear parents", "", "")
    with_image(pdf, 0)
    with_image(pdf, 2)
    assert reasons(read_file(saved(pdf), "report.pdf")) == ["Page 3 is a picture and could not be read."]


@pytest.mark.usefixtures("no_recogniser")
def test_without_a_recogniser_words_drawn_as_outlines_are_unread() -> None:
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
    assert texts_at(reading, WHERE) == "a\nb"


@pytest.mark.usefixtures("no_recogniser")
@pytest.mark.parametrize("content", [pages.scan(text="Scanned with an app"), pages.unmapped()])
def test_without_a_recogniser_a_page_of_which_hardly_anything_is_text_is_unread(content: bytes) -> None:
    assert reasons(read_file(content, "report.pdf")) == ["Page 1 is a picture and could not be read."]


@pytest.mark.usefixtures("no_recogniser")
def test_without_a_recogniser_a_picture_among_words_is_decoration() -> None:
    assert not read_file(pages.beside_a_letter(), "report.pdf").unread


def test_beyond_the_budget_a_scanned_page_is_unread_and_the_rest_is_read() -> None:
    needs("tesseract", "tesseract-ocr")
    scanned = attachment(pages.scan(), "report.pdf")
    reading = read_parts(scanned, attachment(pdf_of("Grace"), "b.pdf"), budget=Budget(recognition=0))
    assert reasons(reading) == ["Page 1 is a picture and could not be read."]
    assert texts_at(reading, "attachment:b.pdf") == "Grace"


def test_pages_that_must_be_read_go_before_what_may_be_decoration() -> None:
    needs("tesseract", "tesseract-ocr")
    with (
        pikepdf.open(io.BytesIO(pages.beside_a_letter())) as pdf,
        pikepdf.open(io.BytesIO(pages.scan())) as scan,
    ):
        pdf.pages.extend(scan.pages)
        content = saved(pdf)
    reading = read_parts(attachment(content, "report.pdf"), budget=Budget(pictures=1))
    assert "Yours sincerely" in texts_at(reading, f"{WHERE}#picture")
    assert not reading.unread


def test_a_table_written_column_by_column_comes_out_in_rows() -> None:
    content = pages.table(("Forename", "Henry", "Grace"), ("Surname", "Tudor", "Bishop"))
    (table,) = read_file(content, "report.pdf").tables
    assert table.rows == (("Forename", "Surname"), ("Henry", "Tudor"), ("Grace", "Bishop"))


def test_a_picture_that_is_damaged_is_unread() -> None:
    needs("tesseract", "tesseract-ocr")
    pdf = pdf_with("")
    image = pikepdf.Stream(
        pdf, b"no picture", Type=Name.XObject, Subtype=Name.Image, Width=900, Height=900, BitsPerComponent=8,
        ColorSpace=Name.DeviceRGB, Filter=Name.JPXDecode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(Im1=image)
    pdf.pages[0].contents_add(b"q 400 0 0 400 50 50 cm /Im1 Do Q")
    assert reasons(read_file(saved(pdf), "report.pdf")) == ["Page 1 is a picture and could not be read."]


def test_an_earlier_version_tells_only_what_is_gone() -> None:
    reading = read_file(pages.revised(), "report.pdf")
    assert texts_at(reading, WHERE) == "A pupil has done well."
    assert texts_at(reading, f"{WHERE}#earlier version") == "Grace Bishop has done well."


def test_of_very_many_earlier_versions_not_all_are_read() -> None:
    ends = b"startxref\n0\n%%EOF\n" * 20
    reading = read_file(pdf_of("Grace") + ends, "report.pdf")
    assert "too many earlier versions" in " ".join(reasons(reading))


def test_what_a_field_is_called_stands_beside_its_value() -> None:
    pdf = pdf_with("Dear parents")
    fields = [pdf.make_indirect(Dictionary(FT=Name.Tx, T=name, V=value)) for name, value in
              (("Forename", "Grace"), ("Surname", "Bishop"))]  # fmt: skip
    pdf.Root.AcroForm = Dictionary(Fields=fields)
    said = texts_at(read_file(saved(pdf), "report.pdf"), f"{WHERE}#fields")
    assert "Forename: Grace" in said
    assert "Surname: Bishop" in said


def test_an_attached_file_that_is_damaged_is_unread_and_the_rest_is_read() -> None:
    pdf = pdf_with("Dear parents")
    stream = pikepdf.Stream(pdf, b"\1\2\3", Type=Name.EmbeddedFile, Filter=Name.FlateDecode)
    specification = Dictionary(
        Type=Name.Filespec, UF="pupils.xlsx", EF=Dictionary(F=pdf.make_indirect(stream))
    )
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=["pupils.xlsx", specification]))
    pdf.attachments["letter.txt"] = b"Grace Bishop"
    reading = read_file(saved(pdf), "report.pdf")
    assert [str(each.location) for each in reading.unread] == ["attachment:report.pdf/pupils.xlsx"]
    assert "Grace" in texts_at(reading, "attachment:report.pdf/letter.txt")


def test_the_password_opens_it() -> None:
    encryption = pikepdf.Encryption(owner="Own3r", user="Kestrel-7714", R=6)
    sealed = pdf_of("Dear parents", "Grace Bishop", encryption=encryption)
    (locked,) = read_pdf(attachment(sealed, "report.pdf"), Budget()).locked
    assert locked.path == "report.pdf"
    assert not locked.unread
    (body,) = locked.open("Kestrel-7714", Budget()).bodies
    assert "Grace Bishop" in texts_at(read_parts(body), WHERE)
    with pytest.raises(CannotRead):
        locked.open("wrong", Budget())


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


def test_properties_that_are_damaged_are_unread_and_the_rest_is_read() -> None:
    pdf = pdf_with("Grace Bishop")
    pdf.Root.Metadata = pikepdf.Stream(pdf, b"no XML", Type=Name.Metadata, Filter=Name.FlateDecode)
    pdf.docinfo["/Title"] = "Report"
    reading = read_file(saved(pdf, fix_metadata_version=False), "report.pdf")
    assert [str(each.location) for each in reading.unread] == [f"{WHERE}#metadata"]
    assert texts_at(reading, f"{WHERE}#metadata").strip() == "Title: Report"


def test_forms_that_draw_each_other_are_weighed_even_if_they_are_damaged() -> None:
    pdf = pdf_with("Grace")
    inner = pdf.pages[0].obj
    for _ in range(8):
        packed = zlib.compress(b"/X Do " * 10 + b"%" * 90)[:-6]
        inner = pikepdf.Stream(
            pdf, packed, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9], Filter=Name.FlateDecode,
            Resources=Dictionary(XObject=Dictionary(X=pdf.make_indirect(inner))),
        )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(X=pdf.make_indirect(inner))
    pdf.pages[0].contents_add(b"/X Do")
    reading = read_file(saved(pdf, compress_streams=False), "report.pdf")
    assert reasons(reading) == ["It grows too much when it is unpacked, as files made to do harm do."]
