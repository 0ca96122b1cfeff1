"""What is remembered of mail that has left: keyed hashes, and never for long."""

from __future__ import annotations

from django.db import models

from gateway.store.models.mail import School


class KeptLocks(models.Model):
    """What a password has to open in one message with protected files that left; gone when its time is up.

    Nothing else of the message is kept: neither the files nor who sent them to whom.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="kept_locks")
    sealed = models.BinaryField()
    kept_until = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["kept_until"], name="kept_locks_until"),)


class KeptLocksPair(models.Model):
    """A sender and a recipient of such a message, as a keyed hash: it can be asked for, not read."""

    kept = models.ForeignKey(KeptLocks, on_delete=models.CASCADE, related_name="pairs")
    pair = models.CharField(max_length=64)


class SentMessage(models.Model):
    """A message to personal accounts: how much it was, and keyed hashes; gone after a fortnight and a day."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="sent_messages")
    message = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=64)
    at = models.DateTimeField()  # when it first came
    forwarded = models.BooleanField()
    attached = models.PositiveIntegerField()
    size = models.BigIntegerField()
    pupils = models.TextField(blank=True)  # marks with spaces between them

    class Meta:
        indexes = (
            models.Index(fields=["sender", "at"], name="sent_message_past"),
            models.Index(fields=["at"], name="sent_message_age"),
        )


class SentCopy(models.Model):
    """Such a message on its way to one account."""

    sent = models.ForeignKey(SentMessage, on_delete=models.CASCADE, related_name="copies")
    account = models.CharField(max_length=64)
    contact = models.BooleanField()
    theirs = models.TextField(blank=True)  # the marks of those pupils who are the recipient's own children
    disposition = models.CharField(max_length=10)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sent", "account"], name="sent_copy_once"),)


class KnownAddress(models.Model):
    """A sender and an outside address to which they have written about pupils, as one keyed hash."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="known_addresses")
    pair = models.CharField(max_length=64, unique=True)
    message = models.CharField(max_length=64)  # the first one
    last = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["last"], name="known_address_age"),)


class Silence(models.Model):
    """Somebody has been told of this rule and sender, and is not told again before `until`.

    The data protection lead, of a threshold that was crossed; the sender, where the rule is a reminder or
    one of the notices of an hour.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="silences")
    sender = models.CharField(max_length=64)
    rule = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sender", "rule"], name="silence_once"),)
