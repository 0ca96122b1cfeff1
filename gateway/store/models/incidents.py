"""Incidents: what got out, whom it touches, what was done about it."""

from __future__ import annotations

from django.db import models

from gateway.store.models.mail import Message, School


class Incident(models.Model):
    """A breach, or what may be one. The clock of UK GDPR Article 33 runs from `known_at`."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    known_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)
    facts = models.BinaryField()  # sealed: title, and what a report to the regulator asks for

    class Meta:
        indexes = (models.Index(fields=["school", "opened_at"], name="incident_list"),)


class IncidentCase(models.Model):
    """A message that belongs to an incident; its content is kept as long as the incident is open."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="cases")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="incidents")
    added_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["incident", "message"], name="incident_case_once"),)


class IncidentEntry(models.Model):
    """One line of an incident's diary: what was done, or who was told."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    text = models.BinaryField()  # sealed
