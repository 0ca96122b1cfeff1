"""Who sends a message and who receives it, by name, as its header says (RFC 5322 §3.6.2, §3.6.3)."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator

from detectors.context import Facts
from detectors.message import Message
from detectors.names.context.people import Adults, Correspondent

_MAILBOX = re.compile(
    r"([^<>]{0,200}?)<([^<>@\s]{1,200}@[^<>@\s]{1,255})>|([^<>@\s,;:\"]{1,200}@[^<>@\s,;\"]{1,255})"
)
_MOST = 200  # mailboxes of one field that are looked at
_BEYOND = " \t,;\"'"


def adults_of(message: Message, facts: Facts) -> Adults:
    """The adults whose names may stand in the message.

    Of the recipients only those at the school and at its professional partners: a private address may be
    the pupil's own, or that of a parent with the same name.
    """
    sender = next(_mailboxes(message.header("From"), facts), Correspondent("", ""))
    recipients = (each for field in ("To", "Cc") for each in _mailboxes(message.header(field), facts))
    return Adults.of(
        facts.staff, sender, [each for each in recipients if _is_professional(each.address, facts)]
    )


def _mailboxes(field: str, facts: Facts) -> Iterator[Correspondent]:
    """A comma in a display name that was encoded does no harm: what stands before an address is its name."""
    for number, match in enumerate(_MAILBOX.finditer(field)):
        if number >= _MOST:
            return
        name, address = (match[1].strip(_BEYOND), match[2]) if match[2] else ("", match[3])
        yield Correspondent(name, address, pupil=_is_pupils(address, facts))


def _is_pupils(address: str, facts: Facts) -> bool:
    """Whether it may be a pupil's mailbox, or a home's; only the school's other ones are surely not."""
    lower = address.lower()
    if any(fnmatch.fnmatchcase(lower, pattern.lower()) for pattern in facts.school.pupil_addresses):
        return True
    return not (_is_below(lower, facts.school.domains) or _is_professional(lower, facts))


def _is_professional(address: str, facts: Facts) -> bool:
    directory = facts.directory
    return address.lower() in directory.professional_addresses or _is_below(
        address, (*facts.school.domains, *directory.professional_domains)
    )


def _is_below(address: str, domains: tuple[str, ...]) -> bool:
    host = "." + address.lower().rpartition("@")[2]
    return any(host.endswith("." + domain) for domain in domains)
