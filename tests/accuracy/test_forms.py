"""The forms of names say what their titles promise."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.roster import Pupil
from tests.accuracy import spelling
from tests.accuracy.forms import FORMS
from tests.accuracy.matrix import form_title
from tests.accuracy.people import SCHOOLS

PUPILS = [pupil for school in SCHOOLS for pupil in school.pupils]
HENRY = Pupil("1", "Henry", "Tudor", "James", preferred_forename="Harry", former_surname="Oakes")
ZOE = Pupil("2", "Zoë", "O'Neill")
THOMAS = Pupil("3", "Thomas", "Smith-Jones")
LAYLA = Pupil("4", "Layla", "Al-Hassan")


def written(title: str, pupil: Pupil) -> str | None:
    (form,) = (form for form in FORMS if form_title(form) == title)
    name = form.write(pupil, random.Random(1))
    return None if name is None else name.text


@pytest.mark.parametrize(
    ("title", "pupil", "text"),
    [
        ("order: Grace Bishop", HENRY, "Henry Tudor"),
        ("order: Bishop, Grace", HENRY, "Tudor, Henry"),
        ("middle names: Henry J. Tudor", HENRY, "Henry J. Tudor"),
        ("middle names: Tudor, Henry James", ZOE, None),
        ("other names: preferred forename", HENRY, "Harry Tudor"),
        ("other names: former name", HENRY, "Henry Oakes"),
        ("other names: TUDOR, Henry (Harry)", HENRY, "TUDOR, Henry (Harry)"),
        ("double names: Smith Jones, Anne Marie", THOMAS, "Thomas Smith Jones"),
        ("double names: second half", THOMAS, "Thomas Jones"),
        ("double names: second half", LAYLA, None),
        ("particles: al Hassan", LAYLA, "Layla al Hassan"),
        ("particles: Alhassan", LAYLA, "Layla Alhassan"),
        ("marks: Zoe", ZOE, "Zoe O'Neill"),
        ("marks: Zoe", HENRY, None),
        ("apostrophes: O’Neill", ZOE, "Zoë O’Neill"),
        ("apostrophes: ONeill", ZOE, "Zoë ONeill"),
        ("endings: James Collins'", THOMAS, "Thomas Smith-Jones'"),
        ("endings: James Collins'", HENRY, None),
        ("gaps: line break in a quotation", HENRY, "Henry\n> Tudor"),
        ("gaps: hyphenated at the end of a line", HENRY, None),
        ("disguises: G.r.a.c.e B.i.s.h.o.p", HENRY, "H.e.n.r.y T.u.d.o.r"),
        ("user names: gracebishop08@…", ZOE, "zoeoneill08@gmail.com"),
        ("user names: GraceBishop", THOMAS, "ThomasSmithJones"),
    ],
)
def test_a_form_is_what_its_title_says(title: str, pupil: Pupil, text: str | None) -> None:
    assert written(title, pupil) == text


def test_every_form_has_a_title_of_its_own_and_somebody_to_bear_it() -> None:
    titles = [form_title(form) for form in FORMS]
    assert len(set(titles)) == len(titles)
    unused = [title for title in titles if all(written(title, pupil) is None for pupil in PUPILS)]
    assert unused == []


def test_only_one_form_is_the_name_as_it_is() -> None:
    same = {
        form_title(form)
        for form in FORMS
        for pupil in PUPILS
        if written(form_title(form), pupil) == f"{pupil.forename} {pupil.surname}"
    }
    assert same == {"order: Grace Bishop"}


def test_every_pupil_has_an_id_of_their_own() -> None:
    assert len({pupil.id for pupil in PUPILS}) == len(PUPILS) > 100


def distance(one: str, other: str) -> int:
    """Optimal string alignment: letters put in, left out, replaced, and neighbours swapped."""
    rows = [[at + other_at for other_at in range(len(other) + 1)] for at in range(len(one) + 1)]
    for at in range(1, len(one) + 1):
        for other_at in range(1, len(other) + 1):
            same = one[at - 1] == other[other_at - 1]
            rows[at][other_at] = min(
                rows[at - 1][other_at] + 1,
                rows[at][other_at - 1] + 1,
                rows[at - 1][other_at - 1] + (not same),
            )
            crossed = one[at - 2 : at] == other[other_at - 2 : other_at][::-1]
            if at > 1 and other_at > 1 and crossed:
                rows[at][other_at] = min(rows[at][other_at], rows[at - 2][other_at - 2] + 1)
    return rows[-1][-1]


WORDS = st.text("abcdefghilmnorstuw", min_size=7, max_size=14).filter(lambda word: len(set(word[1:])) > 1)


@pytest.mark.parametrize(
    "slip", [spelling.inserted, spelling.deleted, spelling.substituted, spelling.swapped]
)
@given(word=WORDS, seed=st.integers())
def test_a_slip_is_one_error_and_leaves_the_first_letter(
    slip: Callable[[str, random.Random], str], word: str, seed: int
) -> None:
    wrong = slip(word, random.Random(seed))
    assert distance(word, wrong) == 1
    assert wrong[0] == word[0]
