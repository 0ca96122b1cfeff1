"""Tests for detectors.extract.text.html."""

from __future__ import annotations

import time

import pytest

from tests.detectors.extract.files import body, read_parts, reasons, texts_at

LINES = [
    ("<b>Gra</b>ce <i>Bishop</i>", "Grace Bishop"),
    ("Grace\n   Bishop", "Grace Bishop"),
    ("Grace&nbsp;Bishop &amp; O&#8217;Neill", "Grace\xa0Bishop & O’Neill"),
    ("<p>Grace</p><p>Bishop</p>", "Grace\nBishop"),
    ("Grace<br>Bishop", "Grace\nBishop"),
    ("<ul><li>Grace<li>Bishop</ul>", "Grace\nBishop"),
    ("<pre>Grace\n  Bishop</pre>", "Grace\nBishop"),
    ("<span style='display:none'>Grace</span> <font color=white>Bishop</font>", "Grace Bishop"),
    ("<template><p>Grace</p></template>", "Grace"),
    ("<textarea>Grace</textarea>", "Grace"),
    ("<noscript>Grace</noscript>", "Grace"),
    ("<title>Grace</title>", "Grace"),
    ("Gr<!-- x -->ace", "Grace"),
    ("<style>p{}</style><script>var a</script>Grace", "Grace"),
    ("Grace<wbr>Bishop", "GraceBishop"),
]


@pytest.mark.parametrize(("page", "text"), LINES)
def test_words_are_put_together_as_they_are_shown(page: str, text: str) -> None:
    reading = read_parts(body(page.encode(), "text/html", "utf-8"))
    lines = [line.rstrip() for line in texts_at(reading, "body").split("\n")]
    assert "\n".join(lines) == text


def test_what_is_hidden_in_attributes_and_comments_is_kept_apart() -> None:
    page = (
        b"<img alt='Grace Bishop'><a title='Year 8' href='mailto:gbishop@oakfield.sch.uk'>write</a>"
        b"<input value='8K'><!-- Gra<b>ce</b> --><!-- just words -->"
    )
    reading = read_parts(body(page, "text/html"))
    assert texts_at(reading, "body") == "write"
    attributes = texts_at(reading, "body#attributes")
    for words in ("Grace Bishop", "Year 8", "gbishop@oakfield.sch.uk", "8K"):
        assert words in attributes
    assert "Grace" in texts_at(reading, "body#comments")
    assert "just words" in texts_at(reading, "body#comments")


def test_tables_keep_their_cells() -> None:
    page = b"<table><tr><th>Forename<th>Surname<tr><td>Gr<b>ace</b></td><td>Bishop</td></tr></table>"
    reading = read_parts(body(page, "text/html"))
    assert [table.rows for table in reading.tables] == [(("Forename", "Surname"), ("Grace", "Bishop"))]
    assert "Grace\tBishop" in texts_at(reading, "body")


def test_a_table_that_only_arranges_the_page_does_not_repeat_it() -> None:
    inner = "<table><tr><td>Grace</td><td>Bishop</td></tr></table>"
    page = f"<table><tr><td>Menu</td><td>{inner}</td></tr></table>"
    reading = read_parts(body(page.encode(), "text/html"))
    assert [table.rows for table in reading.tables] == [(("Grace", "Bishop"),), (("Menu", ""),)]


def test_the_page_names_its_charset_where_the_message_does_not() -> None:
    page = "<html><meta charset='iso-8859-7'><p>Ελένη</p>".encode("iso-8859-7")
    assert texts_at(read_parts(body(page, "text/html")), "body").strip() == "Ελένη"


@pytest.mark.parametrize(
    "page", ["<div>" * 100_000 + "Grace Bishop", "<b" * 300_000, "<table><tr><td>" * 20_000]
)
def test_hostile_pages_end_soon(page: str) -> None:
    started = time.perf_counter()
    reading = read_parts(body(page.encode(), "text/html"))
    assert time.perf_counter() - started < 5
    if "Grace" in page:
        assert "Grace Bishop" in texts_at(reading, "body")
        assert reasons(reading) == ["Its elements are nested too deeply for all of it to be read."]
