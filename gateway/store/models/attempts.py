"""What is counted for a few minutes, by all gateways together."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """A count of attempts to sign in, or a one-time code that was used; on PostgreSQL only.

    `key`: a hash of whose they are; `value`: JSON. It counts until it expires, by the database's clock.
    """

    key = models.CharField(max_length=64, primary_key=True)
    value = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="attempt_expires"),)
