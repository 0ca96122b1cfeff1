"""A page out of a message keeps its layout, and can do nothing."""

from __future__ import annotations

import re
import time

import pytest

from gateway.inspection.harmless import MOST_CHARACTERS, harmless

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    '<p style="background:url(http://evil.example/x)">x</p>',
    '<p style="background:u\\72l(http://evil.example/x)">x</p>',
    '<p style="width:expression(alert(1))">x</p>',
    "<style>@import 'http://evil.example/x';</style>",
    '<meta http-equiv=refresh content="0;url=http://evil.example">',
    '<base href="http://evil.example/">',
    '<form action="http://evil.example"><input name=a><button formaction="http://evil.example">x</button></form>',
    '<iframe src="http://evil.example"></iframe>',
    '<object data="http://evil.example"></object><embed src="http://evil.example">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="http://evil.example">x</a>',
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<table background="http://evil.example/x"><tr><td background="http://evil.example/y">x</td></tr></table>',
    '<link rel=stylesheet href="http://evil.example/x.css">',
    '<video poster="http://evil.example/x"><source src="http://evil.example/y"></video>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<a id=page name=page class=card>x</a>",
    "<p onclick=alert(1) hx-get=/cases data-x=1>x</p>",
)
TAG = re.compile(r"<[a-z][^>]*>", re.IGNORECASE)
FORBIDDEN = re.compile(
    r"\b(on\w+|href|src|action|id|class|background|poster|hx-\w+)\s*=|url|script", re.IGNORECASE
)


@pytest.mark.parametrize("source", HOSTILE)
def test_no_tag_that_is_left_runs_fetches_or_leads_anywhere(source: str) -> None:
    page = harmless(f"<p>before</p>{source}<p>behind</p>")
    assert page is not None
    assert "before" in page
    for tag in TAG.findall(page):
        outside_quotes = re.sub(r'"[^"]*"', '""', tag) if "style" not in tag else tag
        assert not FORBIDDEN.search(outside_quotes), tag
    assert "alert(1)" not in re.sub(r'title="[^"]*"', "", page) or "&lt;" in page


def test_the_layout_stays() -> None:
    style = "color: rgb(1, 2, 3); position: fixed"
    page = harmless(f'<table border="1"><tr><td colspan="2" style="{style}">x</td></tr></table>')
    assert page is not None
    assert 'colspan="2"' in page
    assert "rgb(1, 2, 3)" in page.replace("rgb(1,2,3)", "rgb(1, 2, 3)")
    assert "position" not in page


def test_what_is_nested_too_deeply_is_not_cleaned() -> None:
    assert harmless("<div>" * 50_000) is None
    assert harmless("line<br>" * 20_000) is not None


@pytest.mark.parametrize("piece", ["<", "<b><p>", "<p a=b ", "<a><b><i>", "<!--", "<table><tr><td>", "</p>"])
def test_hostile_pages_take_little_time(piece: str) -> None:
    started = time.process_time()
    harmless(piece * (MOST_CHARACTERS // len(piece)))
    assert time.process_time() - started < 3
