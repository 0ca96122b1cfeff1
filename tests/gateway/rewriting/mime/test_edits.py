"""Edits replace what they say, and leave every other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rewriting.mime.edits import Edit, apply


def test_edits_are_made_in_order_of_place() -> None:
    assert (
        apply(b"abcdef", [Edit(4, 5, b"E"), Edit(0, 0, b"<"), Edit(1, 3, b""), Edit(6, 6, b">")]) == b"<adEf>"
    )


def test_two_at_one_place_stand_in_their_order() -> None:
    assert apply(b"ab", [Edit(1, 1, b"1"), Edit(1, 1, b"2"), Edit(1, 2, b"B")]) == b"a12B"


@pytest.mark.parametrize("edits", [[Edit(0, 2, b""), Edit(1, 3, b"")], [Edit(2, 1, b"")], [Edit(0, 9, b"")]])
def test_edits_that_overlap_or_lie_outside_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply(b"abcdef", edits)


@given(st.binary(max_size=40), st.data())
def test_what_is_not_edited_stays(raw: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    edits = [Edit(start, end, b"new") for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    kept = [0, *(place for edit in edits for place in (edit.start, edit.end)), len(raw)]
    pieces = [raw[start:end] for start, end in zip(kept[::2], kept[1::2], strict=True)]
    assert apply(raw, edits) == b"new".join(pieces)
