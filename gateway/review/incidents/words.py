"""The words for the values of an incident, in the language of whoever reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gateway.review.incidents.facts import Answer, DataCategory, DataSubject, Decision, Telling
from gateway.review.web.words import Words
from gateway.store.incidents import EntryKind

CATEGORIES: dict[DataCategory, Words] = {
    DataCategory.IDENTIFIERS: _("Names, addresses, contact details"),
    DataCategory.IDENTIFICATION: _("Identification data: UPN, NHS number, date of birth, passwords"),
    DataCategory.HEALTH: _("Health and special educational needs"),
    DataCategory.SAFEGUARDING: _("Child protection and safeguarding"),
    DataCategory.ETHNICITY: _("Racial or ethnic origin"),
    DataCategory.RELIGION: _("Religious or philosophical beliefs"),
    DataCategory.SEX: _("Sex life or sexual orientation"),
    DataCategory.OFFENCES: _("Criminal convictions and offences"),
    DataCategory.FINANCIAL: _("Economic and financial data, free school meals"),
    DataCategory.LOCATION: _("Location data"),
    DataCategory.OTHER: _("Other"),
}
SUBJECTS: dict[DataSubject, Words] = {
    DataSubject.PUPILS: _("Pupils"),
    DataSubject.PARENTS: _("Parents and carers"),
    DataSubject.STAFF: _("Staff"),
    DataSubject.OTHERS: _("Others"),
}
ANSWERS: dict[Answer, Words] = {
    Answer.UNKNOWN: _("Not yet known"),
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
}
DECISIONS: dict[Decision, Words] = {
    Decision.UNDECIDED: _("Not decided yet"),
    Decision.REPORT: _("It is reported to the Information Commissioner"),
    Decision.NOT_REPORTABLE: _("It is not reported: a risk to anybody is unlikely"),
}
TELLINGS: dict[Telling, Words] = {
    Telling.UNDECIDED: _("Not decided yet"),
    Telling.TOLD: _("They have been told"),
    Telling.WILL_BE_TOLD: _("They will be told"),
    Telling.NOT_NEEDED: _("They need not be told"),
}
KINDS: dict[EntryKind, Words] = {
    EntryKind.NOTE: _("Note"),
    EntryKind.TOLD: _("Somebody was told"),
    EntryKind.DONE: _("Something was done"),
}
