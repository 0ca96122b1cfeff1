"""A search as it stands in an address: sealed, so that no name is left in a browser's history or a log."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

from gateway.review.find.people import Somebody
from gateway.store.seal import BrokenSealError, Seal

LASTS = timedelta(hours=1)
_MOST = 8_000  # characters


class Stage(StrEnum):
    """A choice is somebody who may be meant; a search is on record, and only then anything is shown."""

    CHOICE = "choice"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Search:
    """Who is searched for, and since when. Good for the one who makes it, for an hour."""

    somebody: Somebody
    at: datetime


class NoTicketError(Exception):
    """There is no such search, it was somebody else's, or it is too old."""


_SEARCHES: TypeAdapter[Search] = TypeAdapter(Search)


def ticket_of(seal: Seal, search: Search, account: int, stage: Stage) -> str:
    sealed = seal.close(_SEARCHES.dump_json(search), _belongs_to(account, stage))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def search_of(seal: Seal, ticket: str, account: int, stage: Stage, now: datetime) -> Search:
    """Raises NoTicketError."""
    if not ticket.isascii() or len(ticket) > _MOST:
        raise NoTicketError
    try:
        sealed = base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
        search = _SEARCHES.validate_json(seal.open(sealed, _belongs_to(account, stage)))
    except (binascii.Error, BrokenSealError, ValidationError):
        raise NoTicketError from None
    if not search.at <= now <= search.at + LASTS:
        raise NoTicketError
    return search


def _belongs_to(account: int, stage: Stage) -> str:
    return f"{stage} of account {account}"
