"""Presentations: slides, hidden ones too, tables, notes and comments."""

from __future__ import annotations

from gateway.rewriting.names.files.pptx import shorten_pptx
from tests.gateway.rewriting.names.files.decks import deck_of
from tests.gateway.rewriting.names.files.pupils import names_in, shortening, words_in
from tests.samples.officefiles import members_of, root, with_part
from tests.samples.slides import plain_pptx

_SLIDE = "ppt/slides/slide9.xml"


def test_slides_notes_and_comments() -> None:
    before = deck_of("Well done, Grace Bishop", "Henry Tudor was ill")
    after = shorten_pptx(before, shortening())
    assert names_in(after, "assembly.pptx") == []
    words = words_in(after, "assembly.pptx")
    assert "Well done, G.B." in words
    assert "H.T. was ill" in words
    unchanged = {name for name, part in members_of(after).items() if part == members_of(before)[name]}
    assert "ppt/slideMasters/slideMaster1.xml" in unchanged
    assert "ppt/presentation.xml" in unchanged


def test_a_row_over_runs_of_a_table() -> None:
    cell = "<a:tc><a:txBody><a:p>{}</a:p></a:txBody></a:tc>"
    run = "<a:r><a:rPr b='1'/><a:t>{}</a:t></a:r>"
    row = cell.format(run.format("Gra") + run.format("ce")) + cell.format(run.format("Bishop"))
    slide = root("p:sld", f"<a:tbl><a:tr>{row}</a:tr></a:tbl>")
    after = members_of(shorten_pptx(with_part(plain_pptx(), _SLIDE, slide), shortening()))[_SLIDE].decode()
    assert after == slide.replace(">Gra<", ">G.<").replace(">ce<", "><").replace(">Bishop<", ">B.<")
