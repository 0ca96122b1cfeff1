"""The tables. Whatever quotes a message or names a pupil stands in a sealed column."""

from __future__ import annotations

from django.db import models

from gateway.actions.plan import CaseState, DeliveryFate


class School(models.Model):
    """One school; every other row belongs to one."""

    name = models.CharField(max_length=200, unique=True)


class Installation(models.Model):
    """One row: by which key this database is sealed (a check value, not the key)."""

    key_check = models.CharField(max_length=64)


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

    class Meta:
        indexes = (
            models.Index(fields=["fingerprint", "received_at"], name="message_retry"),
            models.Index(fields=["kept_until"], name="message_kept"),
        )


class Case(models.Model):
    """A held message under review. `version` grows with each ruling, and with all that its sender does.

    At `deadline_at` it is given back; some time before that, at `reminded_at`, those who decide are reminded.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="case")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in CaseState])
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # when its sender asked for it to be let go
    asked = models.BinaryField(null=True)  # sealed: why, in the sender's own words

    class Meta:
        indexes = (
            models.Index(fields=["school", "state", "opened_at"], name="case_queue"),
            models.Index(fields=["state", "deadline_at"], name="case_deadline"),
        )


class HeldRecipient(models.Model):
    """One recipient for whom a message is held, in the order of the envelope."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="held")
    address = models.CharField(max_length=1000)


class Delivery(models.Model):
    """One outgoing job. It is claimed with a lease, so that a dead process loses nothing."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="deliveries")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
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

    class Meta:
        indexes = (models.Index(fields=["due_at"], name="delivery_due"),)


class DeliveryRecipient(models.Model):
    """How a delivery stands for one recipient."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="recipients")
    address = models.CharField(max_length=1000)
    fate = models.CharField(max_length=10, choices=[(each.value, each.value) for each in DeliveryFate])
    reply = models.CharField(max_length=500, blank=True)


class PupilList(models.Model):
    """One pupil list of a school as it was last taken in. `revision` grows with every change of the row."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="pupil_lists")
    source = models.CharField(max_length=4096)  # the file or folder; "imported" for the list of a command
    file = models.CharField(max_length=4096)  # where it was read
    format = models.CharField(max_length=50)
    version = models.CharField(max_length=64)  # SHA-256 of what was read
    revision = models.PositiveIntegerField(default=1)
    read_at = models.DateTimeField()
    written_at = models.DateTimeField()
    taken_at = models.DateTimeField()  # when `roster` was last written
    pupils = models.PositiveIntegerField()
    leavers = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    staff = models.PositiveIntegerField()
    roster = models.BinaryField()  # sealed: pupils, leavers, contacts, staff
    problems = models.BinaryField()  # sealed: which lines could not be used
    refused = models.CharField(max_length=1000, blank=True)  # why what is there now is not taken in
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["school", "source"], name="pupil_list_source"),)


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


class Audit(models.Model):
    """Who did what, when. No content of a message and no pupil's name."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="audit")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="audit")
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    action = models.CharField(max_length=30)
    note = models.CharField(max_length=1000, blank=True)
