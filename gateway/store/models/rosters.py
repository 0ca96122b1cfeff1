"""Pupil lists as they were last taken in."""

from __future__ import annotations

from django.db import models

from gateway.store.models.mail import School


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
