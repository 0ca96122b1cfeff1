"""The text of a header field is written so that every reader reads it as it is meant."""

from __future__ import annotations

import email
import email.policy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.mime.header import read_header
from detectors.mime.words import decode_words
from gateway.rewriting.names.words import encoded_words, unstructured

_NAME = "Subject:"


def field(text: str, line_end: str = "\r\n") -> str:
    return f"{_NAME} {unstructured(text, len(_NAME) + 1, line_end)}{line_end}"


def test_plain_text_stays_plain_and_is_folded_where_it_has_white_space() -> None:
    assert field("About G.B.") == "Subject: About G.B.\r\n"
    lines = field("word " * 40 + "\tend").split("\r\n")
    assert max(map(len, lines)) <= 78
    assert "".join(lines) == "Subject: " + "word " * 40 + "\tend"


@pytest.mark.parametrize(
    "text", ["Zoë O.", " G.B. ", "=?utf-8?q?x?=", "a\nb", "", "王 " * 60, "é" * 200, "\x00"]
)
def test_all_else_is_encoded(text: str) -> None:
    written = field(text, "\n")
    assert written.isascii()
    assert decode_words(read_header(written.encode(), 0, len(written)).fields[0].value) == text


def test_what_can_be_read_as_it_stands_is_left_so_as_far_as_may_be() -> None:
    assert encoded_words("Zoë O. is late", 0) == ["=?utf-8?q?Zo=C3=AB_O._is_late?="]
    assert encoded_words("王小明", 0) == ["=?utf-8?b?546L5bCP5piO?="]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_words_are_short_and_are_read_by_another_parser(text: str) -> None:
    words = encoded_words(text, 9)
    assert max(map(len, words)) <= 75
    assert len(words[0]) <= 76 - 9
    assert all(re.fullmatch(r"=\?utf-8\?[bq]\?[!->@-~]+\?=", word) for word in words)
    assert decode_words(" ".join(words)) == text
    if text.isprintable():  # Python's own parser makes white space of what is none
        assert str(email.message_from_string(field(text), policy=email.policy.default)["subject"]) == text
