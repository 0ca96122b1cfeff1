"""A changed message reads as before, has no name left where names are shortened, and keeps its recipients."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from detectors.finding import DetectorId, Finding, Place
from detectors.inspect import inspect
from detectors.mime.charset import decode
from detectors.mime.header import read_header
from detectors.mime.parse import parse
from detectors.mime.words import decode_words
from gateway.policy.rewriting import Rewriting, ShortForm
from gateway.rewriting.change import CannotRewriteError
from gateway.rewriting.mime.edits import apply
from gateway.rewriting.mime.own_header import own_fields
from gateway.rewriting.mime.parts import Opened, take_apart
from gateway.rewriting.names.rewrite import shorten_names
from gateway.rewriting.recipients.address_field import address_fields
from gateway.rewriting.recipients.address_list import AddressList, Entry, read_addresses, without
from gateway.rewriting.recipients.hide import LISTS, TRACES, hide_recipients
from gateway.rewriting.rewrite import rewrite
from gateway.rewriting.task import Task
from tests.fuzz.checks.files import budget
from tests.gateway.rewriting.letters import is_outside, untouched
from tests.gateway.rewriting.names.school import FACTS, PUPILS

_FOOTER, _TAG = "Sent by Oakfield Academy.", "[External]"
_MARKS = Task(
    Rewriting(
        subject_tags=frozenset({_TAG}),
        headers=frozenset({("X-School", "Oakfield Academy")}),
        footers=frozenset({_FOOTER}),
    )
)
_NAMES = tuple(name.casefold() for pupil in PUPILS for name in (pupil.forename, pupil.surname))


def check_names(raw: bytes) -> None:
    """Names are shortened where the inspection found them; then none stands in the message's own words.

    What is no part stays, as does what the inspection decodes first, such as a file in letters or a broken
    encoded word that its reader sees as it is: it finds the names there again, and holds the message.
    """
    found = [each.pupils for each in _named(raw)]
    try:
        step = shorten_names(raw, FACTS, found, ShortForm.INITIALS)
    except CannotRewriteError as refused:
        _check_reason(refused)
        return
    opened = take_apart(raw)
    inspected = {part.content for part in parse(raw).parts}
    assert all(leaf.content in inspected for leaf in opened.leaves), "parts that the inspection does not see"
    if not step.changes:
        assert step.content == raw
        return
    again = _again(step.content)
    _check_alike(opened, again)
    shown = {
        Place.SUBJECT: "\n".join(_subjects(step.content)),
        Place.BODY: "\n".join(decode(leaf.content, leaf.entity.charsets[0]) for leaf in again.texts),
    }
    left = [each for each in _named(step.content) if each.text in shown.get(each.location.place, "")]
    assert not left, f"a name is left: {[each.text for each in left]}"


def _subjects(raw: bytes) -> Iterator[str]:
    """Every subject of a message, as its reader sees it."""
    for field in own_fields(raw):
        if field.is_called("subject"):
            whole = raw[field.start : field.end]
            yield from (decode_words(each.value) for each in read_header(whole, 0, len(whole)).fields)


def check_marks(raw: bytes) -> None:
    """Footer, tag and header field: the message reads as before, and a second time changes nothing more."""
    try:
        step = rewrite(raw, _MARKS, FACTS)
    except CannotRewriteError as refused:
        _check_reason(refused)
        return
    _check_alike(take_apart(raw), _again(step.content))
    assert b"X-School: Oakfield Academy" in step.content
    again = rewrite(step.content, _MARKS, FACTS)
    assert again.content == step.content, "a second time adds to it"


def check_hiding(raw: bytes) -> None:
    """Whoever is to be hidden is gone from To and Cc, everybody else stays, and so does all else."""
    try:
        before = _listed(raw)
        step = hide_recipients(raw, is_outside, ("a@family.example", "b@home.example"))
    except CannotRewriteError as refused:
        _check_reason(refused)
        return
    after = _listed(step.content)
    if step.changes:
        assert not any(map(is_outside, after)), "an address that was to be hidden is left"
        kept = [address for address in before if not is_outside(address)]
        assert set(after) <= set(kept)
        assert _sure(raw) <= set(after), "a recipient is lost"
        assert untouched(step.content, *LISTS, *TRACES) == untouched(raw, *LISTS, *TRACES)
    else:
        assert step.content == raw


def check_addresses(raw: bytes) -> None:
    """An address list is read exactly or refused, and what is taken out leaves the rest readable."""
    try:
        lists = read_addresses(raw)
    except CannotRewriteError as refused:
        _check_reason(refused)
        return
    for entries in lists:
        assert entries
        for entry in entries:
            assert 0 <= entry.start <= entry.end <= len(raw)
        assert all(one.end <= other.start for one, other in pairwise(entries))
        others = [entry for entry in entries[1:] if entry.names_somebody]
        if others:
            _check_without(raw, entries, others[0])


def _check_without(raw: bytes, entries: AddressList, gone: Entry) -> None:
    left = apply(raw, without(entries, (gone,)))
    before = [entry.address for each in read_addresses(raw) for entry in each if entry.address]
    after = [entry.address for each in read_addresses(left) for entry in each if entry.address]
    if not gone.is_group:
        assert sorted(after) == sorted(_less(before, gone.address)), "somebody else is gone, or has come"


def _less(addresses: list[str], gone: str) -> list[str]:
    at = addresses.index(gone)
    return addresses[:at] + addresses[at + 1 :]


def _listed(raw: bytes) -> list[str]:
    """Every address that To, Cc and their kin show."""
    fields = address_fields(own_fields(raw), *LISTS)
    return [address for each in fields for entry in each.entries for address in entry.addresses]


def _sure(raw: bytes) -> set[str]:
    """The addresses of entries that mention nobody who is to be hidden."""
    fields = address_fields(own_fields(raw), *LISTS)
    entries = (entry for each in fields for entry in each.entries)
    return {
        entry.address
        for entry in entries
        if entry.address and not any(is_outside(address) for address in entry.addresses)
    }


def _again(content: bytes) -> Opened:
    """What was changed can be taken apart as the message could before: it has one reading."""
    try:
        return take_apart(content)
    except CannotRewriteError as refused:
        raise AssertionError(f"a changed message has two readings: {refused.reason}") from refused


def _check_alike(before: Opened, after: Opened) -> None:
    """The same parts in the same order, in the same multiparts, shown as before."""
    assert _outline(before) == _outline(after), "another structure than before"


def _outline(opened: Opened) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(leaf.entity.media_type, leaf.multiparts, leaf.is_body) for leaf in opened.leaves]


def _check_reason(refused: CannotRewriteError) -> None:
    reason = refused.reason
    assert reason.endswith("."), reason
    assert not any(name in reason.casefold() for name in _NAMES), "a name in what the sender is told"


def _named(raw: bytes) -> tuple[Finding, ...]:
    return tuple(inspect(raw, FACTS, budget()).of(DetectorId.PUPIL_NAME))
