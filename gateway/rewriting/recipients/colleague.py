"""A colleague is copied in: one more address in Cc, unless it is there already."""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.finding import Location, Place
from detectors.people.mailbox import Mailbox
from gateway.policy.rewriting import Rewrite
from gateway.rewriting.change import CannotRewriteError, Change, Step
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.own_header import line_end, own_fields
from gateway.rewriting.recipients.address_field import address_fields, put_into

# RFC 5321 §4.1.2, no quoted local parts. Other letters need SMTPUTF8 on the whole way (RFC 6531).
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")
_NOT_PLAIN = "The colleague's address cannot be written into the header, so nobody is copied in."
_CC = Location(Place.HEADER, "Cc")


def copy_colleague(raw: bytes, addresses: Iterable[str]) -> Step:
    """Each address is put into Cc, with a Change of its own; those in To or Cc already are not.

    Raises CannotRewriteError where To or Cc cannot be read exactly, or an address is not plain ASCII.
    """
    step = Step(raw)
    for address in addresses:
        added = _copied(step.content, address)
        step = Step(added.content, step.changes + added.changes)
    return step


def _copied(raw: bytes, address: str) -> Step:
    if not _PLAIN.fullmatch(address):
        raise CannotRewriteError(_NOT_PLAIN)
    found = address_fields(own_fields(raw), "to", "cc")
    there = {Mailbox.parse(entry.address).plain for each in found for entry in each.entries}
    if Mailbox.parse(address).plain in there:
        return Step(raw)
    edit = put_into(found, "Cc", address.encode("ascii"), line_end(raw))
    return Step(apply(raw, (edit,)), (Change(Rewrite.COPY_COLLEAGUE, (_CC,), detail=address),))
