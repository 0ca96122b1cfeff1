"""Outside recipients whom the others would see are taken out of the header; the envelope stays as it is.

To and Cc, and their Resent- forms, lose the addresses and keep the rest as it is written. So does
Mail-Followup-To, in which some mail programs repeat To and Cc. Bcc is there for nobody to see (RFC 5322
§3.6.3), and what servers write down of the envelope (Apparently-To, X-Original-To, Delivered-To and others)
is no use to a recipient: such a field goes as a whole. Reply-To and Disposition-Notification-To are the
sender's own choice of an address and stay. So does Received, which no server may change (RFC 5321 §4.4).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from detectors.finding import Location, Place
from detectors.people.mailbox import Mailbox
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.mime.edits import Edit, apply
from gateway.rewriting.mime.fields import FieldAt, removed
from gateway.rewriting.mime.own_header import line_end, own_fields
from gateway.rewriting.recipients.address_field import AddressField, address_fields, put_into
from gateway.rewriting.recipients.address_list import Entry, mentioned, read_addresses, text_of

LISTS = ("to", "cc", "resent-to", "resent-cc", "mail-followup-to")
TRACES = (
    "bcc",
    "resent-bcc",
    "apparently-to",
    "delivered-to",
    "envelope-to",
    "x-apparently-to",
    "x-delivered-to",
    "x-envelope-to",
    "x-original-to",
    "x-rcpt-to",
)
_NEVER_EMPTY = ("to", "resent-to")
_NO_ADDRESS = "A recipient's address cannot be written into the header."

IsHidden = Callable[[str], bool]


def hide_recipients(raw: bytes, is_hidden: IsHidden, recipients: Iterable[str] = ()) -> Step:
    """Nobody sees the address of anybody who is to be hidden.

    recipients: those of the envelope, who need not stand in the header. If only one among them all is to
    be hidden, there is nobody to hide that one from, and nothing is changed.

    Raises CannotRewriteError where a field cannot be read exactly.
    """
    shown = _Shown.of(raw)
    hidden = shown.addresses(is_hidden)
    if len(_plain((*hidden, *filter(is_hidden, recipients)))) < 2:
        return Step(raw)
    return _hide(raw, shown, hidden, Rewrite.RECIPIENTS_TO_BCC)


def one_copy(raw: bytes, recipient: str, is_hidden: IsHidden) -> Step:
    """The copy for one recipient: of those who are to be hidden it shows them alone, and in To.

    They stand there as they do in To or Cc, with their name; as a bare address if they are in neither.
    Where nobody else is to be hidden, nothing is changed. Raises CannotRewriteError as `hide_recipients`.
    """
    own = Mailbox.parse(recipient).plain
    shown = _Shown.of(raw)
    others = shown.addresses(lambda address: Mailbox.parse(address).plain != own and is_hidden(address))
    if not others:
        return Step(raw)
    step = _hide(raw, shown, others, Rewrite.ONE_COPY_EACH)
    return Step(_shown_in_to(step.content, recipient), step.changes)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a header shows recipients."""

    lists: tuple[AddressField, ...]
    traces: tuple[FieldAt, ...]

    @classmethod
    def of(cls, raw: bytes) -> Self:
        fields = own_fields(raw)
        traces = tuple(field for field in fields if field.is_called(*TRACES))
        return cls(address_fields(fields, *LISTS), traces)

    def addresses(self, is_wanted: IsHidden) -> frozenset[str]:
        """Those that are wanted, as they are written."""
        listed = (address for each in self.lists for entry in each.entries for address in entry.addresses)
        traced = (address for field in self.traces for address in _traced(field))
        return frozenset(filter(is_wanted, dict.fromkeys((*listed, *traced))))


def _hide(raw: bytes, shown: _Shown, hidden: frozenset[str], rewrite: Rewrite) -> Step:
    def leaves(entry: Entry) -> bool:
        return not hidden.isdisjoint(entry.addresses)

    lists = [each for each in shown.lists if any(map(leaves, each.entries))]
    traces = [field for field in shown.traces if not hidden.isdisjoint(_traced(field))]
    filled = {each.name for each in shown.lists if each.has_left(leaves)}
    names = dict.fromkeys((*(each.name for each in lists), *(field.name.lower() for field in traces)))
    locations = tuple(Location(Place.HEADER, name.title()) for name in names)
    content = apply(raw, (*_shorter(lists, leaves, filled), *map(removed, traces)))
    own_fields(content)  # raises where nothing of the header is left
    return Step(content, (Change(rewrite, locations, len(_plain(hidden))),))


def _shorter(
    lists: Iterable[AddressField], leaves: Callable[[Entry], bool], filled: Collection[str]
) -> Iterator[Edit]:
    """The fields without those who leave. One in which nobody is left goes, or says that it tells nobody.

    filled: names of fields in one of which somebody is left
    """
    filled = set(filled)
    for each in lists:
        if each.has_left(leaves):
            yield from each.without(leaves)
        elif each.name in _NEVER_EMPTY and each.name not in filled:
            filled.add(each.name)
            yield each.with_nobody()
        else:
            yield removed(each.field)


def _shown_in_to(raw: bytes, recipient: str) -> bytes:
    """Taken out of Cc and put into To, unless they stand there."""
    own = Mailbox.parse(recipient).plain

    def is_own(entry: Entry) -> bool:
        return bool(entry.address) and Mailbox.parse(entry.address).plain == own

    fields = own_fields(raw)
    to, cc = address_fields(fields, "to"), address_fields(fields, "cc")
    if any(is_own(entry) for each in to for entry in each.entries):
        return raw
    losing = [each for each in cc if any(map(is_own, each.entries))]
    as_written = (each.written(entry) for each in losing for entry in each.entries if is_own(entry))
    written = next(as_written, None) or _bare(recipient)
    return apply(raw, (put_into(to, "To", written, line_end(raw)), *_shorter(losing, is_own, ())))


def _bare(recipient: str) -> bytes:
    """Raises CannotRewriteError for what is not exactly one address."""
    try:
        written = recipient.encode()
        found = [entry.address for entries in read_addresses(written) for entry in entries]
    except (CannotRewriteError, UnicodeEncodeError):
        found = []
    if found != [recipient]:
        raise CannotRewriteError(_NO_ADDRESS)
    return written


def _traced(field: FieldAt) -> tuple[str, ...]:
    return tuple(mentioned(text_of(field.value)))


def _plain(addresses: Iterable[str]) -> set[str]:
    return {Mailbox.parse(address).plain for address in addresses}
