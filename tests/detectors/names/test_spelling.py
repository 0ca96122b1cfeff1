"""Every way in which a name is written is among its spellings, and nothing that is less than the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.names.spelling import Manner, forename_spellings, surname_spellings

NAME = st.text(st.sampled_from("abcÉøß'’- .DMOcZ"), max_size=24) | st.text(max_size=12)


def forenames(name: str, manner: Manner = Manner.WHOLE) -> set[str]:
    return {" ".join(words) for words, each in forename_spellings(name).items() if each is manner}


def surnames(name: str, manner: Manner = Manner.WHOLE) -> set[str]:
    return {" ".join(words) for words, each in surname_spellings(name).items() if each is manner}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bishop", {"bishop"}),
        ("Smith-Jones", {"smith jones", "smithjones"}),
        ("O'Neill", {"o neill", "oneill"}),
        ("ONEILL", {"o neill", "oneill"}),
        ("de la Cruz", {"de la cruz", "delacruz", "dela cruz"}),
        ("van der Berg", {"van der berg", "vanderberg", "vander berg"}),
        ("al-Hassan", {"al hassan", "alhassan"}),
        ("Alhassan", {"al hassan", "alhassan"}),
        ("MacDonald", {"macdonald", "mac donald"}),
        ("Mc Donald", {"mcdonald", "mc donald"}),
        ("Ní Bhriain", {"ni bhriain", "nibhriain"}),
        ("ap Gwilym", {"ap gwilym", "apgwilym"}),
        ("Uddin", {"uddin", "ud din"}),
        ("Müller", {"muller", "mueller"}),
        ("Kjærgaard", {"kjaergaard"}),
        ("李", {"李"}),
    ],
)
def test_a_surname_is_written(name: str, expected: set[str]) -> None:
    assert expected <= surnames(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Grace", {"grace"}),
        ("Mary Jane", {"mary jane", "maryjane"}),
        ("Mary-Jane", {"mary jane", "maryjane"}),
        ("MaryJane", {"mary jane", "maryjane"}),
        ("Jürgen", {"jurgen", "juergen"}),
        ("Abdul Rahman", {"abdul rahman", "abdulrahman"}),
        ("伟", {"伟"}),
    ],
)
def test_a_forename_is_written(name: str, expected: set[str]) -> None:
    assert expected <= forenames(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Muhammad", {"mohammed", "mohamed", "mohammad", "md"}),
        ("Abdul Rahman", {"abdur rahman", "abdurrahman", "abdirahman"}),
        ("Mueller", set[str]()),
        ("Katherine", {"catherine", "kathryn"}),
        ("Joerg", {"jorg"}),
    ],
)
def test_a_forename_has_other_spellings(name: str, expected: set[str]) -> None:
    assert expected <= forenames(name, Manner.FAMILY)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Hussain", {"hussein", "hossain"}), ("Chowdhury", {"choudhury"}), ("Mueller", {"muller"})],
)
def test_a_surname_has_other_spellings(name: str, expected: set[str]) -> None:
    assert expected <= surnames(name, Manner.FAMILY)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Elizabeth", {"liz", "beth", "lizzie"}),
        ("William", {"will", "bill"}),
        ("Josh", {"joshua"}),
        ("Muhammad", {"mo"}),
        ("Mohammed", {"mo"}),
        ("Oliver", {"ollie"}),
    ],
)
def test_short_forms(name: str, expected: set[str]) -> None:
    assert expected <= forenames(name, Manner.SHORT)


@pytest.mark.parametrize(
    ("name", "halves"),
    [
        ("Smith-Jones", {"smith", "jones"}),
        ("O'Neill-Smith", {"o neill", "oneill", "smith"}),
        ("García López", {"garcia", "lopez"}),
    ],
)
def test_halves_of_double_surnames(name: str, halves: set[str]) -> None:
    assert halves <= surnames(name, Manner.HALF)
    assert not halves & surnames(name)


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("MacDonald", {"mcdonald", "donald"}),
        ("O'Neill", {"neill", "o"}),
        ("de la Cruz", {"cruz", "de", "la", "de la"}),
        ("Smith", {"smyth", "jones", "s"}),
    ],
)
def test_never_less_than_the_name(name: str, never: set[str]) -> None:
    assert never.isdisjoint(" ".join(words) for words in surname_spellings(name))


@pytest.mark.parametrize("name", ["", "-", "G", " . ", "7", "x " * 5000, "y" * 10_000])
def test_what_is_no_name_has_no_spelling(name: str) -> None:
    assert forename_spellings(name) == {}
    assert surname_spellings(name) == {}


def test_a_corrupt_name_is_bounded() -> None:
    assert len(surname_spellings(" ".join(["de la O'Mary-Jane"] * 3))) <= 2000


@given(NAME)
def test_spellings_are_made_of_words(name: str) -> None:
    for words in (*forename_spellings(name), *surname_spellings(name)):
        assert words
        assert all(words)


@pytest.mark.parametrize(("name", "never"), [("Jack", {"john"}), ("Leo", {"leonard"})])
def test_a_short_name_that_is_given_by_itself_is_not_lengthened(name: str, never: set[str]) -> None:
    assert never.isdisjoint(forenames(name, Manner.SHORT))
