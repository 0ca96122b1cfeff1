"""The accounts in the database: who there is, what each of them may do, and how they come and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Q

from gateway.actions.plan import Action, AuditEntry
from gateway.reviewers.giving import in_notes, left_without_lead
from gateway.reviewers.person import Grant, Person
from gateway.store import models
from gateway.store.absences import covered_grants
from gateway.store.grants import grant_of
from gateway.store.record import add_entries
from gateway.store.seal import Seal


class NoSuchAccountError(Exception):
    """There is no account with this id, or for this address."""


class AccountExistsError(Exception):
    """There is an account for this address already; it may be closed."""


@dataclass(frozen=True, slots=True)
class AccountSummary:
    """An account as those who look after people see it.

    invited_until: until when the link counts by which they can come; in the past where its time is up, None
        where they have come, or were let go
    """

    id: int
    email: str
    name: str
    is_active: bool
    grants: tuple[Grant, ...]
    last_sign_in: datetime | None
    invited_until: datetime | None

    @property
    def person(self) -> Person:
        return Person(self.id, self.email, self.name, self.grants)


def person_of(account: int, today: date | None = None) -> Person:
    """With the roles that count now, and of those whom they cover; none of an account that is closed."""
    row = models.Account.objects.prefetch_related("grants__school").get(pk=account)
    day = today or datetime.now().astimezone().date()
    grants = _grants(row) + covered_grants(account, day) if row.is_active else ()
    return Person(row.pk, row.email, row.name, grants)


def list_accounts() -> tuple[AccountSummary, ...]:
    """All, in the order of their addresses."""
    rows = models.Account.objects.prefetch_related("grants__school", "invitations").order_by("email")
    return tuple(map(_summary, rows))


def account_of(account: int) -> AccountSummary:
    """Raises NoSuchAccountError."""
    return _only(Q(pk=account))


def account_for(email: str) -> AccountSummary:
    """Raises NoSuchAccountError."""
    return _only(Q(email=tidy(email)))


def left_by(account: AccountSummary, stay: Sequence[Grant], schools: Sequence[str]) -> tuple[str, ...]:
    """The schools that would have no lead if only these roles of somebody stayed.

    Whoever has not come yet, or has gone, is no lead whom anybody could ask.
    """
    leads = [each for each in list_accounts() if each.is_active and each.invited_until is None]
    if account.id not in {each.id for each in leads}:
        return ()
    others = [grant for each in leads if each.id != account.id for grant in each.grants]
    return left_without_lead(schools, account.grants, (*others, *stay))


def is_in_use() -> bool:
    """Whether anybody can sign in, or ever could."""
    new = Q(last_login__isnull=True) & Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return models.Account.objects.exclude(new).exists()


@transaction.atomic
def make_account(
    seal: Seal, email: str, name: str, grants: Sequence[Grant], actor: str, now: datetime
) -> int:
    """Without a way to sign in yet; the account's id. Raises AccountExistsError."""
    if models.Account.objects.filter(email=tidy(email)).exists():
        raise AccountExistsError(email)
    row = models.Account(email=tidy(email), name=name.strip(), made_at=now)
    row.set_unusable_password()
    row.save()
    _write_grants(row, grants)
    _record(seal, row, Action.GRANTED, actor, f"{row.email}: {in_notes(grants)}", now)
    return row.pk


@transaction.atomic
def change_grants(seal: Seal, account: int, grants: Sequence[Grant], actor: str, now: datetime) -> None:
    """These roles in the place of the old ones; they count from the next request on."""
    row = models.Account.objects.select_for_update().get(pk=account)
    row.grants.all().delete()
    _write_grants(row, grants)
    _record(seal, row, Action.GRANTED, actor, f"{row.email}: {in_notes(grants)}", now)


@transaction.atomic
def close_account(seal: Seal, account: int, actor: str, now: datetime) -> None:
    """Ends all sessions and every way to sign in. The roles stay, for the record."""
    row = models.Account.objects.select_for_update().get(pk=account)
    row.is_active = False
    row.save(update_fields=["is_active"])
    take_ways_to_sign_in(row)
    _record(seal, row, Action.LET_GO, actor, row.email, now)


@transaction.atomic
def reopen_account(seal: Seal, account: int, actor: str, now: datetime) -> None:
    """With the roles it had; whoever comes back needs a new invitation."""
    row = models.Account.objects.select_for_update().get(pk=account)
    row.is_active = True
    row.save(update_fields=["is_active"])
    note = f"{row.email} is back: {in_notes(_grants(row))}"
    _record(seal, row, Action.GRANTED, actor, note, now)


@transaction.atomic
def set_password(seal: Seal, account: int, password: str, actor: str, now: datetime) -> None:
    """Ends all sessions. Takes away what other ways to sign in there were: it is how somebody begins."""
    row = models.Account.objects.select_for_update().get(pk=account)
    take_ways_to_sign_in(row)
    row.set_password(password)
    row.save(update_fields=["password"])
    _record(seal, row, Action.SIGN_IN_CHANGED, actor, f"{row.email}: password set", now)


def describe(account: int, name: str, language: str) -> None:
    """What they are called, and in which language they read; empty: the browser's."""
    models.Account.objects.filter(pk=account).update(name=name.strip(), language=language)


def take_ways_to_sign_in(row: models.Account) -> None:
    """Password, second factors, providers, invitations. No session outlives the password it began with."""
    row.set_unusable_password()
    row.save(update_fields=["password"])
    Authenticator.objects.filter(user=row).delete()
    SocialAccount.objects.filter(user=row).delete()
    row.invitations.filter(used_at=None).delete()


def note_sign_in(
    seal: Seal, account: int | None, action: Action, note: str, now: datetime, *, actor: str = ""
) -> None:
    """Something about how somebody signs in, on the record. None: somebody who has no account."""
    row = models.Account.objects.filter(pk=account).first() if account is not None else None
    if row is None:
        add_entries(seal, (AuditEntry(actor or "unknown", action, note),), now)
    else:
        _record(seal, row, action, actor or row.email, note, now)


def tidy(email: str) -> str:
    """An address as accounts have it."""
    return email.strip().lower()


def _record(seal: Seal, row: models.Account, action: Action, actor: str, note: str, now: datetime) -> None:
    add_entries(seal, (AuditEntry(actor, action, note[:1000]),), now, school=school_of(row))


def school_of(row: models.Account) -> models.School | None:
    """The one school at which somebody works; None where there are several, or none."""
    schools = {each.school for each in row.grants.select_related("school")}
    return schools.pop() if len(schools) == 1 else None


def _write_grants(row: models.Account, grants: Iterable[Grant]) -> None:
    models.Grant.objects.bulk_create(
        models.Grant(
            account=row,
            school=models.School.objects.get_or_create(name=each.school)[0] if each.school else None,
            role=each.role,
            rules=" ".join(sorted(each.rules)),
            approves=each.approves,
        )
        for each in grants
    )


def _only(which: Q) -> AccountSummary:
    rows = models.Account.objects.filter(which).prefetch_related("grants__school", "invitations")
    row = rows.first()
    if row is None:
        raise NoSuchAccountError
    return _summary(row)


def _summary(row: models.Account) -> AccountSummary:
    open_until = [each.expires_at for each in row.invitations.all() if each.used_at is None]
    until = max(open_until, default=None)
    return AccountSummary(row.pk, row.email, row.name, row.is_active, _grants(row), row.last_login, until)


def _grants(row: models.Account) -> tuple[Grant, ...]:
    return tuple(map(grant_of, row.grants.all()))
