"""The gateways that work on this database."""

from __future__ import annotations

from django.db import models


class Node(models.Model):
    """One life of a gateway, from its start to its end. Times are by the database's clock.

    `name`: of its machine and its storage directory; the next life has the same. `newest_key`: the
    name of the one in use in its key file, empty until it has looked.
    """

    name = models.CharField(max_length=200)
    version = models.CharField(max_length=50)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    newest_key = models.CharField(max_length=8, blank=True)
