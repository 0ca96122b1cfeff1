"""Who is away, and who does their work in the meantime: it begins and ends by itself, with the days."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from gateway.actions.plan import Action, AuditEntry
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import RIGHTS, Right, Role
from gateway.store import models
from gateway.store.grants import grant_of
from gateway.store.record import add_entries
from gateway.store.seal import Seal

# Whoever has no such role is kept from what messages say on purpose: they neither cover nor are covered.
SEES_CONTENT = frozenset(role for role in Role if Right.SEE_CONTENT in RIGHTS[role])


class CannotCoverError(Exception):
    """This colleague cannot do the work, or can no longer."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may do another's work. `id` is the account's."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Away:
    """An absence, both days included. `person`: the other one: who covers, or who is covered."""

    person: str
    first_day: date
    last_day: date


def covered_grants(account: int, today: date) -> tuple[Grant, ...]:
    """The roles of those whom this account covers today: their own ones, not what they cover themselves.

    Whoever covers a lead decides on mail as a deputy does, and lets nobody in.
    """
    rows = _on(today).filter(cover=account, account__is_active=True)
    roles = models.Grant.objects.filter(account__in=rows.values("account"), role__in=SEES_CONTENT)
    covered = tuple(_as_deputy(grant_of(each)) for each in roles.select_related("school").order_by("pk"))
    return covered if covered and has_work(account) else ()


def _as_deputy(grant: Grant) -> Grant:
    return replace(grant, role=Role.DEPUTY) if grant.role is Role.LEAD else grant


def covered_by(account: int, today: date) -> tuple[Away, ...]:
    """Whom this account covers today; who is back first comes first."""
    rows = _on(today).filter(cover=account, account__is_active=True)
    return tuple(_away(row, row.account) for row in rows.select_related("account").order_by("last_day", "pk"))


def absence_of(account: int, today: date) -> Away | None:
    """Where they are away, or soon will be."""
    rows = models.Absence.objects.filter(account=account, last_day__gte=today)
    row = rows.select_related("cover").order_by("first_day").first()
    return _away(row, row.cover) if row else None


def colleagues_of(account: int) -> tuple[Colleague, ...]:
    """Who could do this account's work: they have a role of the kind at one of its schools; by name."""
    rows = models.Account.objects.filter(_could_cover(account), is_active=True).exclude(pk=account).distinct()
    found = (Colleague(row.pk, str(row), row.email) for row in rows)
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.email)))


def has_work(account: int) -> bool:
    """Whether there is anything that another could do for them."""
    return models.Grant.objects.filter(account=account, role__in=SEES_CONTENT).exists()


def standing_in(addresses: Collection[str], today: date) -> tuple[str, ...]:
    """The addresses of those who cover today for any of these people, and are not among them."""
    known = {each.lower() for each in addresses}
    rows = _on(today).filter(account__email__in=known, account__is_active=True, cover__is_active=True)
    rows = rows.filter(cover__grants__role__in=SEES_CONTENT).order_by("pk")
    emails = rows.values_list("cover__email", flat=True)
    return tuple(each for each in dict.fromkeys(emails) if each not in known)


@transaction.atomic
def set_absence(seal: Seal, account: int, cover: int, first: date, last: date, now: datetime) -> None:
    """In the place of the one that is known. Raises CannotCoverError."""
    colleague = next((each for each in colleagues_of(account) if each.id == cover), None)
    if colleague is None or not has_work(account):
        raise CannotCoverError
    today = now.astimezone().date()
    models.Absence.objects.filter(account=account, last_day__gte=today).delete()
    models.Absence.objects.create(account_id=account, cover_id=cover, first_day=first, last_day=last)
    _record(seal, account, f"away from {first} to {last}, covered by {colleague.email}", now)


@transaction.atomic
def end_absence(seal: Seal, account: int, now: datetime) -> bool:
    """From now on they are there; whether they were away, or going to be."""
    today = now.astimezone().date()
    rows = models.Absence.objects.filter(account=account, last_day__gte=today)
    if not rows.exists():
        return False
    rows.filter(first_day__gte=today).delete()
    rows.update(last_day=today - timedelta(days=1))
    _record(seal, account, "back", now)
    return True


def _on(today: date) -> QuerySet[models.Absence]:
    return models.Absence.objects.filter(first_day__lte=today, last_day__gte=today)


def _could_cover(account: int) -> Q:
    mine = models.Grant.objects.filter(account=account, role__in=SEES_CONTENT)
    schools = set(mine.values_list("school", flat=True))
    same = Q(grants__role__in=SEES_CONTENT)
    if None in schools:
        return same  # they see all schools of the trust
    return same & (Q(grants__school__in=schools) | Q(grants__school=None))


def _away(row: models.Absence, other: models.Account) -> Away:
    return Away(str(other), row.first_day, row.last_day)


def _record(seal: Seal, account: int, note: str, now: datetime) -> None:
    email = models.Account.objects.values_list("email", flat=True).get(pk=account)
    add_entries(seal, (AuditEntry(email, Action.ABSENCE_SET, note),), now)
