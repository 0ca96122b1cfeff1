"""Finds mail to pupils or parents whose answers would go to somebody's private mailbox (Reply-To)."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.people.correspondents import named_in
from detectors.people.mailbox import Mailbox, domains_in, holding
from detectors.sending import RecipientClass

_FIELD = "Reply-To"  # RFC 5322 §3.6.2
_PUPILS_AND_PARENTS = frozenset({RecipientClass.PUPIL, RecipientClass.CONTACT})
_DETAIL = "Answers to this message would go to a private mailbox, not to the school."


def find(matter: Matter) -> Iterator[Finding]:
    """One finding for each private address there, about the pupils, parents and carers among the recipients.

    Not one for an address that the message goes to anyway: who answers, answers to that person.
    """
    field = matter.reading.message.header(_FIELD)
    if not field:
        return
    concerned = tuple(
        each.address for each in matter.sending.addressees if not _PUPILS_AND_PARENTS.isdisjoint(each.classes)
    )
    if not concerned:
        return
    written_to = {Mailbox.parse(each.address).key for each in matter.sending.addressees}
    for _, address in named_in(field):
        mailbox = Mailbox.parse(address)
        if mailbox.key not in written_to and _is_private(mailbox, matter):
            yield Finding(
                DetectorId.PERSONAL_REPLY_ADDRESS,
                Location(Place.HEADER, _FIELD),
                address,
                detail=_DETAIL,
                recipients=concerned,
            )


def _is_private(mailbox: Mailbox, matter: Matter) -> bool:
    directory = matter.facts.directory
    if holding(mailbox.domain, domains_in(directory.consumer_domains)):
        return True
    known = (Mailbox.parse(email) for member in directory.private_accounts for email in member.emails)
    internal = domains_in(matter.facts.school.domains)
    return any(each.key == mailbox.key and not holding(each.domain, internal) for each in known)
