"""Nobody is told of very many stopped messages one by one: so many an hour, then one notice for the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.actions.bulk import Silence

MOST_AN_HOUR = 20
_HOUR = timedelta(hours=1)


def places(sender: str, now: datetime) -> tuple[Silence, ...]:
    """Each notice to a sender takes one of these for an hour; where all are taken, there is no other notice.

    sender: the mark of the sender
    """
    return tuple(_silence(f"notice {number}", sender, now) for number in range(1, MOST_AN_HOUR + 1))


def stand_in(sender: str, now: datetime) -> Silence:
    """What the one notice for the rest takes: there is one an hour."""
    return _silence("notice of many", sender, now)


def _silence(name: str, sender: str, now: datetime) -> Silence:
    """The name stands where the id of a rule does otherwise: no rule's has a space."""
    return Silence(name, sender, now + _HOUR)
