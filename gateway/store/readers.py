"""To whom at a school mail about its held messages goes, by their accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from gateway.reviewers.person import Person
from gateway.reviewers.roles import Right, Role
from gateway.store import models
from gateway.store.accounts import person_of


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who has not had this morning's overview. `language` is empty where they have chosen none."""

    person: Person
    language: str


def others_to_ask(school: str, lead: str, today: date) -> tuple[str, ...]:
    """The addresses of its deputies, or else of its other leads; who is away is stood in for.

    lead: the address that has been told already
    """
    return _there(school, Role.DEPUTY, lead, today) or _there(school, Role.LEAD, lead, today)


def _there(school: str, role: Role, without: str, today: date) -> tuple[str, ...]:
    here = Q(grants__school__name=school) | Q(grants__school=None)
    rows = models.Account.objects.filter(here, grants__role=role, is_active=True)
    people = rows.exclude(email=without.lower()).order_by("email").distinct()
    return tuple(dict.fromkeys(address for row in people for address in _or_cover(row, today)))


def _or_cover(row: models.Account, today: date) -> Iterable[str]:
    absences = row.absences.filter(first_day__lte=today, last_day__gte=today).select_related("cover")
    away = list(absences)
    if not away:
        return (row.email,)
    return tuple(each.cover.email for each in away if _is_there(each.cover, today))


def _is_there(row: models.Account, today: date) -> bool:
    absent = row.absences.filter(first_day__lte=today, last_day__gte=today)
    return row.is_active and not absent.exists()


def unread_by(midnight: datetime, today: date) -> tuple[Reader, ...]:
    """Those who may see cases and have had no overview since midnight."""
    rows = models.Account.objects.filter(Q(digest_at=None) | Q(digest_at__lt=midnight), is_active=True)
    people = ((person_of(row.pk, today), row.language) for row in rows.order_by("email"))
    return tuple(Reader(person, language) for person, language in people if person.may(Right.SEE_CASES))
