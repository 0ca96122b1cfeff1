"""What between two words makes them one name, and what keeps them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.joints import Joint, joint_of


@pytest.mark.parametrize(
    ("gaps", "joint"),
    [
        ((" ", "    ", "-", "'", "_", "__", "* *", " _"), Joint.SPACE),
        (("\n", "\r\n", " \n ", "\n> ", "\n>> ", "\n> > ", "-\n", "\v"), Joint.LINE),
        ((", ", " , ", ",\n", ",\n> "), Joint.COMMA),
        ((",", "\t", " | ", "|", '","'), Joint.CELL),
        ((".",), Joint.DOT),
        ((". ", ".  ", ".\n"), Joint.STOP),
        ((" - ", " -"), Joint.DASH),
        ((" (", ") ", ' "', '" ', "' ", " '", " [", "“"), Joint.BRACKET),
        (
            (
                "\n\n",
                "\n> \n> ",
                "\n- ",
                "\n* ",
                "\n • ",
                "; ",
                ";",
                " / ",
                ": ",
                " & ",
                "\x1f",
                "? ",
                "...",
                ") (",
            ),
            None,
        ),
    ],
)
def test_what_a_gap_means(gaps: tuple[str, ...], joint: Joint | None) -> None:
    assert {gap: joint_of(gap) for gap in gaps} == dict.fromkeys(gaps, joint)


@given(st.text(max_size=12))
def test_any_gap_is_judged(gap: str) -> None:
    assert joint_of(gap) in {None, *Joint}
