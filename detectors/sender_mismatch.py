"""Finds mail that says it is from somebody other than the one who sends it (From, and the envelope).

Not found, for it is delegation or the same person: a second address of the same member of staff, From and
sender listed in one of the school's groups, a Sender field (RFC 5322 §3.6.2) that names the one who sends,
and mail that was sent on as it was (Resent-From, §3.6.6). Programs send for people: no-reply@ and the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.finding import DetectorId, Finding, Location, Place
from detectors.matter import Matter
from detectors.people.correspondents import named_in
from detectors.people.mailbox import Mailbox, domains_in, holding
from detectors.people.own_account import resembles
from detectors.roster import StaffMember

OUTSIDE = "outside"
COLLEAGUE = "colleague"

_BATV = re.compile(r"(?:prvs|btv1)=+[^=]{1,40}=+")  # what bounce tagging puts before the local part
_PROGRAMS = re.compile(r"no-?reply|do-?not-?reply|bounces?\b|postmaster|mailer-daemon|srs[01]=")
_DETAILS = {
    OUTSIDE: "The From line shows an address outside the school, not the account that sends.",
    COLLEAGUE: "The From line shows a colleague's address, not the account that sends.",
}
_CONFIDENCE = {OUTSIDE: 0.9, COLLEAGUE: 0.4}


def find(matter: Matter) -> Iterator[Finding]:
    """At most one finding. `kind` says whether From is outside the school or another address inside it."""
    sender = _sender(matter)
    internal = domains_in(matter.facts.school.domains)
    if not sender.is_sure or not holding(sender.domain, internal) or _PROGRAMS.match(sender.local):
        return
    message = matter.reading.message
    field = "Resent-From" if message.header("Resent-From") else "From"
    authors = _authors(message.header(field))
    if not authors or any(_is_same(author, sender, matter) for author in authors):
        return
    outside = [author for author in authors if not holding(author.domain, internal)]
    kind = OUTSIDE if outside else COLLEAGUE
    if kind is COLLEAGUE and _is_declared(matter, sender):
        return
    yield Finding(
        DetectorId.SENDER_MISMATCH,
        Location(Place.HEADER, field),
        (outside or authors)[0].plain,
        _CONFIDENCE[kind],
        detail=_DETAILS[kind],
        kind=kind,
    )


def _sender(matter: Matter) -> Mailbox:
    """The sender of the envelope, without what a server wrote before it to know its bounces again."""
    mailbox = Mailbox.parse(matter.sending.envelope.sender)
    return Mailbox(_BATV.sub("", mailbox.local), mailbox.domain, mailbox.routed)


def _authors(field: str) -> list[Mailbox]:
    """The mailboxes of a From field; an address that is only shown as somebody's name is none of them."""
    addresses = [address for _, address in named_in(field)]
    in_brackets = [address for address in addresses if f"<{address}>" in field]
    return [Mailbox.parse(address) for address in in_brackets or addresses]


def _is_same(author: Mailbox, sender: Mailbox, matter: Matter) -> bool:
    """Whether both are one person's, or of people who write for one another."""
    internal = domains_in(matter.facts.school.domains)
    if not author.is_sure or not holding(author.domain, internal):
        return False
    if author.key.rpartition("@")[0] == sender.key.rpartition("@")[0]:
        return True
    if resembles(author.local, sender.local) or resembles(sender.local, author.local):
        return True
    pair = {author.plain, sender.plain}
    if any(pair <= group.addresses for group in matter.facts.directory.groups):
        return True
    staff = matter.facts.roster.staff + matter.facts.directory.staff
    return any(_has(member, author) and _has(member, sender) for member in staff)


def _has(member: StaffMember, mailbox: Mailbox) -> bool:
    return any(Mailbox.parse(email).key == mailbox.key for email in member.emails)


def _is_declared(matter: Matter, sender: Mailbox) -> bool:
    named = named_in(matter.reading.message.header("Sender"))
    return any(Mailbox.parse(address).key == sender.key for _, address in named)
