"""Who is meant by what was typed."""

from __future__ import annotations

import pytest

from gateway.review.find.people import Kind, by_address, by_words, people_in
from tests.gateway.review.find.conftest import ROSTER


def found(typed: str) -> list[tuple[Kind, str]]:
    return [(each.kind, each.name) for each in people_in(ROSTER, "Oakfield Academy", typed)]


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("grace", [(Kind.PUPIL, "Grace Bishop")]),
        ("bish", [(Kind.PUPIL, "Grace Bishop"), (Kind.CONTACT, "Mary Bishop")]),
        ("  BISHOP  gr ", [(Kind.PUPIL, "Grace Bishop")]),
        ("zoe oneill", []),
        ("zoe o'neill", [(Kind.PUPIL, "Zoë O'Neill")]),
        ("Zed", [(Kind.PUPIL, "Zoë O'Neill")]),
        ("smith", [(Kind.PUPIL, "Siân Smith-Jones")]),
        ("teacher", [(Kind.STAFF, "Ada Teacher")]),
        ("A.Teacher@oakfield.sch.uk", [(Kind.STAFF, "Ada Teacher")]),
        ("grace.home@example.net", [(Kind.CONTACT, "Mary Bishop")]),
        ("", []),
        ("\N{ZERO WIDTH SPACE}7 %", []),
    ],
)
def test_people_in(typed: str, people: list[tuple[Kind, str]]) -> None:
    assert found(typed) == people


def test_a_pupil_is_found_by_their_id_their_names_and_their_own_addresses() -> None:
    (henry,) = people_in(ROSTER, "Oakfield Academy", "henry")
    assert (henry.pupil, henry.names) == ("1044", (("henry", "tudor"),))
    assert henry.addresses == ("htudor@pupils.oakfield.sch.uk",)


@pytest.mark.parametrize("typed", ["", "@", "x@", "@y", "a b@example.com", "7", "a"])
def test_what_is_neither_a_name_nor_an_address(typed: str) -> None:
    assert by_address("Oakfield Academy", typed) is None
    assert (
        by_words("Oakfield Academy", typed.replace("@", " ").replace("b", "").replace("example.com", ""))
        is None
    )
