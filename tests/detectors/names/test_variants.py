"""Every form of a full name is among the variants, and nothing that is less than a full name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.variants import variants
from detectors.roster import Pupil

NAME = st.text(st.sampled_from("abcÉøß'’- .DMOcZ"), max_size=24) | st.text(max_size=12)


def written(pupil: Pupil, *, partial: bool = False) -> set[str]:
    return {" ".join(each.words) for each in variants(pupil) if each.partial is partial}


@pytest.mark.parametrize(
    ("pupil", "expected"),
    [
        (Pupil("1", "Grace", "Bishop"), {"grace bishop", "bishop grace"}),
        (
            Pupil("1", "Henry", "Tudor", middle_names="James Arthur"),
            {"henry tudor", "henry james tudor", "henry j tudor", "henry j a tudor", "henry james a tudor"},
        ),
        (
            Pupil("1", "Muhammad", "Khan", preferred_forename="Ali", former_surname="Begum"),
            {"muhammad khan", "ali khan", "ali begum", "muhammad begum", "khan ali", "muhammad ali khan"},
        ),
        (Pupil("1", "Grace", "Smith-Jones"), {"grace smith jones", "grace smithjones", "smith jones grace"}),
        (Pupil("1", "Grace", "O'Neill"), {"grace o neill", "grace oneill", "oneill grace"}),
        (Pupil("1", "Grace", "ONEILL"), {"grace o neill", "grace oneill"}),
        (Pupil("1", "Ana", "de la Cruz"), {"ana de la cruz", "ana delacruz", "ana dela cruz"}),
        (
            Pupil("1", "Lotte", "van der Berg"),
            {"lotte van der berg", "lotte vanderberg", "lotte vander berg"},
        ),
        (Pupil("1", "Omar", "al-Hassan"), {"omar al hassan", "omar alhassan"}),
        (Pupil("1", "Isla", "MacDonald"), {"isla macdonald", "isla mac donald"}),
        (Pupil("1", "Isla", "Mc Donald"), {"isla mcdonald", "isla mc donald"}),
        (Pupil("1", "Siobhán", "Ní Bhriain"), {"siobhan ni bhriain", "siobhan nibhriain"}),
        (Pupil("1", "Mary Jane", "Bishop"), {"mary jane bishop", "maryjane bishop"}),
        (Pupil("1", "Jürgen", "Müller"), {"jurgen muller", "juergen mueller"}),
        (Pupil("1", "伟", "李"), {"伟 李", "李 伟"}),
    ],
)
def test_whole_forms(pupil: Pupil, expected: set[str]) -> None:
    assert expected <= written(pupil)


@pytest.mark.parametrize(
    ("pupil", "expected"),
    [
        (Pupil("1", "Grace", "Smith-Jones"), {"grace smith", "grace jones", "smith grace", "jones grace"}),
        (Pupil("1", "Mary Jane", "Bishop"), {"mary bishop", "jane bishop", "mary j bishop", "bishop mary"}),
        (Pupil("1", "Grace", "O'Neill-Smith"), {"grace o neill", "grace oneill", "grace smith"}),
    ],
)
def test_halves_of_double_names(pupil: Pupil, expected: set[str]) -> None:
    assert expected <= written(pupil, partial=True)
    assert not expected & written(pupil)


@pytest.mark.parametrize(
    ("pupil", "never"),
    [
        (
            Pupil("1", "Henry", "Tudor", middle_names="James"),
            {"h tudor", "henry t", "j tudor", "james tudor", "henry"},
        ),
        (Pupil("1", "Isla", "MacDonald"), {"isla mcdonald", "isla donald"}),
        (Pupil("1", "Grace", "O'Neill"), {"grace neill", "grace o"}),
        (Pupil("1", "Ana", "de la Cruz"), {"ana cruz", "ana de", "ana la"}),
    ],
)
def test_never_less_than_a_full_name(pupil: Pupil, never: set[str]) -> None:
    assert not never & (written(pupil) | written(pupil, partial=True))


@pytest.mark.parametrize(
    ("forename", "surname"), [("Grace", ""), ("", "Bishop"), ("G", "Bishop"), ("Grace", "-"), ("", "")]
)
def test_one_name_is_no_full_name(forename: str, surname: str) -> None:
    assert variants(Pupil("1", forename, surname)) == ()


def test_a_corrupt_roster_is_bounded() -> None:
    particles = " ".join(["de la O'Mary-Jane"] * 3)
    assert len(variants(Pupil("1", particles, particles, "a b c d", particles, particles, particles))) <= 2000
    assert variants(Pupil("1", "x " * 5000, "y" * 10_000)) == ()


@given(NAME, NAME, NAME, NAME)
def test_variants_are_two_names_and_never_empty(first: str, last: str, middle: str, preferred: str) -> None:
    found = variants(Pupil("1", first, last, middle, preferred))
    for variant in found:
        assert all(variant.words)
        assert 0 < variant.split < len(variant.words)
    assert len({variant.words for variant in found}) == len(found)
