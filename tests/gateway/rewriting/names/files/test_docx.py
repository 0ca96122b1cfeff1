"""Word documents: a name over runs, in rows, in tracked changes; and all the rest as it was."""

from __future__ import annotations

import io

import docx
import pytest

from gateway.policy.rewriting import ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.docx import shorten_docx
from tests.gateway.rewriting.names.files.pupils import names_in, shortening, words_in
from tests.samples.officefiles import members_of, plain_docx, saved, with_body, with_part

MAIN = "word/document.xml"
_NAME = "letter.docx"
SHORT = shortening()


def _body_after(xml: str) -> str:
    before = with_body(xml)
    after = shorten_docx(before, SHORT)
    assert names_in(after, _NAME) == []
    start = members_of(before)[MAIN].decode().index(xml)
    rest = len(members_of(before)[MAIN].decode()) - start - len(xml)
    whole = members_of(after)[MAIN].decode()
    return whole[start : len(whole) - rest]


def test_only_the_part_with_the_name_changes() -> None:
    before = plain_docx("Dear parents,", "Grace Bishop was ill.")
    after = shorten_docx(before, SHORT)
    changed = {name for name, part in members_of(after).items() if part != members_of(before)[name]}
    assert changed == {MAIN}
    assert members_of(after)[MAIN] == members_of(before)[MAIN].replace(b"Grace Bishop", b"G.B.")


def test_without_a_name_it_is_the_same_bytes() -> None:
    content = plain_docx("Dear parents,", "lunch is at noon.")
    assert shorten_docx(content, SHORT) == content


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "<w:r><w:rPr><w:b/></w:rPr><w:t>Grace</w:t></w:r>"
            "<w:r><w:t xml:space='preserve'> Bishop came</w:t></w:r>",
            "<w:r><w:rPr><w:b/></w:rPr><w:t>G.B.</w:t></w:r>"
            "<w:r><w:t xml:space='preserve'> came</w:t></w:r>",
        ),
        (
            "<w:r><w:t>Grace Bi</w:t></w:r><w:bookmarkEnd w:id='0'/><w:r><w:t>shop came</w:t></w:r>",
            "<w:r><w:t>G.B.</w:t></w:r><w:bookmarkEnd w:id='0'/>"
            "<w:r><w:t xml:space=\"preserve\"> came</w:t></w:r>",
        ),
        (
            "<w:r><w:t>Grace</w:t><w:tab/><w:t>Bishop</w:t></w:r>",
            "<w:r><w:t>G.</w:t><w:tab/><w:t>B.</w:t></w:r>",
        ),
        (
            "<w:hyperlink w:anchor='a'><w:r><w:t>Zo&#235; O&apos;Neill</w:t></w:r></w:hyperlink>",
            "<w:hyperlink w:anchor='a'><w:r><w:t>Z.O.</w:t></w:r></w:hyperlink>",
        ),
    ],
)  # fmt: skip
def test_a_name_over_several_runs(before: str, after: str) -> None:
    assert _body_after(before) == after


def test_of_a_name_whose_surname_is_struck_the_struck_half_goes() -> None:
    struck = "<w:del w:id='1' w:author='A Teacher'><w:r><w:delText>{}</w:delText></w:r></w:del>"
    live = "<w:r><w:t xml:space='preserve'>Grace </w:t></w:r>"
    assert _body_after(live + struck.format("Bishop")) == live + struck.format("")


def test_the_cells_of_a_row_keep_their_initials() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    rows = (("Forename", "Surname", "Note"), ("Grace", "Bishop", "ill"), ("Henry", "Tudor", "Grace Bishop"))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    after = docx.Document(io.BytesIO(shorten_docx(saved(document), SHORT)))
    assert [[cell.text for cell in row.cells] for row in after.tables[0].rows] == [
        ["Forename", "Surname", "Note"],
        ["G.", "B.", "ill"],
        ["H.", "T.", "G.B."],
    ]


def test_the_form_is_the_one_asked_for() -> None:
    form = shortening(ShortForm.FORENAME_AND_INITIAL)
    after = shorten_docx(plain_docx("Grace Bishop and Henry Tudor were ill."), form)
    assert "Grace B. and Henry T. were ill." in words_in(after, _NAME)


def test_a_name_that_stands_there_very_often() -> None:
    after = shorten_docx(plain_docx(*["Grace Bishop was ill."] * 120), SHORT)
    assert names_in(after, _NAME) == []
    assert words_in(after, _NAME).count("G.B. was ill.") == 120


def test_comments_and_their_authors_headers_and_properties() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Report on Henry Tudor"
    document.core_properties.title = "Report on Grace Bishop"
    document.core_properties.author = "Oakfield Academy"
    document.add_comment(document.add_paragraph("Hello").runs[0], "as Grace Bishop said", author="A Teacher")
    after = docx.Document(io.BytesIO(shorten_docx(saved(document), SHORT)))
    assert after.sections[0].header.paragraphs[0].text == "Report on H.T."
    assert after.core_properties.title == "Report on G.B."
    assert after.core_properties.author == "Oakfield Academy"
    (comment,) = after.comments
    assert (comment.text, comment.author) == ("as G.B. said", "A Teacher")


def _signed(content: bytes) -> bytes:
    return with_part(content, "_xmlsignatures/sig1.xml", "<Signature/>")


def test_a_signed_document_is_refused_where_a_name_is_in_it() -> None:
    with pytest.raises(CannotRewriteError, match="signed"):
        shorten_docx(_signed(plain_docx("Grace Bishop")), SHORT)
    without = _signed(plain_docx("Dear parents"))
    assert shorten_docx(without, SHORT) == without


def test_macros_stay_byte_for_byte() -> None:
    macros = bytes(range(256)) * 9
    before = with_part(plain_docx("Grace Bishop"), "word/vbaProject.bin", macros)
    after = members_of(shorten_docx(before, SHORT))
    assert after["word/vbaProject.bin"] == macros
    assert b"G.B." in after[MAIN]


def test_a_part_in_utf_16() -> None:
    members = members_of(plain_docx("Grace Bishop"))
    wide = members[MAIN].decode().replace("UTF-8", "UTF-16").encode("utf-16")
    after = members_of(shorten_docx(with_part(plain_docx(), MAIN, wide), SHORT))
    assert after[MAIN] == wide.decode("utf-16").replace("Grace Bishop", "G.B.").encode("utf-16")
