"""Nothing of a text is lost by folding, and nothing that was found is folded."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from detectors.finding import DetectorId
from gateway.inspection.exhibit import Span
from gateway.review.case.passages import passages, stretches


def _span(start: int, end: int) -> Span:
    return Span(start, end, DetectorId.PUPIL_NAME)


def test_a_short_text_is_shown_as_a_whole() -> None:
    (only,) = passages("Dear all,\n\nGrace Bishop\n", (_span(11, 23),))
    assert [(each.text, bool(each.found)) for each in only.stretches] == [
        ("Dear all,\n\n", False),
        ("Grace Bishop", True),
        ("\n", False),
    ]


def test_of_a_long_text_the_lines_around_a_finding_are_shown() -> None:
    text = "nothing is in this line\n" * 200
    at = text.index("nothing", 2400)
    before, shown, behind = passages(text, (_span(at, at + 7),))
    assert (before.folded, shown.folded, behind.folded) == (True, False, True)
    assert (before.lines, shown.lines, behind.lines) == (98, 5, 97)


def test_of_a_text_in_which_nothing_was_found_the_beginning_is_shown() -> None:
    first, rest = passages("nothing is in this line\n" * 200, ())
    assert (first.folded, first.lines, rest.folded) == (False, 12, True)


def test_what_overlaps_is_one_stretch_and_what_is_outside_is_none() -> None:
    spans = (_span(0, 5), _span(3, 8), _span(-2, 4), _span(7, 99), _span(6, 6))
    first, second = stretches("0123456789", spans)
    assert (first.text, len(first.found)) == ("01234567", 2)
    assert (second.text, second.found) == ("89", ())


@given(
    st.text(alphabet="ab \n\r\tß", max_size=6000),
    st.lists(st.tuples(st.integers(-5, 6000), st.integers(1, 400)), max_size=20),
)
def test_nothing_is_lost(text: str, places: list[tuple[int, int]]) -> None:
    spans = [_span(start, start + length) for start, length in places]
    told = passages(text, spans)
    assert "".join(piece.text for each in told for piece in each.stretches) == text
    for each in told:
        assert not (each.folded and any(piece.found for piece in each.stretches))
    marked = sum(len(piece.found) for each in told for piece in each.stretches)
    assert marked == sum(0 <= each.start < each.end <= len(text) for each in spans)


def test_long_lines_and_many_findings_take_little_time() -> None:
    text = "x" * 200_000
    spans = [_span(start, start + 2) for start in range(0, 200_000, 40)]
    started = time.process_time()
    passages(text, spans)
    passages("\n" * 200_000, spans)
    assert time.process_time() - started < 3
