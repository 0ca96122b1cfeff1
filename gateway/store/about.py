"""Everything on record about one person: the messages that name them, or that they wrote or were to get."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from detectors.roster import Pupil, Roster
from gateway.actions.plan import CaseState, Judged, Purpose
from gateway.store import models
from gateway.store.caseindex import is_private
from gateway.store.codec import decode_judged
from gateway.store.marks import Marks, marks_key
from gateway.store.rosters import list_records, read_pupils
from gateway.store.seal import BrokenSealError, Seal


@dataclass(frozen=True, slots=True)
class Trail:
    """By what somebody is found at one school.

    pupil: the roster's id
    names: each as folded words, all of which a message has to have
    """

    school: str
    pupil: str = ""
    names: tuple[tuple[str, ...], ...] = ()
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody did with a message, and the reason if they wrote one that is kept."""

    at: datetime
    actor: str
    action: str
    note: str
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A message on record. `state` is None where it was never held; `judged`, where its details are kept."""

    id: str
    school: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    state: CaseState | None
    is_private: bool
    is_content_kept: bool
    are_details_kept: bool
    judged: Judged | None
    deeds: tuple[Deed, ...]
    asked: str = field(default="", repr=False)


def count_about(seal: Seal, trail: Trail) -> int:
    return _found(seal, trail).count()


def messages_about(seal: Seal, trail: Trail, start: int, most: int) -> tuple[OnRecord, ...]:
    """The newest first, without the first `start`."""
    rows = _found(seal, trail).select_related("school", "case").order_by("-received_at", "-pk")
    wanted = list(rows[start : start + most])
    addressed, deeds = _addressed(wanted), _deeds(seal, wanted)
    return tuple(_on_record(seal, row, addressed[row.pk], deeds[row.pk]) for row in wanted)


def content_about(seal: Seal, message: str) -> bytes | None:
    """The bytes of a message, our trace fields on top; None where they are kept no more."""
    row = models.Message.objects.select_related("content").get(pk=message)
    if row.content is None:
        return None
    return seal.open(bytes(row.content.sealed), row.content.pk)


def _found(seal: Seal, trail: Trail) -> QuerySet[models.Message]:
    marks = Marks(marks_key(seal), trail.school)
    any_of = Q(pk__in=())
    if trail.pupil:
        any_of |= Q(pk__in=_marked(marks.one_pupil(trail.pupil)))
    for words in trail.names:
        any_of |= _all_marked([marks.word(each) for each in words])
    for address in trail.addresses:
        held = models.HeldRecipient.objects.filter(address__iexact=address).values("case")
        sent = models.DeliveryRecipient.objects.filter(
            address__iexact=address, delivery__purpose=Purpose.MESSAGE
        ).values("delivery__message")
        any_of |= Q(sender__iexact=address) | Q(pk__in=_marked(marks.address(address)))
        any_of |= Q(pk__in=held) | Q(pk__in=sent)
    return models.Message.objects.filter(any_of, school__name=trail.school)


def _marked(mark: str) -> QuerySet[models.SearchMark, Any]:
    return models.SearchMark.objects.filter(mark=mark).values("message")


def _all_marked(wanted: list[str]) -> Q:
    found = Q(pk__in=_marked(wanted[0])) if wanted else Q(pk__in=())
    for mark in wanted[1:]:
        found &= Q(pk__in=_marked(mark))
    return found


def _addressed(rows: list[models.Message]) -> defaultdict[str, list[str]]:
    """For whom each message was held, and to whom it was sent."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    held = models.HeldRecipient.objects.filter(case__in=[row.pk for row in rows]).order_by("pk")
    sent = models.DeliveryRecipient.objects.filter(
        delivery__message__in=rows, delivery__purpose=Purpose.MESSAGE
    ).order_by("pk")
    for message, address in held.values_list("case_id", "address"):
        found[message].append(address)
    for message, address in sent.values_list("delivery__message_id", "address"):
        found[message].append(address)
    return found


def _deeds(seal: Seal, rows: list[models.Message]) -> defaultdict[str, list[Deed]]:
    found: defaultdict[str, list[Deed]] = defaultdict(list)
    for row in models.Audit.objects.filter(message__in=rows).order_by("number"):
        deed = Deed(row.at, row.actor, row.action, row.note, _opened(seal, row.detail, f"audit {row.number}"))
        found[row.message_id or ""].append(deed)
    return found


def _on_record(seal: Seal, row: models.Message, addressed: list[str], deeds: list[Deed]) -> OnRecord:
    judged = _judged(seal, row)
    case = getattr(row, "case", None)
    meant = [each.address for each in judged.verdict.recipients] if judged else []
    return OnRecord(
        id=row.pk,
        school=row.school.name,
        at=row.received_at,
        sender=row.sender,
        recipients=tuple(dict.fromkeys((*meant, *addressed))),
        state=CaseState(case.state) if case else None,
        is_private=case.private if case else judged is None or is_private(judged),
        is_content_kept=row.content_id is not None,
        are_details_kept=row.details_gone_at is None and judged is not None,
        judged=judged,
        deeds=tuple(deeds),
        asked=_opened(seal, case.asked, f"asked {row.pk}") if case else "",
    )


def _judged(seal: Seal, row: models.Message) -> Judged | None:
    try:
        return decode_judged(seal.open(bytes(row.judged), f"judged {row.pk}"))
    except BrokenSealError:
        return None


def _opened(seal: Seal, sealed: bytes | memoryview | None, belongs_to: str) -> str:
    """Empty where there is nothing, or where it does not open."""
    if sealed is None:
        return ""
    try:
        return seal.open(bytes(sealed), belongs_to).decode()
    except BrokenSealError:
        return ""


def read_roster(seal: Seal, school: str, today: date) -> Roster:
    """All pupils on the lists of a school, each with the id that findings name, and its staff."""
    rosters = [read_pupils(seal, school, each.source) for each in list_records(seal, school)]
    everybody = [pupil for roster in rosters for pupil in roster.pupils]
    present = {each.id: each for each in everybody if not _has_left(each, today)}
    gone = {(each.id, each.left): each for each in everybody if _has_left(each, today)}
    staff = dict.fromkeys(each for roster in rosters for each in roster.staff)
    return Roster((*present.values(), *_leavers(gone.values(), present)), tuple(staff))


def _leavers(gone: Iterable[Pupil], present: Collection[str]) -> Iterator[Pupil]:
    """Under an id of their own where another pupil has theirs now."""
    for pupil in gone:
        yield replace(pupil, id=f"{pupil.id} (left {pupil.left})") if pupil.id in present else pupil


def _has_left(pupil: Pupil, today: date) -> bool:
    return bool(pupil.left) and pupil.left <= today.isoformat()
