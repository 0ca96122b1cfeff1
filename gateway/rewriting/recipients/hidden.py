"""Who is hidden from the other recipients: everybody outside, but not those who work with the school."""

from __future__ import annotations

from collections.abc import Callable

from detectors.people.recipients import Recipients
from detectors.sending import RecipientClass

_AT_WORK = frozenset({RecipientClass.PROFESSIONAL, RecipientClass.SUPPLIER})


def hidden_from_others(recipients: Recipients, sender: str) -> Callable[[str], bool]:
    """Whether an address is hidden from the others, in mail from `sender`.

    Partners and suppliers stay visible: they answer one another in a thread. One who is a parent too, with
    an address at work on the roster, is written to as a parent.
    """

    def is_hidden(address: str) -> bool:
        classes = recipients.classify(address, sender)
        if RecipientClass.EXTERNAL not in classes:
            return False
        return RecipientClass.CONTACT in classes or _AT_WORK.isdisjoint(classes)

    return is_hidden
