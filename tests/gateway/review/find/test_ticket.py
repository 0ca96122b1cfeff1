"""A search in an address: sealed, one's own, and good for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.review.find.people import Kind, Somebody
from gateway.review.find.ticket import NoTicketError, Search, Stage, search_of, ticket_of
from tests.support.judged import NOW
from tests.support.keys import seal_of

SEAL = seal_of(b"k" * 32)
SEARCH = Search(Somebody(Kind.PUPIL, "Oakfield Academy", "Grace Bishop", "1042", (("grace", "bishop"),)), NOW)


def test_it_comes_back_as_it_was() -> None:
    ticket = ticket_of(SEAL, SEARCH, 7, Stage.SEARCH)
    assert search_of(SEAL, ticket, 7, Stage.SEARCH, NOW + timedelta(minutes=59)) == SEARCH
    assert "Grace" not in ticket


@pytest.mark.parametrize(
    ("account", "stage", "minutes"),
    [(8, Stage.SEARCH, 0), (7, Stage.CHOICE, 0), (7, Stage.SEARCH, 61), (7, Stage.SEARCH, -1)],
)
def test_another_persons_another_stages_or_an_old_one_is_none(
    account: int, stage: Stage, minutes: int
) -> None:
    ticket = ticket_of(SEAL, SEARCH, 7, Stage.SEARCH)
    with pytest.raises(NoTicketError):
        search_of(SEAL, ticket, account, stage, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("ticket", ["", "a", "é", "AAAA" * 20, "x" * 9000, "=" * 40])
def test_what_is_none(ticket: str) -> None:
    with pytest.raises(NoTicketError):
        search_of(SEAL, ticket, 7, Stage.SEARCH, NOW)
