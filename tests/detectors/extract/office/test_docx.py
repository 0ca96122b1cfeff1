"""Tests for detectors.extract.office.docx and detectors.extract.office.package."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from tests.detectors.extract.files import (
    docx_of,
    members_of,
    png_of,
    read_file,
    reasons,
    texts_at,
    xlsx_of,
    zip_of,
)

WHERE = "attachment:letter.docx"
W = nsdecls("w")


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_body(xml: str) -> bytes:
    """A document whose body holds this WordprocessingML."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(xml))
    return saved(document)


def with_member(content: bytes, name: str, member: bytes) -> bytes:
    return zip_of(members_of(content) | {name: member})


def test_runs_make_words_and_paragraphs_make_lines() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    paragraph.add_run("Gra")
    paragraph.add_run("ce").bold = True
    paragraph.add_run(" Bishop")
    document.add_paragraph("Year 8")
    reading = read_file(saved(document), "letter.docx")
    assert texts_at(reading, WHERE).split("\n")[:2] == ["Grace Bishop", "Year 8"]
    assert not reading.unread


def test_headers_footers_properties_and_comments_are_kept_apart() -> None:
    document = docx.Document()
    run = document.add_paragraph("Main text").runs[0]
    document.sections[0].header.paragraphs[0].text = "Grace in the header"
    document.sections[0].footer.paragraphs[0].text = "Grace in the footer"
    document.core_properties.subject = "Grace in the properties"
    document.add_comment(run, "Grace in a comment", author="A Teacher")
    reading = read_file(saved(document), "letter.docx")
    assert set(texts_at(reading, f"{WHERE}#header").split("\n")) == {
        "Grace in the header",
        "Grace in the footer",
    }
    assert "Grace in the properties" in texts_at(reading, f"{WHERE}#metadata")
    assert "Grace in a comment" in texts_at(reading, f"{WHERE}#comments")
    assert "A Teacher" in texts_at(reading, f"{WHERE}#attributes")
    assert "Grace" not in texts_at(reading, WHERE)


BOX = "<w:p><w:r><w:t>Grace</w:t></w:r></w:p>"
DELETED = "<w:r><w:delText>Grace</w:delText></w:r>"
DRAWING = '<wp:docPr xmlns:wp="wp" id="1" descr="Grace"/>'
HIDING_PLACES = [
    (f'<w:p {W}><w:ins w:id="1" w:author="x"><w:r><w:t>Grace</w:t></w:r></w:ins></w:p>', ""),
    (f'<w:p {W}><w:del w:id="1" w:author="x">{DELETED}</w:del></w:p>', "#deletions"),
    (f"<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>Grace</w:t></w:r></w:p>", ""),
    (f"<w:p {W}><w:r><w:instrText>HYPERLINK mailto:Grace</w:instrText></w:r></w:p>", "#fields"),
    (f"<w:p {W}><w:r><w:pict><w:txbxContent>{BOX}</w:txbxContent></w:pict></w:r></w:p>", ""),
    (f"<w:p {W}><w:r><w:drawing>{DRAWING}</w:drawing></w:r></w:p>", "#attributes"),
    (f"<w:sdt {W}><w:sdtContent>{BOX}</w:sdtContent></w:sdt>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "place"), HIDING_PLACES)
def test_hiding_places_in_the_body(xml: str, place: str) -> None:
    assert "Grace" in texts_at(read_file(with_body(xml), "letter.docx"), WHERE + place)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("word/footnotes.xml", "footnotes"),
        ("word/endnotes.xml", "footnotes"),
        ("word/glossary/document.xml", "glossary"),
        ("word/charts/chart1.xml", "chart"),
        ("word/diagrams/data1.xml", "diagram"),
        ("customXml/item1.xml", "data"),
    ],
)
def test_hiding_places_in_other_parts(name: str, place: str) -> None:
    content = with_member(docx_of("Hello"), name, b"<x><p><t>Gra</t></p></x>")
    assert "Gra" in texts_at(read_file(content, "letter.docx"), f"{WHERE}#{place}")


def test_tables_are_tables_and_text() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Forename", "Surname"), ("Grace", "Bishop")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    reading = read_file(saved(document), "letter.docx")
    assert reading.tables[0].rows == (("Forename", "Surname"), ("Grace", "Bishop"))
    assert "Grace" in texts_at(reading, WHERE)


def test_links_out_of_the_document_are_read() -> None:
    rels = (
        b'<Relationships><Relationship Id="1" TargetMode="External" Target="mailto:grace@x"/></Relationships>'
    )
    content = with_member(docx_of("Hello"), "word/_rels/header9.xml.rels", rels)
    assert "mailto:grace@x" in texts_at(read_file(content, "letter.docx"), f"{WHERE}#links")


def test_an_embedded_workbook_and_a_stowaway_are_read_as_files() -> None:
    content = with_member(docx_of("Hello"), "word/embeddings/sheet.xlsx", xlsx_of(("Grace", "Bishop")))
    content = with_member(content, "pupils.csv", b"Forename,Surname\nGrace,Bishop\n")
    reading = read_file(content, "letter.docx")
    paths = {each.path for each in reading.attachments}
    assert paths == {"letter.docx", "letter.docx/word/embeddings/sheet.xlsx", "letter.docx/pupils.csv"}
    inside = [table for table in reading.tables if "/" in table.location.path]
    assert [table.rows[-1] for table in inside] == [("Grace", "Bishop")] * 2


def picture_of(width: int, height: int, image_format: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, image_format)
    return out.getvalue()


def test_pictures_are_files_inside_and_decoration_is_not() -> None:
    content = with_member(docx_of("Dear parents"), "word/media/image1.png", picture_of(900, 600))
    content = with_member(content, "word/media/image2.png", picture_of(120, 120))
    reading = read_file(content, "letter.docx")
    assert [each.path for each in reading.attachments] == ["letter.docx", "letter.docx/word/media/image1.png"]
    assert not reading.unread


def test_a_damaged_picture_is_unread() -> None:
    content = with_member(docx_of(), "word/media/image1.png", png_of(90_000))
    assert str(read_file(content, "letter.docx").unread[0].location).endswith("image1.png")


def test_a_film_is_unread() -> None:
    film = b"\0\0\0\x18ftypmp42" + bytes(5_000)
    reading = read_file(with_member(docx_of("Hello"), "word/media/media1.mp4", film), "letter.docx")
    assert "cannot be opened" in reasons(reading)[0]


def test_what_was_deleted_is_read_with_what_stood_round_it() -> None:
    xml = (
        f'<w:p {W}><w:r><w:t xml:space="preserve">Dear Grace </w:t></w:r><w:del w:id="1" w:author="x"><w:r>'
        '<w:delText>Bishop</w:delText></w:r></w:del><w:ins w:id="2" w:author="x"><w:r><w:t>B.</w:t></w:r>'
        "</w:ins></w:p>"
    )
    reading = read_file(with_body(xml), "letter.docx")
    assert texts_at(reading, f"{WHERE}#deletions") == "Dear Grace Bishop"
    assert texts_at(reading, WHERE) == "Dear Grace B."


def test_a_box_anchored_in_a_word_does_not_cut_it() -> None:
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Menu</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    xml = f"<w:p {W}><w:r><w:t>Gra</w:t></w:r>{box}<w:r><w:t>ce</w:t></w:r></w:p>"
    assert texts_at(read_file(with_body(xml), "letter.docx"), WHERE) == "Grace\nMenu"


def test_data_that_controls_are_bound_to_are_records() -> None:
    item = b"<pupils><pupil><forename>Grace</forename><surname>Bishop</surname></pupil></pupils>"
    reading = read_file(with_member(docx_of("Hello"), "customXml/item1.xml", item), "letter.docx")
    assert ("Grace", "Bishop") in [row for table in reading.tables for row in table.rows]


def test_a_charts_copy_of_cells_is_a_table() -> None:
    def column(*values: str) -> str:
        points = "".join(f'<c:pt idx="{n}"><c:v>{value}</c:v></c:pt>' for n, value in enumerate(values))
        return f"<c:strCache>{points}</c:strCache>"

    chart = f'<c:chartSpace xmlns:c="c">{column("Grace", "Henry")}{column("Bishop", "Tudor")}</c:chartSpace>'
    content = with_member(docx_of("Hello"), "word/charts/chart1.xml", chart.encode())
    assert read_file(content, "letter.docx").tables[0].rows == (("Grace", "Bishop"), ("Henry", "Tudor"))


def test_character_data_in_no_known_element_is_kept() -> None:
    content = with_member(docx_of("Hello"), "word/extension.xml", b"<x><y>Grace Bishop</y></x>")
    assert "Grace Bishop" in texts_at(read_file(content, "letter.docx"), f"{WHERE}#data").split("\n")


def test_members_named_with_backslashes_are_found() -> None:
    members = {name.replace("/", "\\"): part for name, part in members_of(docx_of("Grace Bishop")).items()}
    assert "Grace Bishop" in texts_at(read_file(zip_of(members), "letter.docx"), WHERE)


def test_one_damaged_part_does_not_cost_the_others() -> None:
    content = with_member(docx_of("Grace Bishop"), "word/header1.xml", b"<w:hdr><w:p><w:t>Henry Tudor</w:t>")
    reading = read_file(content, "letter.docx")
    assert "Grace Bishop" in texts_at(reading, WHERE)
    assert "Henry Tudor" in texts_at(reading, f"{WHERE}#header")
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]


@pytest.mark.parametrize("dtd", ['<!ENTITY a "Grace">', '<!ENTITY a SYSTEM "file:///etc/hostname">', ""])
def test_a_document_type_is_refused(dtd: str) -> None:
    xml = f"<!DOCTYPE w [{dtd}]><w><p><t>x</t></p></w>".encode()
    reading = read_file(with_member(docx_of("Hello"), "word/document.xml", xml), "letter.docx")
    assert "document type of its own" in reasons(reading)[0]


def test_broken_xml_is_unread() -> None:
    reading = read_file(with_member(docx_of("Hello"), "word/document.xml", b"<w><p>"), "letter.docx")
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]
