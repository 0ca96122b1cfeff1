"""The words in which the queue is told: moments, states, how serious it is, who recipients are."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from detectors.sending import RecipientClass
from gateway.actions.plan import CaseState

STATES: dict[CaseState, str | Promise] = {
    CaseState.OPEN: pgettext_lazy("a message", "Waiting"),
    CaseState.RELEASED: pgettext_lazy("a message", "Released"),
    CaseState.RETURNED: pgettext_lazy("a message", "Returned"),
    CaseState.DELETED: pgettext_lazy("a message", "Deleted"),
    CaseState.EXPIRED: pgettext_lazy("a message", "Not decided in time"),
    CaseState.SENT: pgettext_lazy("a message", "Put right by its sender"),
    CaseState.WITHDRAWN: pgettext_lazy("a message", "Withdrawn by its sender"),
}

# By `Case.severity`; 0: no pupil can be told from what could be read.
SEVERITIES: tuple[str | Promise, ...] = (
    _("No pupil found"),
    pgettext_lazy("how serious", "Minor"),
    pgettext_lazy("how serious", "Moderate"),
    pgettext_lazy("how serious", "Serious"),
    pgettext_lazy("how serious", "Very serious"),
    pgettext_lazy("how serious", "Critical"),
)

# The most telling class first: it alone describes the recipient.
_CLASSES: dict[RecipientClass, str | Promise] = {
    RecipientClass.OWN: _("looks like the sender’s own private account"),
    RecipientClass.CONTACT: _("a parent or carer on the pupil list"),
    RecipientClass.PUPIL: _("a pupil"),
    RecipientClass.PROFESSIONAL: _("a professional partner"),
    RecipientClass.SUPPLIER: _("an approved supplier"),
    RecipientClass.PERSONAL: _("a private mailbox"),
    RecipientClass.EXTERNAL: _("outside the school"),
    RecipientClass.INTERNAL: _("inside the school"),
}

_ONE_DAY = timedelta(days=1)


def class_in_words(classes: frozenset[RecipientClass]) -> str:
    """ "a private mailbox"; empty where nothing is known of the recipient."""
    return next((str(words) for each, words in _CLASSES.items() if each in classes), "")


def least_in_words(severity: int) -> str:
    """ "Serious or worse"; of the worst there is, itself."""
    word = str(SEVERITIES[severity])
    return word if severity == len(SEVERITIES) - 1 else gettext("%(word)s or worse") % {"word": word}


def moment_in_words(when: datetime, now: datetime) -> str:
    """By the clock on this machine's wall: "tomorrow 15:40", "Tue 3 Nov, 15:40", with the year if another."""
    local, today = when.astimezone(), now.astimezone().date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return gettext("today %(time)s") % {"time": time}
    if local.date() == today + _ONE_DAY:
        return gettext("tomorrow %(time)s") % {"time": time}
    if local.date() == today - _ONE_DAY:
        return gettext("yesterday %(time)s") % {"time": time}
    return date_format(local, "D j M, H:i" if local.year == today.year else "D j M Y, H:i")
