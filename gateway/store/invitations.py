"""Invitations: links that work once, by which an account gets its first, or a new, way to sign in."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from gateway.actions.plan import Action, AuditEntry
from gateway.reviewers.person import Grant
from gateway.store import models
from gateway.store.accounts import person_of, school_of, take_ways_to_sign_in
from gateway.store.record import add_entries
from gateway.store.seal import Seal

TOKEN_BYTES = 32
LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom a link is for, and who made it until when. `account` is the account's id."""

    account: int
    email: str
    name: str
    grants: tuple[Grant, ...]
    by: str
    until: datetime


@transaction.atomic
def make_invitation(seal: Seal, account: int, actor: str, now: datetime, life: timedelta = LIFE) -> str:
    """The token of a new link. Every other way to sign in ends, older links and sessions with it."""
    row = models.Account.objects.select_for_update().get(pk=account)
    take_ways_to_sign_in(row)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    models.Invitation.objects.create(
        account=row, digest=_digest(token), made_by=actor, made_at=now, expires_at=now + life
    )
    add_entries(seal, (AuditEntry(actor, Action.INVITED, row.email),), now, school=school_of(row))
    return token


def invited_by(token: str, now: datetime) -> Invited | None:
    """None where the link was used, its time is up, its account is closed, or there never was one."""
    rows = models.Invitation.objects.select_related("account")
    row = rows.filter(
        digest=_digest(token), used_at=None, expires_at__gt=now, account__is_active=True
    ).first()
    if row is None:
        return None
    person = person_of(row.account_id)
    return Invited(person.id, person.email, person.name, person.grants, row.made_by, row.expires_at)


@transaction.atomic
def use_invitation(seal: Seal, token: str, now: datetime, *, name: str = "", password: str = "") -> bool:
    """Whether it counted: of two who press at once, one is too late. No password: they come by a provider."""
    row = models.Invitation.objects.select_related("account").filter(digest=_digest(token)).first()
    if row is None:
        return False
    used = models.Invitation.objects.filter(
        pk=row.pk, used_at=None, expires_at__gt=now, account__is_active=True
    ).update(used_at=now)
    if not used:
        return False
    account = row.account
    account.name = name.strip() or account.name
    if password:
        account.set_password(password)
    account.save(update_fields=["name", "password"])
    entry = AuditEntry(account.email, Action.INVITATION_USED, f"invited by {row.made_by}")
    add_entries(seal, (entry,), now, school=school_of(account))
    return True


def waits_for_invitation(account: int) -> bool:
    """Whether somebody was invited and has not come: until then there is no other way in."""
    return models.Invitation.objects.filter(account=account, used_at=None).exists()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
