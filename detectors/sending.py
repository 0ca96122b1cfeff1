"""A sending: who sends a message to whom, what kind of recipients they are, and what went before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from detectors.context import NOTHING_BEFORE, History
from detectors.message import Envelope


class RecipientClass(StrEnum):
    """The classes of a recipient; an address may be of several."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    PROFESSIONAL = "professional"
    SUPPLIER = "supplier"
    PERSONAL = "personal"  # at a consumer mail provider
    OWN = "own"  # looks like the sender's own private account
    CONTACT = "contact"  # a parent or carer on the roster
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient of the envelope.

    children: the ids of the pupils whose contact it is, or whose own mailbox
    groups: the school's groups of addresses that it is in
    """

    address: str
    classes: frozenset[RecipientClass]
    children: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sending:
    """One sending of a message: the envelope, its recipients in order, and what the sender sent before.

    sender_groups: the school's groups of addresses that the sender is in
    """

    envelope: Envelope
    addressees: tuple[Addressee, ...]
    history: History = NOTHING_BEFORE
    sender_groups: frozenset[str] = frozenset()


NOBODY = Sending(Envelope("", ()), ())
