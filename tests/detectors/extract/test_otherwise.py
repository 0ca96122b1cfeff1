"""What texts say when they are read in another way: no text makes it raise, and none takes it long."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract.otherwise import otherwise
from detectors.extract.seams import by_columns
from detectors.extract.unpacked import is_packed, unpacked
from tests.support.timing import quickest

_PIECES = (
    "%47",
    "&#71;",
    "\\u0047",
    "<b>",
    "\x1b[1m",
    "\b",
    "\u202e",
    "\U000e0047",
    "ɹǝ",
    "Ив",
    "g4c",
    "=\n",
)
_LONG = 200_000  # characters


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Gr%61ce%20Bishop", "Grace Bishop"),
        ("Gr%2561ce", "Gr%61ce\n\nGrace"),
        ("Gr=61ce Bi=\r\nshop", "Grace Bishop"),
        ("Zo=C3=AB", "Zoë"),
        ("Gr&#97;ce", "Grace"),
        (r"Gr\x61ce \u0042ishop \102ishop", "Grace Bishop Bishop"),
        ("Gra<b>ce</b>", "Grace"),
        ("Grx\bace", "Grace"),
        ("\u202eecarG\u202c", "Grace"),
        ("Иван Петров", "Ivan Petrov"),
        ("Γιώργος", "Giorgos"),
        ("B1sh0p", "Blshop\n\nBishop"),
        ("6race 8ishop", "Grace Bishop"),
        ("Grac€", "Grace"),
        (base64.b64encode(b"I spoke to Grace").decode(), "I spoke to Grace"),
        (f'{{"a":"{base64.b64encode(b"I spoke to Grace").decode()}"}}', "I spoke to Grace"),
        (base64.b64encode("Zoë O'Neill".encode("utf-16-le")).decode(), "Zoë O'Neill"),
        (base64.b64encode("With Zoë O'Neill".encode("cp1252")).decode(), "With Zoë O'Neill"),
        (b"I spoke to Grace".hex(), "I spoke to Grace"),
    ],
)
def test_what_is_undone(written: str, read: str) -> None:
    assert read in [each.strip("\u202c") for each in otherwise(written)]


@pytest.mark.parametrize(
    "text", ["The coach leaves at nine.", "m.okafor@oakfield.sch.uk", "1st and 3rd", "6th, 8am", ""]
)
def test_most_text_has_one_reading(text: str) -> None:
    assert list(otherwise(text)) == []


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=4), max_size=40).map("".join))
def test_no_text_makes_it_raise(text: str) -> None:
    assert all(isinstance(each, str) for each in otherwise(text))


@pytest.mark.parametrize("piece", [*_PIECES, "A", "a1", "QUFB", "</a ", "\\", "&", "\x1b["])
def test_time_is_linear(piece: str) -> None:
    text = piece * (_LONG // len(piece))
    assert quickest(lambda: list(otherwise(text))) < 2.0


def test_a_table_that_is_written_down_its_columns() -> None:
    assert by_columns((("Forename", "Grace"), ("Surname", "Bishop"))) == "Forename\tSurname\nGrace\tBishop"
    assert by_columns((("Day", "Mon"), ("Room", "8"))) == ""


@given(
    st.lists(
        st.sampled_from(
            ("a" * 15, "a" * 16, "b", " ", "\n", "\x1f", "\x85", "\xa0", "\u2003", "é", "\ud800", "🎒")
        ),
        max_size=12,
    ).map("".join)
)
def test_no_long_word_is_passed_over(text: str) -> None:
    is_long = any(len(word) >= 16 for word in text.split())
    assert is_packed(text) or not is_long
    assert unpacked(text) == "" or is_long
