"""Messages on record, and what goes out of them."""

from __future__ import annotations

from django.db import models

from gateway.actions.plan import DeliveryFate
from gateway.store.models.nodes import Node


class School(models.Model):
    """One school; every other row belongs to one."""

    name = models.CharField(max_length=200, unique=True)


class Installation(models.Model):
    """One row: by which key this database is sealed (a check value, not the key), and where the record ends.

    `newest_key`: the one in use after the last rotation, by its name; empty before the first.
    `tables`: which version of the tables was last made: they need not be looked through at each start.
    `fits`: earlier ones, whose programs may go on working on these, with spaces between them.
    `record_end`: the number and hash of the last audit entry, sealed; `record_beginning`: those of the last
    one that was deleted because its time was up. `contents_days`: for so long contents of closed cases stay.
    """

    key_check = models.CharField(max_length=64)
    newest_key = models.CharField(max_length=8, blank=True)
    tables = models.CharField(max_length=64, blank=True)
    fits = models.TextField(blank=True)
    record_end = models.BinaryField(null=True)
    record_beginning = models.BinaryField(null=True)
    contents_days = models.PositiveIntegerField(default=0)


class Content(models.Model):
    """The bytes of a message or notice, sealed. Dropped when nothing needs them any more."""

    id = models.CharField(max_length=40, primary_key=True)
    sealed = models.BinaryField()


class Message(models.Model):
    """A message that did not simply go straight on."""

    id = models.CharField(max_length=20, primary_key=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="messages")
    sender = models.CharField(max_length=1000, blank=True)
    eight_bit = models.BooleanField(default=False)
    smtputf8 = models.BooleanField(default=False)
    client = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    size = models.BigIntegerField()
    content = models.ForeignKey(Content, null=True, on_delete=models.SET_NULL, related_name="messages")
    kept_until = models.DateTimeField(null=True)  # for its sender, whose files were taken off
    judged = models.BinaryField()  # sealed: subject, findings, verdict
    details_gone_at = models.DateTimeField(null=True)  # when subject and findings were deleted: they were old

    class Meta:
        indexes = (
            models.Index(fields=["fingerprint", "received_at"], name="message_retry"),
            models.Index(fields=["kept_until"], name="message_kept"),
            models.Index(fields=["details_gone_at", "received_at"], name="message_details"),
        )


class Delivery(models.Model):
    """One outgoing job. It is claimed with a lease, so that a dead process loses nothing.

    Without a message it is about the school's mail on the whole. `attempts` tells one claim from the next.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="deliveries")
    content = models.ForeignKey(Content, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    route = models.CharField(max_length=20)
    purpose = models.CharField(max_length=10)
    sender = models.CharField(max_length=1000, blank=True)
    eight_bit = models.BooleanField(default=False)
    smtputf8 = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # null: finished
    lease_until = models.DateTimeField(null=True)
    node = models.ForeignKey(Node, null=True, on_delete=models.SET_NULL, related_name="claimed")

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="delivery_due"),)


class DeliveryRecipient(models.Model):
    """How a delivery stands for one recipient. `reply`: what the other server said last, sealed."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=1000)
    fate = models.CharField(max_length=10, choices=[(each.value, each.value) for each in DeliveryFate])
    reply = models.BinaryField(null=True)
