"""The second factors of accounts: what there is, how often it was used, and that a code counts once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q

from gateway.store import models

SECOND_FACTOR = "second factor"  # what a sealed secret belongs to
_LAST = "last_counter"  # in an authenticator's data: the time step of the last code that counted


class FactorKind(StrEnum):
    """What somebody can show beside a password."""

    APP = "totp"
    PASSKEY = "webauthn"


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor; `name` is what its owner calls it, empty for an app."""

    id: int
    kind: FactorKind
    name: str
    made_at: datetime
    last_used: datetime | None


_MAIN = Q(type__in=tuple(FactorKind))


def factors_of(account: int) -> tuple[Factor, ...]:
    """Recovery codes apart, the oldest first."""
    rows = Authenticator.objects.filter(_MAIN, user=account).order_by("created_at")
    return tuple(
        Factor(row.pk, FactorKind(row.type), row.data.get("name", ""), row.created_at, row.last_used_at)
        for row in rows
    )


def has_factor(account: int) -> bool:
    found: bool = Authenticator.objects.filter(_MAIN, user=account).exists()
    return found


def codes_left(account: int) -> int | None:
    """How many recovery codes have not been used; None where there are none."""
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row else None


@transaction.atomic
def remove_factor(account: int, factor: int) -> None:
    """With the last one the recovery codes go too."""
    Authenticator.objects.filter(_MAIN, user=account, pk=factor).delete()
    if not has_factor(account):
        Authenticator.objects.filter(user=account).delete()


@transaction.atomic
def use_time_step(account: int, counter: int) -> bool:
    """Whether a code of this time step may count: each does once (RFC 6238 §5.2), restarts or not."""
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if row is None or counter <= row.data.get(_LAST, -1):
        return False
    row.data[_LAST] = counter
    row.save(update_fields=["data"])
    return True


def providers_of(account: int) -> tuple[str, ...]:
    """The ids of the providers with which somebody has signed in."""
    rows = SocialAccount.objects.filter(user=account).order_by("provider")
    return tuple(rows.values_list("provider", flat=True))


@transaction.atomic
def connect(account: int, provider: str, subject: str) -> bool:
    """Whether this subject of a provider is the account's; the first one to come is.

    An address may be given to somebody else, a subject never is (OpenID Connect Core 1.0 §5.7).
    """
    known = SocialAccount.objects.filter(provider=provider).filter(Q(user=account) | Q(uid=subject))
    if known.exists():
        return [*known.values_list("user", "uid")] == [(account, subject)]
    row = models.Account.objects.get(pk=account)
    SocialAccount.objects.create(user=row, provider=provider, uid=subject, extra_data={})
    return True
