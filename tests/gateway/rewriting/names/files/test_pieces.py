"""Text in pieces: what is replaced in the whole is replaced in the pieces, and in no other letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.names.files.pieces import Piece, Wording
from gateway.rewriting.names.spots import Replacement, replaced


def _piece(text: str, *, struck: bool = False) -> Piece:
    return Piece(0, 0, text, text, struck=struck)


@st.composite
def _texts(draw: st.DrawFn) -> tuple[list[str], list[Replacement]]:
    """Texts, and replacements in all of them together."""
    texts = draw(st.lists(st.text("abc ", max_size=6), min_size=1, max_size=8))
    ends = sorted(draw(st.sets(st.integers(0, sum(map(len, texts))), max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return texts, [Replacement(start, end, draw(st.text("XY", max_size=3))) for start, end in pairs]


@given(_texts())
def test_the_whole_reads_as_if_it_were_one_text(drawn: tuple[list[str], list[Replacement]]) -> None:
    texts, replacements = drawn
    wording = Wording(map(_piece, texts))
    wording.replace(replacements)
    assert wording.text == replaced("".join(texts), replacements)


@given(_texts())
def test_pieces_that_are_not_touched_stay(drawn: tuple[list[str], list[Replacement]]) -> None:
    texts, replacements = drawn
    wording = Wording(map(_piece, texts))
    wording.replace(replacements)
    start = 0
    for text, piece in zip(texts, wording.pieces, strict=True):
        touched = any(each.start < start + len(text) and each.end > start for each in replacements)
        assert touched or piece.text == text
        start += len(text)


@pytest.mark.parametrize(
    ("spans", "after"),
    [
        (["Grace ", "Bishop", " came"], ["G.B.", "", " came"]),
        (["Dear Gr", "ace Bi", "shop came"], ["Dear G.B.", "", " came"]),
        (["", "Grace Bishop", ""], ["", "G.B.", ""]),
    ],
)
def test_the_first_piece_gets_the_form(spans: list[str], after: list[str]) -> None:
    wording = Wording(map(_piece, spans))
    start = wording.text.index("Grace")
    wording.replace([Replacement(start, start + len("Grace Bishop"), "G.B.")])
    assert [piece.text for piece in wording.pieces] == after


def test_the_end_of_a_line_stays() -> None:
    wording = Wording([_piece("Grace"), "\n", _piece("Bishop")])
    wording.replace([Replacement(0, 12, "G.B.")])
    assert wording.text == "G.B.\n"


def test_of_a_name_that_is_half_struck_the_struck_half_goes() -> None:
    wording = Wording([_piece("Grace "), _piece("Bishop", struck=True)])
    wording.replace([Replacement(0, 12, "G.B.")])
    assert [piece.text for piece in wording.pieces] == ["Grace ", ""]


def test_a_piece_in_two_wordings_is_changed_in_both() -> None:
    shared = _piece("Grace Bishop")
    one, other = Wording([shared]), Wording(["Dear ", shared])
    one.replace([Replacement(0, 12, "G.B.")])
    assert other.text == "Dear G.B."
