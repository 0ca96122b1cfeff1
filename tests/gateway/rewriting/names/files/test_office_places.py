"""Every place where an Office document can hold a name: it is shortened there, or found there again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.names.files.docx import shorten_docx
from gateway.rewriting.names.files.pptx import shorten_pptx
from gateway.rewriting.names.files.xlsx import shorten_xlsx
from gateway.rewriting.names.shortening import Shortening
from tests.gateway.rewriting.names.files.pupils import names_in, shortening
from tests.samples import excel, slides, word
from tests.samples.sample import WORDS, Sample

_LEFT, _REFUSED = "left as it is", "refused"
_WORD = {
    **dict.fromkeys((
        "field code in pieces", "code of a simple field", "name of a bookmark", "custom markup",
        "query of a mail merge", "text in front of a list's items", "name of a style", "value of a control",
        "address of a link", "embedded web page", "embedded document", "drawing with words",
        "file that no program put there", "file under the name of a picture",
        "file under the name of a font", "picture",
    ), _LEFT),
}  # fmt: skip
_SLIDES = dict.fromkeys(("tag", "name of a custom show", "property of one's own"), _LEFT)
_WORKBOOK = {
    **dict.fromkeys((
        "conditional format", "number format", "formula", "scenario", "pronunciation", "query",
        "cells of another workbook", "slicer", "log of changes", "filter", "item of a list box",
        "view of one's own", "folder in which it was kept", "rows of a pivot table",
    ), _LEFT),
    **dict.fromkeys((
        "name of a sheet", "defined name", "name of a column", "pivot table without its records",
        "caption in a pivot table",
        # One workbook, in which a sheet is called by the name.
        "hidden sheet (LibreOffice)", "hidden row (LibreOffice)", "comment (LibreOffice)",
        "name of a sheet (LibreOffice)",
    ), _REFUSED),
}  # fmt: skip


@pytest.mark.parametrize(
    ("samples", "shorten", "otherwise"),
    [
        (word.samples, shorten_docx, _WORD),
        (slides.samples, shorten_pptx, _SLIDES),
        (excel.samples, shorten_xlsx, _WORKBOOK),
    ],
    ids=["docx", "pptx", "xlsx"],
)
def test_every_place(
    samples: Callable[[], tuple[Sample, ...]],
    shorten: Callable[[bytes, Shortening], bytes],
    otherwise: Mapping[str, str],
) -> None:
    named = [sample for sample in samples() if names_in(sample.content, sample.name)]
    became = {sample.carrier: _became(sample, shorten) for sample in named}
    assert {carrier: became[carrier] for carrier in became if became[carrier] != "shortened"} == otherwise


def _became(sample: Sample, shorten: Callable[[bytes, Shortening], bytes]) -> str:
    try:
        after = shorten(sample.content, shortening())
    except CannotRewriteError as problem:
        return _REFUSED if WORDS not in problem.reason else "refused, with a name"
    if after == sample.content:
        return _LEFT
    found = names_in(after, sample.name)
    return f"still found: {found}" if found else "shortened"
