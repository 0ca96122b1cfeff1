from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.quoting import one_line, sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Trip letter", "Trip letter"),
        ("  Trip\r\n\tletter  ", "Trip letter"),
        ("Trip\x00letter", "Trip letter"),
        ("Trip\u2028letter\u2029", "Trip letter"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("\u2067Trip\u2069 \u200fletter\ufeff", "Trip letter"),
        ("Trip\ud83d letter", "Trip\ufffd letter"),
        ("👩\u200d🏫 Sports day", "👩\u200d🏫 Sports day"),
        ("Zoë O’Brien-Łuczak", "Zoë O’Brien-Łuczak"),
        ("", ""),
    ],
)
def test_one_line_keeps_what_can_be_seen(text: str, line: str) -> None:
    assert one_line(text) == line


def test_one_line_says_that_it_is_cut() -> None:
    assert one_line("a" * 11, 10) == "a" * 9 + "…"
    assert one_line("a" * 10, 10) == "a" * 10
    assert len(one_line("a" * 5_000_000, 10)) == 10


@given(st.text(st.characters(exclude_categories=[])), st.integers(1, 50))
def test_one_line_is_short_and_printable_whatever_it_was(text: str, limit: int) -> None:
    line = one_line(text, limit)

    assert len(line) <= limit
    assert not set(line) & set("\r\n\0\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert line.encode("utf-8").decode("utf-8") == line


def test_sentence() -> None:
    assert sentence("the name “Grace Bishop”") == "The name “Grace Bishop”"
    assert sentence("") == ""
