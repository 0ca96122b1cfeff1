"""Tests for detectors.extract.office.pptx."""

from __future__ import annotations

from tests.detectors.extract.files import members_of, pptx_of, read_file, texts_at, zip_of

WHERE = "attachment:assembly.pptx"


def test_slides_come_in_order_and_notes_apart() -> None:
    slides = [f"Slide {number}" for number in range(1, 12)]
    reading = read_file(pptx_of(*slides, notes="Grace Bishop"), "assembly.pptx")
    assert texts_at(reading, WHERE).split("\n") == slides
    assert texts_at(reading, f"{WHERE}#notes") == "Grace Bishop"
    assert not reading.unread


def test_tables_comments_and_masters() -> None:
    cell = "<tc><p><r><t>{}</t></r></p></tc>"
    row = cell.format("Grace") + cell.format("Bishop")
    members = members_of(pptx_of("Hello")) | {
        "ppt/slides/slide2.xml": f"<sld><tbl><tr>{row}</tr></tbl></sld>".encode(),
        "ppt/comments/comment1.xml": b"<cmLst><cm><text>Grace here</text></cm></cmLst>",
        "ppt/slideMasters/slideMaster1.xml": b"<m><p><t>Oakfield Academy</t></p></m>",
    }
    reading = read_file(zip_of(members), "assembly.pptx")
    assert reading.tables[0].rows == (("Grace", "Bishop"),)
    assert texts_at(reading, f"{WHERE}#comments") == "Grace here"
    assert texts_at(reading, f"{WHERE}#master") == "Oakfield Academy"


def test_tags_sections_and_authors_are_attributes() -> None:
    members = members_of(pptx_of("Hello")) | {
        "ppt/presentation.xml": b"<presentation><section name='Grace Bishop' id='{1}'/></presentation>",
        "ppt/tags/tag1.xml": b"<tagLst><tag name='PUPIL' val='Henry Tudor'/></tagLst>",
        "ppt/authors.xml": b"<authorLst><author id='{1}' name='A Teacher'/></authorLst>",
    }
    found = texts_at(read_file(zip_of(members), "assembly.pptx"), f"{WHERE}#attributes").split("\n")
    assert {"Grace Bishop", "Henry Tudor", "A Teacher"} <= set(found)
