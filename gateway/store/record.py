"""The record: entries are added at its end, each chained to the one before, and never changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from django.db import transaction

from gateway.actions.arrival import GATEWAY
from gateway.actions.plan import Action, AuditEntry
from gateway.store import models
from gateway.store.chain import NOTHING_YET, Break, End, Link, first_break
from gateway.store.keys import LostKeyError
from gateway.store.missingkey import missing_key
from gateway.store.seal import BrokenSealError, Seal

_END, _BEGINNING = "record end", "record beginning"  # what the sealed numbers and hashes belong to
_DETAILS = "record details"
_UNKNOWN = "unknown"  # no entry has this hash
_LONGEST_ACTOR, _LONGEST_NOTE = 200, 1000  # characters, as the columns have them and PostgreSQL insists
_DIGEST = 48  # characters of a keyed digest; an earlier version wrote 64, of the sealed bytes


@dataclass(frozen=True, slots=True)
class Told:
    """Entries about one message, or about a school, or else about the installation; and when."""

    entries: Sequence[AuditEntry]
    at: datetime
    school: models.School | None = None
    message: models.Message | None = None


def add_entries(
    seal: Seal,
    entries: Sequence[AuditEntry],
    now: datetime,
    *,
    school: models.School | None = None,
    message: models.Message | None = None,
) -> None:
    """Within the transaction of what they tell of. Without a school they are about the installation."""
    put_on_record(seal, (Told(entries, now, school, message),))


@transaction.atomic(savepoint=False)
def put_on_record(seal: Seal, all_told: Sequence[Told]) -> None:
    """The same for all that is committed as one, in this order."""
    if not any(told.entries for told in all_told):
        return
    installation = models.Installation.objects.select_for_update().get(pk=1)  # one writer after another
    end = _following(seal, installation)
    rows = []
    for told in all_told:
        school = told.message.school if told.message else told.school
        for entry in told.entries:
            row, end = _chained(seal, entry, told.at, end, school, told.message)
            rows.append(row)
    models.Audit.objects.bulk_create(rows)
    models.Installation.objects.filter(pk=1).update(record_end=_sealed(seal, end, _END))


@transaction.atomic
def begin_record(seal: Seal) -> None:
    """After an upgrade: what was on record before there was a chain is chained, its end not yet sealed."""
    installation = models.Installation.objects.select_for_update().filter(pk=1, record_end=None).first()
    end = _last()
    if installation is not None and end is not None:
        installation.record_end = _sealed(seal, end, _END)
        installation.save(update_fields=["record_end"])


@transaction.atomic
def note_settings(seal: Seal, school: str, note: str, now: datetime) -> None:
    """What a school's mail is judged by, where that is not what the record says of it last."""
    entries = models.Audit.objects.filter(school__name=school, action=Action.SETTINGS_CHANGED)
    if entries.order_by("-number").values_list("note", flat=True).first() != note:
        where, _ = models.School.objects.get_or_create(name=school)
        add_entries(seal, (AuditEntry(GATEWAY, Action.SETTINGS_CHANGED, note),), now, school=where)


def _chained(
    seal: Seal,
    entry: AuditEntry,
    now: datetime,
    end: End,
    school: models.School | None,
    message: models.Message | None,
) -> tuple[models.Audit, End]:
    number = end.number + 1
    actor, note = entry.actor[:_LONGEST_ACTOR], entry.note[:_LONGEST_NOTE]
    detail = seal.close(entry.detail.encode(), f"audit {number}") if entry.detail else None
    digest = _digest(seal.derived(_DETAILS), number, entry.detail.encode()) if entry.detail else ""
    name, about = school.name if school else "", message.pk if message else ""
    unhashed = Link(number, now, name, about, actor, entry.action, note, digest, "")
    row = models.Audit(
        school=school,
        message=message,
        number=number,
        at=now,
        actor=actor,
        action=entry.action,
        note=note,
        detail=detail,
        detail_digest=digest,
        hash=unhashed.expected(end.hash),
    )
    return row, End(number, row.hash)


def _following(seal: Seal, installation: models.Installation) -> End:
    """What the next entry is chained to: the end as it was sealed, whatever stands there now.

    Where entries were taken off or put on since, by somebody without the key, the next one does not fit to
    them: it must not make good what was done, and the break is seen ever after. Raises LostKeyError where it
    was sealed by another gateway, with a key that was not copied here.
    """
    last = _last() or NOTHING_YET
    try:
        sealed = _opened(seal, installation.record_end, _END)
        beginning = _opened(seal, installation.record_beginning, _BEGINNING)
        end = max(sealed, beginning, key=attrgetter("number"))
    except BrokenSealError:
        if missing_key(seal.keys.known()):
            raise LostKeyError from None
        return End(last.number, _UNKNOWN)
    return End(max(end.number, last.number), end.hash)


def _last() -> End | None:
    row = models.Audit.objects.order_by("-number").values_list("number", "hash").first()
    return End(*row) if row else None


@transaction.atomic
def forget_entries(seal: Seal, up_to: int) -> int:
    """Deletes the oldest entries, up to this number; how many. What is left can still be verified."""
    models.Installation.objects.select_for_update().get(pk=1)
    going = models.Audit.objects.filter(number__lte=up_to)
    last = going.order_by("-number").values_list("number", "hash").first()
    if last is None:
        return 0
    beginning = _sealed(seal, End(*last), _BEGINNING)
    models.Installation.objects.filter(pk=1).update(record_beginning=beginning)
    return going.delete()[0]


def known_end(seal: Seal) -> End:
    """Where the record ends, as it was last sealed. Raises BrokenSealError."""
    return _opened(seal, models.Installation.objects.values_list("record_end", flat=True).get(pk=1), _END)


def known_beginning(seal: Seal) -> End:
    """The last entry that was deleted because its time was up. Raises BrokenSealError."""
    rows = models.Installation.objects.values_list("record_beginning", flat=True)
    return _opened(seal, rows.get(pk=1), _BEGINNING)


def _sealed(seal: Seal, end: End, belongs_to: str) -> bytes:
    return seal.close(f"{end.number} {end.hash}".encode(), belongs_to)


def _opened(seal: Seal, sealed: bytes | memoryview | None, belongs_to: str) -> End:
    if sealed is None:
        return NOTHING_YET
    number, _, digest = seal.open(bytes(sealed), belongs_to).decode().partition(" ")
    return End(int(number), digest)


def verify_record(seal: Seal, noted: End | None = None) -> Break | None:
    """The first place where the record does not hold; None where all of it does.

    noted: an entry as somebody noted it down, or had it by mail
    """
    try:
        end = known_end(seal)
    except BrokenSealError:
        end = End(0, _UNKNOWN)  # somebody has put another one there: no record agrees with it
    try:
        beginning = known_beginning(seal)
    except BrokenSealError:
        beginning = NOTHING_YET  # then the record has to begin with its first entry
    return first_break(links(seal), end, noted, beginning)


def links(seal: Seal) -> Iterator[Link]:
    """All entries, from the first to the last."""
    key = seal.derived(_DETAILS)
    rotated = models.Installation.objects.exclude(newest_key="").exists()
    rows = models.Audit.objects.order_by("number").values_list(
        "number",
        "at",
        "school__name",
        "message_id",
        "actor",
        "action",
        "note",
        "detail",
        "detail_digest",
        "hash",
    )
    for number, at, school, message, actor, action, note, detail, digest, hash_ in rows.iterator():
        said = digest if detail is None else _digest_of(seal, key, number, bytes(detail), digest, rotated)
        held = digest if said == digest else "changed"  # a reason that is another belongs to no digest
        yield Link(number, at, school or "", message or "", actor, action, note, held, hash_)


def _digest_of(seal: Seal, key: bytes, number: int, sealed: bytes, expected: str, rotated: bool) -> str:
    """The digest of a detail as it is now, whatever key it is sealed with.

    An earlier version put the SHA-256 of the sealed bytes into the chain. Once the keys were rotated these
    are others, and that a detail of that time opens as this entry's is all that can be known of it.
    """
    is_earlier = expected and len(expected) != _DIGEST
    if is_earlier:
        digest = hashlib.sha256(sealed).hexdigest()
        if digest == expected or not rotated:
            return digest
    try:
        detail = seal.open(sealed, f"audit {number}")
    except BrokenSealError:
        return "opens with none of the keys"
    return expected if is_earlier else _digest(key, number, detail)


def _digest(key: bytes, number: int, detail: bytes) -> str:
    """Keyed, for somebody could guess at a short reason that was deleted since."""
    return hmac.digest(key, f"{number} ".encode() + detail, hashlib.sha256).hex()[:_DIGEST]
