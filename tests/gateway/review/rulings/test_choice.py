"""What a form may say: nothing that our page does not offer, and nothing half said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.review.ruling import Rest, Share
from gateway.review.rulings.choice import (
    MOST_CHARACTERS,
    Asked,
    BadFormError,
    Choice,
    IncompleteError,
    Missing,
    Way,
    read_choice,
)

PARENT, OTHER = "parent@example.com", "other@example.net"
ASKED = Asked((PARENT, OTHER), ("Use initials.", "Lock the file."))


def form(way: str, **fields: str | list[str]) -> dict[str, list[str]]:
    given = {"way": way, "version": "3", **fields}
    return {name: [value] if isinstance(value, str) else value for name, value in given.items()}


@pytest.mark.parametrize("way", ["release", "securely", "as-it-came", "drop-deletion", "agree-to-deletion"])
def test_it_is_for_all_unless_a_share_is_asked_for(way: str) -> None:
    assert read_choice(form(way, to=[PARENT]), ASKED) == Choice(Way(way), 3, Share((PARENT, OTHER)))


def test_a_share_is_those_who_are_ticked_and_held() -> None:
    said = form("some", how="release", to=["stranger@example.com", OTHER], words="Later.")
    choice = read_choice(said, ASKED)
    assert (choice.way, choice.some, choice.share) == (Way.RELEASE, True, Share((OTHER,), Rest.HELD, ""))


def test_of_the_others_the_sender_is_told_only_where_they_do_not_get_it() -> None:
    said = form("some", how="securely", to=OTHER, rest="not-sent", words=" She moved. ")
    assert read_choice(said, ASKED).share == Share((OTHER,), Rest.NOT_SENT, "She moved.")


def test_a_note_is_the_ready_sentences_that_are_ours_then_own_words() -> None:
    said = form("return", sentence=["Lock the file.", "Forged.", "Use initials."], words=" As agreed.\r\nJo ")
    assert read_choice(said, ASKED).note == "Use initials. Lock the file. As agreed.\nJo"


def test_where_nobody_reads_it_a_note_is_not_asked_for() -> None:
    assert read_choice(form("return"), Asked((PARENT,), needs_note=False)).note == ""


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (form("some", how="release"), Missing.NOBODY_TICKED),
        (form("some", how="release", to="stranger@example.com"), Missing.NOBODY_TICKED),
        (form("return", words=" \r\n "), Missing.NO_NOTE),
        (form("return", sentence="Forged."), Missing.NO_NOTE),
        (form("return", words="x" * (MOST_CHARACTERS + 1)), Missing.TOO_LONG),
        (form("propose-deletion", reason="because"), Missing.NO_REASON),
        (form("propose-deletion", reason="x" * (MOST_CHARACTERS + 1)), Missing.TOO_LONG),
    ],
)
def test_what_is_missing_is_said(said: dict[str, list[str]], missing: Missing) -> None:
    with pytest.raises(IncompleteError) as raised:
        read_choice(said, ASKED)
    assert raised.value.missing is missing


@pytest.mark.parametrize(
    "said",
    [
        {},
        form("burn"),
        form("release", version=""),
        form("release", version="-1"),
        form("release", version="9" * 5000),
        form("release", version="٣"),
        form("some", how="return", to=PARENT),
        form("some", to=PARENT),
        form("some", how="release", to=PARENT, rest="burn"),
    ],
)
def test_a_form_that_is_not_ours_is_refused(said: dict[str, list[str]]) -> None:
    with pytest.raises(BadFormError):
        read_choice(said, ASKED)


@given(
    st.dictionaries(
        st.sampled_from(("way", "version", "to", "how", "rest", "words", "sentence", "reason", "previewed")),
        st.lists(st.one_of(st.text(max_size=20), st.sampled_from((*Way, "3", PARENT, OTHER))), max_size=3),
    )
)
def test_whatever_a_form_says_nobody_is_added(said: dict[str, list[str]]) -> None:
    try:
        choice = read_choice(said, ASKED)
    except (BadFormError, IncompleteError):
        return
    assert choice.share.people
    assert set(choice.share.people) <= {PARENT, OTHER}
