"""Tests for detectors.extract.opendocument.odf and what it is made of."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from detectors.extract.budget import Budget
from detectors.finding import Protection
from tests.detectors.extract.files import (
    attachment,
    png_of,
    read_file,
    read_parts,
    reasons,
    texts_at,
    zip_of,
)

WHERE = "attachment:pupils.odt"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("config", "config"), ("svg", "svg-compatible"), ("form", "form"),
    )
) + ' xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
MIMETYPE = b"application/vnd.oasis.opendocument.text"


def document(body: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?><office:document-content {NAMESPACES}>{before}<office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    ).encode()


def odt(body: str = "", before: str = "", **members: bytes) -> bytes:
    """A package; the names of other members have two underscores for a slash and one for a full stop."""
    named = {name.replace("__", "/").replace("_", "."): content for name, content in members.items()}
    return zip_of({"mimetype": MIMETYPE, "content.xml": document(body, before)} | named)


def row(*cells: str) -> str:
    return "<table:table-row>" + "".join(map(cell, cells)) + "</table:table-row>"


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def table(*rows: str) -> str:
    return "<table:table>" + "".join(rows) + "</table:table>"


def test_runs_make_words_and_paragraphs_make_lines() -> None:
    body = (
        "<text:h>Year 8</text:h><text:p>Gra<text:span>ce</text:span><text:s text:c='3'/>Bishop"
        "<text:line-break/>Henry<text:tab/>Tudor</text:p>"
    )
    reading = read_file(odt(body), "pupils.odt")
    assert texts_at(reading, WHERE) == "Year 8\nGrace Bishop\nHenry\tTudor"
    assert reading.attachments[0].media_type == MIMETYPE.decode()
    assert not reading.unread


def test_a_text_box_in_the_middle_of_a_word_does_not_cut_it() -> None:
    box = "<draw:frame><draw:text-box><text:p>Henry</text:p></draw:text-box></draw:frame>"
    reading = read_file(odt(f"<text:p>Gra{box}ce</text:p>"), "pupils.odt")
    assert texts_at(reading, WHERE).split("\n") == ["Henry", "Grace"]


def test_namespaces_count_and_not_their_prefixes() -> None:
    content = (
        b'<a:document-content xmlns:a="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:b="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><b:p>Gra<b:span>ce</b:span></b:p>'
        b'<p xmlns="http://openoffice.org/2000/text">Bis<span>hop</span></p></a:document-content>'
    )
    reading = read_file(zip_of({"mimetype": MIMETYPE, "content.xml": content}), "pupils.odt")
    assert texts_at(reading, WHERE) == "Grace\nBishop"


def test_rows_keep_their_columns_and_a_repeated_cell_is_kept_once() -> None:
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    three_times = 'table:number-columns-repeated="3"'
    rows = table(
        row("Forename", "Year", "Form", "Surname"),
        f"<table:table-row>{cell('Grace')}{empty}{cell('Bishop')}"
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>',
        f"<table:table-row>{cell('x', three_times)}{cell('y')}</table:table-row>",
    )
    reading = read_file(odt(rows), "pupils.odt")
    assert reading.tables[0].rows == (
        ("Forename", "Year", "Form", "Surname"),
        ("Grace", "", "", "Bishop"),
        ("x", "", "", "y"),
    )
    assert texts_at(reading, WHERE).split("\n")[1] == "Grace\tBishop"


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    inner = table(row("Grace", "Bishop"))
    outer = table(
        f"<table:table-row><table:table-cell>{inner}</table:table-cell>{cell('x')}</table:table-row>"
    )
    reading = read_file(odt(outer), "pupils.odt")
    assert [each.rows for each in reading.tables] == [(("Grace", "Bishop"),), (("x",),)]


@pytest.mark.parametrize(
    ("attributes", "shown", "text", "values"),
    [
        ('office:value="7.5"', "", "7.5", ""),
        ('office:date-value="2012-05-17"', "17/05/2012", "17/05/2012", ""),
        ('office:date-value="2012-05-17"', "17 May", "17 May", "2012-05-17"),
        ('office:string-value="Grace Bishop"', "a pupil", "a pupil", "Grace Bishop"),
    ],
)
def test_what_a_cell_shows_and_what_it_holds(attributes: str, shown: str, text: str, values: str) -> None:
    paragraph = f"<text:p>{shown}</text:p>" if shown else ""
    only = f"<table:table-row><table:table-cell {attributes}>{paragraph}</table:table-cell></table:table-row>"
    reading = read_file(odt(table(only)), "pupils.odt")
    assert texts_at(reading, WHERE) == text
    assert texts_at(reading, f"{WHERE}#values") == values


def test_names_of_styles_and_sizes_of_windows_are_not_read() -> None:
    style = '<style:style style:name="Grace" style:display-name="Grace"/>'
    styles = f"<office:automatic-styles>{style}</office:automatic-styles>"
    settings = (
        f"<office:document-settings {NAMESPACES}><office:settings>"
        '<config:config-item config:name="Width" config:type="long">4096</config:config-item>'
        '<config:config-item config:name="Source" config:type="string">pupils</config:config-item>'
        "</office:settings></office:document-settings>"
    ).encode()
    reading = read_file(odt("<text:p>x</text:p>", styles, settings_xml=settings), "pupils.odt")
    assert {str(text.location): text.text for text in reading.texts} == {
        f"{WHERE}#name": "pupils.odt",
        WHERE: "x",
        f"{WHERE}#settings": "pupils",
    }


def test_links_are_read_as_people_read_them() -> None:
    link = '<text:p><text:a xlink:href="mailto:x@y?subject=Grace%20Bishop">x</text:a></text:p>'
    assert "Grace Bishop" in texts_at(read_file(odt(link), "pupils.odt"), f"{WHERE}#links")


def test_members_that_are_files_are_read_and_little_pictures_are_not() -> None:
    content = odt(
        "<text:p>x</text:p>",
        Pictures__a_csv=b"Forename,Surname\nGrace,Bishop\n",
        Thumbnails__thumbnail_png=png_of(4_000),
        ObjectReplacements__Object=b"VCLMTF\x01\0" + "Grace Bishop".encode("utf-16-le"),
        Fonts__a_ttf=b"\0\1\0\0" + bytes(99),
    )
    reading = read_file(content, "pupils.odt")
    assert [each.path for each in reading.attachments] == ["pupils.odt", "pupils.odt/Pictures/a.csv"]
    assert reading.tables[0].rows[-1] == ("Grace", "Bishop")
    assert texts_at(reading, f"{WHERE}#data") == "Grace Bishop"
    assert not reading.unread


def test_a_member_that_is_there_twice_is_read_twice() -> None:
    import io
    import warnings
    import zipfile

    out = io.BytesIO(odt("<text:p>Grace</text:p>"))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr("content.xml", document("<text:p>Bishop</text:p>"))
    assert texts_at(read_file(out.getvalue(), "pupils.odt"), WHERE) == "Grace\nBishop"


def test_what_stands_before_a_fault_is_kept() -> None:
    content = document("<text:p>Grace Bishop</text:p>" + table(row("Henry", "Tudor"), row("x")))[:-70]
    reading = read_file(zip_of({"mimetype": MIMETYPE, "content.xml": content}), "pupils.odt")
    assert texts_at(reading, WHERE).startswith("Grace Bishop\nHenry\tTudor")
    assert reading.tables[0].rows[0] == ("Henry", "Tudor")
    assert reasons(reading) == ["A part of it is damaged and cannot be read."]


def test_a_main_part_that_is_no_xml_is_read_as_what_it_is() -> None:
    content = zip_of({"mimetype": MIMETYPE, "content.xml": b"Dear parents of Grace Bishop,"})
    reading = read_file(content, "pupils.odt")
    assert texts_at(reading, f"{WHERE}/content.xml") == "Dear parents of Grace Bishop,"
    assert reading.unread


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (document("").replace(b"?>", b'?><!DOCTYPE d [<!ENTITY a "Grace">]>', 1), "abbreviations of its own"),
        (document("<text:section>" * 6_000), "nested too deeply"),
        (b"", "main part is missing"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, reason: str) -> None:
    reading = read_file(zip_of({"mimetype": MIMETYPE, "content.xml": content}), "pupils.odt")
    assert any(reason in each for each in reasons(reading))


def test_a_document_type_without_entities_is_no_hindrance() -> None:
    module = (
        b'<?xml version="1.0"?>'
        b'<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">'
        b'<script:module xmlns:script="http://openoffice.org/2000/script">REM Grace Bishop</script:module>'
    )
    reading = read_file(odt("<text:p>x</text:p>", Basic__Standard__Module1_xml=module), "pupils.odt")
    assert texts_at(reading, f"{WHERE}#macros") == "REM Grace Bishop"
    assert not reading.unread


def test_many_short_lines_cost_more_than_their_characters() -> None:
    content = odt("<text:p>ab</text:p>" * 2_000)
    reading = read_parts(attachment(content, "pupils.odt"), budget=Budget(characters=10_000))
    assert reasons(reading) == ["It holds too much text for all of it to be read."]
    assert texts_at(reading, WHERE).startswith("ab\nab")


def test_one_xml_file_is_a_document_and_holds_files() -> None:
    file = base64.b64encode(b"Forename,Surname\nGrace,Bishop\n").decode()
    image = f"<draw:image><office:binary-data>{file}</office:binary-data></draw:image>"
    body = f"<text:p>Gra<text:span>ce</text:span>{image}</text:p>"
    content = document(body).replace(b"document-content", b"document")
    reading = read_file(content, "pupils.fodt")
    assert texts_at(reading, "attachment:pupils.fodt") == "Grace"
    assert texts_at(reading, "attachment:pupils.fodt/object1") == "Forename,Surname\nGrace,Bishop\n"


def test_a_damaged_xml_file_is_read_as_it_stands() -> None:
    content = document("<text:p>Grace</text:p><text:p>Bishop & Tudor</text:p>").replace(
        b"document-content", b"document"
    )
    reading = read_file(content, "pupils.fodt")
    assert "Tudor" in texts_at(reading, "attachment:pupils.fodt#values")
    assert reading.unread


def test_documents_of_many_programs(corpora: Path) -> None:
    """All but one are read to their end; that one defines entities."""
    files = sorted((corpora / "text-odfpy" / "tests" / "examples").glob("*.od?"))
    readings = {path.name: read_file(path.read_bytes(), path.name) for path in files}
    assert len(readings) > 20
    assert [name for name, reading in readings.items() if reading.unread] == ["nasty.odt"]
    assert all(each.attachments[0].protection is not Protection.ENCRYPTED for each in readings.values())
    rows = readings["simpletable.odt"].tables[0].rows
    assert rows == (("Cell 1", "Cell 2"), ("Cell 3 (bold)", "Cell 4 (italic)"))
    assert "Header\t1\tTest" in texts_at(readings["headerfooter.odt"], "attachment:headerfooter.odt#header")
