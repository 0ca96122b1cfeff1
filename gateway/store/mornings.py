"""What there is to say on a morning of the cases that somebody may see, counted in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from gateway.actions.arrival import GATEWAY
from gateway.actions.notices.values import Morning
from gateway.actions.plan import Action, CaseState, Delivery
from gateway.reviewers.person import Person
from gateway.reviewers.roles import Right
from gateway.store import models
from gateway.store.queueing import add_mail
from gateway.store.reach import within
from gateway.store.seal import Seal

_SENDER = "sender "  # how the actor begins where senders put their own mail right
_OPEN = Q(state=CaseState.OPEN)
_DECIDED = (
    Action.RELEASED,
    Action.RELEASED_SECURELY,
    Action.RELEASED_SHORTENED,
    Action.RETURNED,
    Action.DELETED,
    Action.EXPIRED,
    Action.SENT_SECURELY,
    Action.SENT_SHORTENED,
    Action.SENT_LOCKED,
    Action.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class Span:
    """The moments between which is counted; aware.

    since: from when on what was decided is counted
    today, tomorrow: when this day begins and is over; `after`: when the next day that counts is over
    last_day: what ends until then is said
    """

    since: datetime
    today: datetime
    tomorrow: datetime
    after: datetime
    last_day: date


def morning_of(person: Person, school: str, span: Span, faults: int) -> Morning:
    """`faults`: how many things somebody has to look after, for whoever may see the status page."""
    cases = models.Case.objects.filter(within(person.reach(Right.SEE_CASES)), school__name=school)
    waiting = cases.filter(_OPEN).aggregate(
        waiting=Count("pk"),
        today=Count("pk", filter=Q(deadline_at__lt=span.tomorrow)),
        next_day=Count("pk", filter=Q(deadline_at__gte=span.tomorrow, deadline_at__lt=span.after)),
        unseen=Count("pk", filter=Q(seen_at=None)),
    )
    return Morning(
        school,
        **waiting,
        **_decided(cases.filter(closed_at__gte=span.since, closed_at__lt=span.today), person),
        exceptions=_ending(school, span) if person.reach(Right.MAKE_EXCEPTIONS).whole(school) else 0,
        faults=faults if person.reach(Right.SEE_STATUS).whole(school) else 0,
    )


def _decided(closed: QuerySet[models.Case], person: Person) -> Mapping[str, int]:
    """By whom; the entry on record and the end of the case are of one moment."""
    entries = models.Audit.objects.filter(
        message__case__in=closed, action__in=_DECIDED, at=F("message__case__closed_at")
    )
    sender, gateway = Q(actor__startswith=_SENDER), Q(actor=GATEWAY)
    colleague = ~sender & ~gateway

    def counted(which: Q) -> Count:
        return Count("message", filter=which, distinct=True)

    return entries.aggregate(
        by_me=counted(Q(actor=person.email)),
        by_others=counted(colleague & ~Q(actor=person.email)),
        by_senders=counted(sender),
        returned=counted(gateway & Q(message__case__state=CaseState.EXPIRED)),
        sent=counted(gateway & ~Q(message__case__state=CaseState.EXPIRED)),
    )


def _ending(school: str, span: Span) -> int:
    rows = models.RuleException.objects.filter(school__name=school, revoked_at=None)
    return rows.filter(last_day__gte=span.today.date(), last_day__lte=span.last_day).count()


@transaction.atomic
def write_digest(
    seal: Seal, account: int, midnight: datetime, mail: tuple[str, Delivery] | None, now: datetime
) -> bool:
    """Remembers that this morning is said, and queues the mail, with the school by whose server it goes.

    Whether nobody else had done it, another gateway or one before this.
    """
    unread = models.Account.objects.filter(Q(digest_at=None) | Q(digest_at__lt=midnight), pk=account)
    if not unread.update(digest_at=now):
        return False
    if mail is not None:
        school, delivery = mail
        row, _ = models.School.objects.get_or_create(name=school)
        add_mail(seal, row, delivery, now)
    return True
