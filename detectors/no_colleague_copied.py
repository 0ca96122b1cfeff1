"""Finds mail from one member of staff to a pupil that no other member of staff gets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.context import Facts
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.people.insiders import is_staff, visible_mailboxes
from detectors.people.mailbox import Mailbox
from detectors.people.own_account import resembles
from detectors.sending import RecipientClass

_HEADER = Location(Place.HEADER, "To")
_DETAIL = "It goes to a pupil, and to no other member of staff."
_PROGRAM = re.compile(r"(?:no|do[._-]?not)[._-]?reply|mailer-daemon|postmaster", re.IGNORECASE)


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for the pupils of the envelope, if there are any.

    Blind copies count, since they are in the envelope; so do the header's To and Cc, since a server may hand
    over one message in several transactions. A second mailbox of the sender's is no colleague, nor is
    anybody at another school. Mail that a program sends is no talk between two people.
    """
    sender = Mailbox.parse(matter.sending.envelope.sender)
    pupils = tuple(each.address for each in matter.sending.addressees if RecipientClass.PUPIL in each.classes)
    if not pupils or not is_staff(sender, matter.facts) or _is_automatic(sender, matter):
        return
    others = [
        Mailbox.parse(each.address)
        for each in matter.sending.addressees
        if RecipientClass.PUPIL not in each.classes
    ]
    staff = [each for each in (*others, *visible_mailboxes(matter)) if is_staff(each, matter.facts)]
    own = _own_keys(sender, matter.facts)
    if all(each.key in own or _is_spelt_alike(each, sender) for each in staff):
        yield Finding(DetectorId.NO_COLLEAGUE_COPIED, _HEADER, detail=_DETAIL, recipients=pupils)


def _is_automatic(sender: Mailbox, matter: Matter) -> bool:
    submitted = matter.reading.message.header("Auto-Submitted").partition(";")[0].strip().lower()
    return submitted not in ("", "no") or _PROGRAM.fullmatch(sender.local) is not None


def _own_keys(sender: Mailbox, facts: Facts) -> set[str]:
    """The keys of all mailboxes that the lists of staff have for whoever sends from this one."""
    own = {sender.key}
    for member in facts.roster.staff + facts.directory.staff:
        keys = {Mailbox.parse(each).key for each in member.emails}
        if sender.key in keys:
            own |= keys
    return own


def _is_spelt_alike(mailbox: Mailbox, sender: Mailbox) -> bool:
    """Whether it looks like the sender's own, too.

    At one domain two names that are only alike are two people: g.bishop and grace.bishop may both work here.
    """
    if _parts(mailbox) == _parts(sender):
        return True
    return mailbox.domain != sender.domain and resembles(mailbox.local, sender.local)


def _parts(mailbox: Mailbox) -> tuple[str, ...]:
    """The parts of a local part in no order: grace.bishop and bishop_grace are one."""
    return tuple(sorted(filter(None, re.split(r"[._-]", mailbox.local.partition("+")[0]))))
