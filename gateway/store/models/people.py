"""The people who review: their accounts, what they may do where, and when they are away."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from gateway.reviewers.roles import Role
from gateway.store.models.mail import School


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by invitation only; `gateway.store.accounts` does it."""


class Account(AbstractBaseUser):
    """Somebody who may sign in. Whoever has left is not active, and stays for the record."""

    email = models.EmailField(max_length=254, unique=True)  # in lower case
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=10, blank=True)  # empty: the browser's
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    digest_at = models.DateTimeField(null=True)  # when the last morning's overview was sent

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    def __str__(self) -> str:
        return self.name or self.email


class Grant(models.Model):
    """One role of an account. Without a school it counts at all of them.

    `rules`: ids with spaces between them, to which a reviewer is confined; empty for all. `approves`:
    the role of the policy in which an approver decides, such as "headteacher".
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="grants")
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=[(each.value, each.value) for each in Role])
    rules = models.TextField(blank=True)
    approves = models.CharField(max_length=80, blank=True)


class Invitation(models.Model):
    """A link that works once: by it an account gets its first, or a new, way to sign in.

    Only the SHA-256 (hex) of its token is kept. `made_by`: who invited them, as the record names people.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Absence(models.Model):
    """Somebody is away, both days included, and who does their work in the meantime."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="absences")
    cover = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="covers")
    first_day = models.DateField()
    last_day = models.DateField()
