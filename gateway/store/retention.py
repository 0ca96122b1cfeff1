"""What was kept for long enough goes, in small batches: contents, then details, then the record itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from detectors.finding import Headline, Report
from gateway.actions.arrival import GATEWAY
from gateway.actions.plan import Action, AuditEntry, CaseState, Judged
from gateway.policy.verdict import Verdict
from gateway.store import models
from gateway.store.codec import decode_judged, encode_judged
from gateway.store.record import add_entries, forget_entries
from gateway.store.seal import BrokenSealError, Seal

BATCH = 50  # messages, or five times as many entries, in one transaction: some 50 ms


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days what is kept, from the day on which a case was closed.

    contents: the bytes of a message; 0: no longer than they are needed
    details: its subject, what was found in it, by what it is found, and the reasons that people gave
    record: who did what, when, by which rule, and what became of it; 0: for ever
    """

    contents: int = 0
    details: int = 365
    record: int = 2190


def forget_old(seal: Seal, retention: Retention, now: datetime) -> bool:
    """Deletes one small batch of each kind; whether there may be more."""
    rows = models.Installation.objects.filter(pk=1).exclude(contents_days=retention.contents)
    rows.update(contents_days=retention.contents)
    done = (
        forget_contents(seal, now - timedelta(days=retention.contents), now),
        forget_details(seal, now - timedelta(days=retention.details), now),
        forget_reasons(now - timedelta(days=retention.details)),
        forget_record(seal, now - timedelta(days=retention.record), now) if retention.record else 0,
    )
    return any(each >= BATCH for each in done)


@transaction.atomic
def forget_contents(seal: Seal, until: datetime, now: datetime) -> int:
    """Of cases that were closed up to then."""
    closed = models.Message.objects.filter(case__closed_at__lte=until, kept_until=None)
    rows = closed.exclude(content=None).exclude(case__state=CaseState.OPEN).filter(_is_at_rest())
    going = list(rows.order_by("case__closed_at").select_related("school").defer("judged")[:BATCH])
    models.Content.objects.filter(messages__in=going).delete()
    _say_so(seal, going, "contents", now)
    return len(going)


@transaction.atomic
def forget_details(seal: Seal, until: datetime, now: datetime) -> int:
    """Of messages that were received, and of cases that were closed, up to then. Who, when and what stays."""
    old = models.Message.objects.filter(details_gone_at=None, received_at__lte=until, content=None)
    done = Q(case=None) | (Q(case__closed_at__lte=until) & ~Q(case__state=CaseState.OPEN))
    going = list(old.filter(done).filter(_is_at_rest()).select_related("school")[:BATCH])
    for row in going:
        row.judged = seal.close(encode_judged(_what_stays(seal, row)), f"judged {row.pk}")
        row.details_gone_at = now
    models.Message.objects.bulk_update(going, ["judged", "details_gone_at"])
    models.Case.objects.filter(message__in=going).update(asked=None)
    models.SearchMark.objects.filter(message__in=going).delete()
    models.PrivateOpening.objects.filter(case__message__in=going).delete()
    models.DeletionProposal.objects.filter(case__message__in=going).delete()
    _say_so(seal, going, "details", now)
    return len(going)


@transaction.atomic
def forget_reasons(until: datetime) -> int:
    """What people wrote about messages whose details are gone, searches and exceptions that are long over."""
    over = Q(last_day__lt=until.date()) | Q(revoked_at__lte=until)
    models.RuleException.objects.filter(over).delete()
    written = models.Audit.objects.filter(at__lte=until, detail__isnull=False)
    free = written.filter(Q(message=None) | Q(message__details_gone_at__isnull=False))
    going = list(free.values_list("pk", flat=True)[:BATCH])
    return models.Audit.objects.filter(pk__in=going).update(detail=None)


@transaction.atomic
def forget_record(seal: Seal, until: datetime, now: datetime) -> int:
    """The oldest entries, closed incidents, and messages of which no entry is left."""
    models.Incident.objects.filter(closed_at__lte=until).delete()
    entries = forget_entries(seal, _last_to_go(until))
    messages = _forget_messages(until)
    if entries:
        note = f"the record's {entries} oldest entries, with {messages} messages"
        add_entries(seal, (AuditEntry(GATEWAY, Action.CONTENTS_DELETED, note),), now)
    return max(entries // 5, messages)


def _last_to_go(until: datetime) -> int:
    """The number of the entry up to which all are old, and none is about what is still open; 0 for none."""
    open_case = Q(message__case__state=CaseState.OPEN)
    in_incident = Q(message__incidents__isnull=False)
    numbers = models.Audit.objects.order_by("number").values_list("number", flat=True)
    first = numbers.first()
    stays = numbers.filter(Q(at__gt=until) | open_case | in_incident).first()
    last = numbers.last()
    if first is None or last is None:
        return 0
    return min(stays - 1 if stays else last, first + 5 * BATCH - 1)


def _forget_messages(until: datetime) -> int:
    silent = ~Exists(models.Audit.objects.filter(message=OuterRef("pk")))
    old = models.Message.objects.filter(silent, received_at__lte=until, content=None, incidents=None)
    going = list(old.filter(_is_at_rest()).values_list("pk", flat=True)[: 5 * BATCH])
    models.Delivery.objects.filter(message__in=going).delete()
    models.Case.objects.filter(pk__in=going).delete()
    models.Message.objects.filter(pk__in=going).delete()
    return len(going)


def _is_at_rest() -> Q:
    """Messages with which nobody and nothing has to do any more: neither the outbox nor an incident."""
    waits = models.Delivery.objects.filter(message=OuterRef("pk"), due_at__isnull=False)
    incident = models.IncidentCase.objects.filter(message=OuterRef("pk"), incident__closed_at=None)
    return ~Q(Exists(waits)) & ~Q(Exists(incident))


def _what_stays(seal: Seal, row: models.Message) -> Judged:
    """To whom it went, and by which rules: no subject, nothing that was found, no sentence about it."""
    headline = Headline()
    try:
        judged = decode_judged(seal.open(bytes(row.judged), f"judged {row.pk}"))
    except BrokenSealError:  # nobody can read it; its time is up all the same
        return Judged(headline, Report(headline, (), (), ()), Verdict((), ()))
    rules = tuple(replace(each, reason="", findings=()) for each in judged.verdict.rules)
    report = Report(headline, (), (), judged.report.completion)
    return Judged(headline, report, replace(judged.verdict, rules=rules, warnings=()))


def _say_so(seal: Seal, going: Iterable[models.Message], what: str, now: datetime) -> None:
    """On record once for each school."""
    for school, count in Counter(each.school for each in going).items():
        entry = AuditEntry(GATEWAY, Action.CONTENTS_DELETED, f"{what} of {count} messages")
        add_entries(seal, (entry,), now, school=school)


@dataclass(frozen=True, slots=True)
class Coming:
    """A closed case of which something is about to be deleted. `at`: when it was closed."""

    case: str
    school: str
    at: datetime


def coming_contents(schools: Iterable[str], first: datetime, last: datetime) -> Iterator[Coming]:
    """Closed cases with contents, closed in that time; the first to go first."""
    return _coming(schools, first, last, Q(message__content__isnull=False))


def coming_details(schools: Iterable[str], first: datetime, last: datetime) -> Iterator[Coming]:
    """Closed cases with details, closed in that time; the first to go first."""
    return _coming(schools, first, last, Q(message__details_gone_at=None))


def _coming(schools: Iterable[str], first: datetime, last: datetime, what: Q) -> Iterator[Coming]:
    within = models.Case.objects.filter(what, closed_at__gt=first, closed_at__lte=last)
    rows = within.filter(school__name__in=tuple(schools)).exclude(state=CaseState.OPEN)
    in_incident = models.IncidentCase.objects.filter(message=OuterRef("pk"), incident__closed_at=None)
    free = rows.exclude(Exists(in_incident)).order_by("closed_at", "pk")
    for case, school, at in free.values_list("pk", "school__name", "closed_at"):
        assert at is not None  # noqa: S101 - it was found by it
        yield Coming(case, school, at)
