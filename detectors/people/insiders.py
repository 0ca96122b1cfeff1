"""Whose mailbox at the school an address is: a member of staff's, or a pupil's."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.context import Facts
from detectors.matter import Matter
from detectors.people.correspondents import correspondents_in
from detectors.people.mailbox import Mailbox, any_pattern, domains_in, holding

_VISIBLE = frozenset({"to", "cc"})


def is_internal(mailbox: Mailbox, facts: Facts) -> bool:
    """Whether it is at one of the school's domains."""
    return mailbox.is_sure and bool(holding(mailbox.domain, domains_in(facts.school.domains)))


def is_staff(mailbox: Mailbox, facts: Facts) -> bool:
    """Whether it is at the school and not a pupil's."""
    pupils = any_pattern(facts.school.pupil_addresses)
    return is_internal(mailbox, facts) and not (pupils and pupils.match(mailbox.plain))


def visible_mailboxes(matter: Matter) -> tuple[Mailbox, ...]:
    """The mailboxes in To and Cc, which all recipients see, each once.

    They may be more than the envelope's: servers hand over one message in several transactions.
    """
    return tuple({mailbox.key: mailbox for mailbox in _visible(matter)}.values())


def _visible(matter: Matter) -> Iterator[Mailbox]:
    for field in matter.reading.message.headers:
        if field.name.lower() in _VISIBLE:
            for each in correspondents_in(field.value, matter.facts):
                yield Mailbox.parse(each.address.strip("'"))
