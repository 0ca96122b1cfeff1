"""The link in a notice: what it says comes back, and nothing that anybody else has made or changed does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.link import LASTS, BadLinkError, ExpiredLinkError, SenderLinks
from gateway.actions.tokens import OneTokenKey

NOW = datetime(2026, 11, 2, 15, 40, tzinfo=UTC)
LINKS = SenderLinks(OneTokenKey(b"this installation's"), "https://gate.oakfield.sch.uk")
SENDER = "a.teacher@oakfield.sch.uk"


def token_of(url: str) -> str:
    return url.rpartition("/")[2]


TOKEN = token_of(LINKS.url("B7K2M9P4Q6RX", SENDER, NOW))


def test_it_leads_to_the_page() -> None:
    assert LINKS.url("B7K2M9P4Q6RX", SENDER, NOW) == f"https://gate.oakfield.sch.uk/m/{TOKEN}"
    assert TOKEN.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "sender", [SENDER, "zoë.o'neill@oakfield.sch.uk", '"a b"@oakfield.sch.uk', "\udce9@x"]
)
def test_it_says_whose_message_it_is_and_until_when(sender: str) -> None:
    link = LINKS.read(token_of(LINKS.url("B7K2M9P4Q6RX", sender, NOW)), NOW)
    assert (link.message, link.sender, link.until) == ("B7K2M9P4Q6RX", sender, NOW + LASTS)


def test_the_last_second_counts() -> None:
    assert LINKS.read(TOKEN, NOW + LASTS).sender == SENDER
    with pytest.raises(ExpiredLinkError) as expired:
        LINKS.read(TOKEN, NOW + LASTS + timedelta(seconds=1))
    assert expired.value.link.message == "B7K2M9P4Q6RX"


def test_another_installations_is_none_of_ours() -> None:
    theirs = SenderLinks(OneTokenKey(b"another's"), LINKS.base).url("B7K2M9P4Q6RX", SENDER, NOW)
    with pytest.raises(BadLinkError):
        LINKS.read(token_of(theirs), NOW)


@pytest.mark.parametrize("length", range(0, len(TOKEN), 7))
def test_cut_short_it_is_bad(length: int) -> None:
    with pytest.raises(BadLinkError):
        LINKS.read(TOKEN[:length], NOW)


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_changed_in_one_place_it_is_bad(place: int, character: str) -> None:
    forged = TOKEN[:place] + character + TOKEN[place + 1 :]
    if forged != TOKEN:
        with pytest.raises(BadLinkError):
            LINKS.read(forged, NOW)


@given(st.text())
def test_anything_else_is_bad(text: str) -> None:
    with pytest.raises(BadLinkError):
        LINKS.read(text, NOW)


@pytest.mark.parametrize(
    "respelt",
    [
        TOKEN + "=",
        TOKEN + "==",
        f" {TOKEN}",
        f"{TOKEN}\n",
        f"{TOKEN[:9]}!{TOKEN[9:]}",
        f"{TOKEN}A",
        "A" * 10_000_000,
    ],
    ids=["padded", "padded twice", "space", "line end", "foreign letter", "longer", "endless"],
)
def test_a_token_has_one_spelling(respelt: str) -> None:
    with pytest.raises(BadLinkError):
        LINKS.read(respelt, NOW)


def test_the_secret_is_not_shown() -> None:
    assert "this installation" not in repr(LINKS)
