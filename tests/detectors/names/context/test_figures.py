"""Well-known people are known, by whichever name comes first, and pupils are not taken for them."""

from __future__ import annotations

import pytest

from detectors.names.context.figures import FIGURES, is_figure
from detectors.names.fold import words_of


@pytest.mark.parametrize(
    "name",
    [
        "Henry Tudor",
        "Tudor, Henry",
        "Anne Frank",
        "MARY SEACOLE",
        "Emily Brontë",
        "Harry Potter",
        "Oliver Twist",
        "James Watt",
        "Isambard Kingdom Brunel",
        "Robin Hood",
        "Elizabeth Bennet",
    ],
)
def test_are_figures(name: str) -> None:
    assert is_figure(words_of(name))


@pytest.mark.parametrize(
    "name", ["Grace Bishop", "Henry", "Tudor", "Zoë O'Neill", "John Smith", "Henry Potter", ""]
)
def test_are_none(name: str) -> None:
    assert not is_figure(words_of(name))


def test_the_list_is_folded_and_holds_full_names_only() -> None:
    assert len(FIGURES) > 700
    assert all(len(words_of(name)) > 1 and " ".join(words_of(name)) == name for name in FIGURES)
