"""Held messages under review, and all that belongs to a case."""

from __future__ import annotations

from django.db import models

from gateway.actions.plan import CaseState
from gateway.store.models.mail import Message, School
from gateway.store.models.people import Account


class Case(models.Model):
    """A held message under review. `version` grows with each ruling, and with all that its sender does.

    At `deadline_at` it is given back, or what its rules say; some time before that, at `reminded_at`, those
    who decide are reminded. `seen_at`: when a reviewer first looked; `escalated_at`: when others were asked
    because nobody had. `severity` 0 to 5. `indexed`: its rules and search marks are written.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="case")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=10, choices=[(each.value, each.value) for each in CaseState])
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    lasted = models.PositiveIntegerField(null=True)  # seconds until it was closed
    asked_at = models.DateTimeField(null=True)  # when its sender asked for it to be let go
    asked = models.BinaryField(null=True)  # sealed: why, in the sender's own words
    severity = models.PositiveSmallIntegerField(default=0)
    private = models.BooleanField(default=False)  # its sender has marked it as private
    false_hold = models.CharField(max_length=20, blank=True)  # why it should not have been held
    indexed = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["school", "state", "opened_at"], name="case_queue"),
            models.Index(fields=["state", "deadline_at"], name="case_deadline"),
            models.Index(fields=["school", "closed_at"], name="case_closed"),
            models.Index(fields=["indexed"], name="case_indexed"),
        )


class HeldRecipient(models.Model):
    """One recipient for whom a message is held, in the order of the envelope."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="held")
    address = models.CharField(max_length=1000)


class CaseRule(models.Model):
    """A rule that holds a message, as it was named then; `approver`: who decides, if not the lead."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rules")
    rule = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    approver = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "rule"], name="case_rule_once"),)
        indexes = (models.Index(fields=["rule"], name="case_rule"),)


class MessageOutcome(models.Model):
    """What became of a message by one rule, for the figures: once for each rule and disposition."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="outcomes")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="outcomes")
    rule = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    disposition = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["school", "at"], name="outcome_figures"),)


class SearchMark(models.Model):
    """A word or a person by which a message on record can be found, as a keyed hash: it cannot be read."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="search_marks")
    mark = models.CharField(max_length=32)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mark", "message"], name="search_mark_once"),)


class DeletionProposal(models.Model):
    """One person wants a held message deleted; another has to agree. Good for the version that was seen."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="deletion")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="deletions")
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    reason = models.BinaryField()  # sealed


class PrivateOpening(models.Model):
    """Somebody asks to see a message that is marked as private; another approves it, for a limited time.

    `sender_told_at`: when the sender was told; until then `not_told` (sealed) says why they were not.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="openings")
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="openings_asked")
    asked_at = models.DateTimeField()
    reason = models.BinaryField()  # sealed
    decided_by = models.ForeignKey(
        Account, null=True, on_delete=models.PROTECT, related_name="openings_decided"
    )
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)
    open_until = models.DateTimeField(null=True)
    sender_told_at = models.DateTimeField(null=True)
    not_told = models.BinaryField(null=True)  # sealed


class RuleException(models.Model):
    """A narrow exception to rules of a school, with an end; `gateway.policy.exceptions` has its meaning.

    `rules`: ids with spaces between them; of a kind that is to one rule, its id. `phrase`: with the roster's
    ids of the pupils for whom it was taken. `uses`: how many messages it has counted for.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="exceptions")
    rules = models.TextField()
    kind = models.CharField(max_length=20)
    sender = models.CharField(max_length=1000, blank=True)
    recipient = models.CharField(max_length=1000, blank=True)
    phrase = models.BinaryField(null=True)  # sealed
    reason = models.BinaryField()  # sealed
    case = models.ForeignKey(Case, null=True, on_delete=models.SET_NULL, related_name="exceptions")
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    last_day = models.DateField()
    revoked_by = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)
    last_used = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["school", "last_day"], name="exception_in_force"),)
