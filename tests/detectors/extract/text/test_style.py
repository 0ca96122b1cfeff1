"""Tests for detectors.extract.text.style."""

from __future__ import annotations

import pytest

from detectors.extract.text.style import hiding, style_of
from tests.support.timing import quickest


@pytest.mark.parametrize(
    ("sheet", "hidden"),
    [
        (".a { display: none }", {".a"}),
        ("#A, td.b > I{FONT-SIZE:0}", {"#a", "i"}),
        ("@media screen{p span.c{opacity:0}} .d{color:red}", {".c"}),
        (".e{font-size:12px; opacity:0.9; background-color:#fff; max-width:600px; left:-1px}", set()),
        ("}{", set()),
    ],
)
def test_what_a_style_sheet_hides(sheet: str, hidden: set[str]) -> None:
    assert hiding([sheet]) == hidden


def test_an_element_is_hidden_by_its_tag_its_classes_and_its_id() -> None:
    hidden = frozenset({"i", ".note", "#first"})
    for tag, attributes in (("i", {}), ("p", {"class": "Large NOTE"}), ("p", {"id": "first"})):
        assert style_of(tag, attributes, hidden).hidden
    assert not style_of("p", {"class": "first", "id": "note"}, hidden).hidden


@pytest.mark.parametrize("piece", ["a{", "}", ".a,", ".a{display:none}", "color:", "left:-", "<i "])
def test_time_is_linear(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert quickest(lambda: (hiding([text]), style_of("p", {"style": text}))) < 1.0
