"""The record: who did what, when, each entry chained to the one before."""

from __future__ import annotations

from django.db import models

from gateway.store.models.mail import Message, School


class Audit(models.Model):
    """Who did what, when. No content of a message and no pupil's name.

    `number` counts from 1 without a gap; `hash` is the SHA-256 (hex) of the entry and the hash before it, as
    `gateway.store.chain` has it. `detail`: what was written about it, such as a reason; a keyed digest
    of it stays in the chain when it is deleted.
    """

    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="audit")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="audit")
    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=30)
    note = models.CharField(max_length=1000, blank=True)
    detail = models.BinaryField(null=True)  # sealed
    detail_digest = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=["school", "at"], name="audit_school"),
            models.Index(fields=["actor", "at"], name="audit_actor"),
        )
