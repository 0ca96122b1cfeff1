"""Who sends a message and who receives it, by name, as its header says (RFC 5322 §3.6.2, §3.6.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.context import Facts
from detectors.message import Message
from detectors.names.context.people import Adults, Correspondent
from detectors.people.mailbox import Mailbox, any_pattern, at_partner, domains_in, holding

_MAILBOX = re.compile(
    r"([^<>@]{0,200}?)<([^<>@\s]{1,200}@[^<>@\s]{1,255})>|([^<>@\s,;:\"]{1,200}@[^<>@\s,;\"]{1,255})"
)
_MOST = 200  # mailboxes of one field that are looked at
_LONGEST = 20_000  # characters of a field
_BEYOND = " \t,;\"'"


def adults_of(message: Message, facts: Facts) -> Adults:
    """The adults whose names may stand in the message.

    Of the recipients only those at the school and at its professional partners: a private address may be
    the pupil's own, or that of a parent with the same name.
    """
    sender = next(correspondents_in(message.header("From"), facts), Correspondent("", ""))
    recipients = (each for field in ("To", "Cc") for each in correspondents_in(message.header(field), facts))
    return Adults.of(
        facts.staff, sender, [each for each in recipients if _is_professional(each.address, facts)]
    )


def correspondents_in(field: str, facts: Facts) -> Iterator[Correspondent]:
    """The mailboxes of an address field, each with its display name, and whether it may be a pupil's."""
    for name, address in named_in(field):
        yield Correspondent(name, address, pupil=_is_pupils(address, facts))


def named_in(field: str) -> Iterator[tuple[str, str]]:
    """The display name and the address of each mailbox in an address field.

    A comma in a name that was encoded does no harm: what stands before an address is its name.
    """
    for number, match in enumerate(_MAILBOX.finditer(field[:_LONGEST])):
        if number >= _MOST:
            return
        yield (match[1].strip(_BEYOND), match[2]) if match[2] else ("", match[3])


def _is_pupils(address: str, facts: Facts) -> bool:
    """Whether it may be a pupil's mailbox, or a home's; only the school's other ones are surely not."""
    mailbox = Mailbox.parse(address)
    pupils = any_pattern(facts.school.pupil_addresses)
    if pupils is not None and pupils.match(f"{mailbox.local}@{mailbox.domain}"):
        return True
    return not _is_professional(address, facts)


def _is_professional(address: str, facts: Facts) -> bool:
    """Whether it is somebody's at the school or at a professional partner."""
    mailbox, directory = Mailbox.parse(address), facts.directory
    return (
        f"{mailbox.local}@{mailbox.domain}" in directory.professional_addresses
        or bool(holding(mailbox.domain, domains_in(facts.school.domains)))
        or at_partner(mailbox.domain, domains_in(directory.professional_domains))
    )
