"""The first start: a link for the lead of each school, in a file that only this user can read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.settings import Settings
from gateway.store.accounts import NoSuchAccountError, account_for, is_in_use, make_account, tidy
from gateway.store.engine import storage_in_use
from gateway.store.invitations import make_invitation
from gateway.store.place import StoreError
from gateway.store.seal import Seal

FILE = "first-sign-in"
LIFE = timedelta(hours=24)
ACTOR = "first start"


@dataclass(frozen=True, slots=True)
class FirstLink:
    """A link that works once, and whom it is for."""

    email: str
    url: str = field(repr=False)


def first_links(settings: Settings, seal: Seal, url: str, now: datetime) -> tuple[FirstLink, ...]:
    """Makes a link for each lead, while nobody has ever signed in; writes them to the file, or takes it away.

    Where several gateways share the database, those count that the first of them has made, in its directory.
    url: under which people reach the site, without a slash at its end. The file stands before COMMIT: links
    that count and are nowhere would keep the lead out for a day. Raises StoreError where that fails.
    """
    with transaction.atomic():
        links = () if is_in_use() else _make(settings, seal, url, now)
        try:
            _write(first_file(settings), links)
        except OSError:
            raise StoreError(
                f"{first_file(settings)}: the links for the first sign-in cannot be written there; make "
                "room, or give the directory back to the user under whom the gateway runs, and start it again"
            ) from None
    return links


def _make(settings: Settings, seal: Seal, url: str, now: datetime) -> tuple[FirstLink, ...]:
    leads = dict.fromkeys(tidy(each.data_protection_lead) for each in settings.school)
    by_another = storage_in_use().database_url and not first_file(settings).exists()
    stays = timedelta() if by_another else LIFE
    made = []
    for email in leads:
        grants = tuple(
            Grant(Role.LEAD, each.name)
            for each in settings.school
            if tidy(each.data_protection_lead) == email
        )
        if (account := _waiting(seal, email, grants, now, stays)) is not None:
            made.append(FirstLink(email, link(url, make_invitation(seal, account, ACTOR, now, LIFE))))
    return tuple(made)


def _waiting(seal: Seal, email: str, grants: Sequence[Grant], now: datetime, stays: timedelta) -> int | None:
    """The lead's account; None where somebody has invited them already, by a link that counts for longer."""
    try:
        account = account_for(email)
    except NoSuchAccountError:
        return make_account(seal, email, "", grants, ACTOR, now)
    if not account.is_active or (account.invited_until and account.invited_until > now + stays):
        return None
    return account.id


def first_file(settings: Settings) -> Path:
    """Where the links stand, for whoever can read the storage directory."""
    return settings.storage.directory / FILE


def link(url: str, token: str) -> str:
    """The address of an invitation's page."""
    return f"{url}/invitation/{token}"


def forget_first_link(directory: Path, email: str) -> None:
    """After it was used. The file goes with its last link."""
    path = directory / FILE
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    left = (line.partition(" ") for line in lines)
    _write(path, tuple(FirstLink(address, url) for address, _, url in left if address != email))


def _write(path: Path, links: Sequence[FirstLink]) -> None:
    """One line for each: the address, and the link."""
    path.unlink(missing_ok=True)
    if not links:
        return
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines(f"{each.email} {each.url}\n" for each in links)
