"""The words in which exceptions are told: what one does, until when, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gateway.actions.quoting import one_line
from gateway.policy.exceptions import Kind
from gateway.review.exceptions.ends import Until

OTHER = "other"  # a reason in somebody's own words


@dataclass(frozen=True, slots=True)
class Effect:
    """What an exception does; `rules` are titles. An empty sender: anybody at the school."""

    kind: Kind
    rules: Sequence[str]
    last_day: date
    school: str
    sender: str
    recipient: str
    phrase: str


UNTIL: dict[Until, str | Promise] = {
    Until.THREE_MONTHS: _("three months"),
    Until.TERM: _("to the end of this term"),
    Until.YEAR: _("a year, the longest there is"),
}

REASONS: dict[Kind, dict[str, str | Promise]] = {
    Kind.NOT_A_PUPIL: {
        "firm": _("It is the name of a firm or an organisation"),
        "adult": _("It is a member of staff, a parent or another adult"),
        "known": _("It is somebody from history, the news or a book"),
        OTHER: _("Something else"),
    },
    Kind.FINE: {
        "agreed": _("They have an agreement with the school, or a right by law"),
        "consent": _("The family has agreed to it"),
        "own": _("It is about their own child"),
        OTHER: _("Something else"),
    },
}


def effect_in_words(effect: Effect) -> str:
    """One sentence."""
    said = {
        "day": until_in_words(effect.last_day),
        "mail": mail_in_words(effect.sender, effect.recipient, effect.school),
        "rules": _rules(effect.rules),
        "words": one_line(effect.phrase),
    }
    if effect.kind is Kind.FINE:
        return gettext("Until %(day)s, %(mail)s is no longer held by %(rules)s.") % said
    return (
        gettext("Until %(day)s, %(mail)s is no longer held by %(rules)s because it says “%(words)s”.") % said
    )


def mail_in_words(sender: str, recipient: str, school: str) -> str:
    """ "mail from anybody at Oakfield Academy", "mail from a.teacher@oakfield.sch.uk to p@example.com"."""
    from_whom = sender or gettext("anybody at %(school)s") % {"school": school}
    said = {"sender": from_whom, "recipient": recipient}
    if recipient:
        return gettext("mail from %(sender)s to %(recipient)s") % said
    return gettext("mail from %(sender)s") % said


def until_in_words(last_day: date) -> str:
    """ "Tue 2 Feb 2027"."""
    return date_format(last_day, "D j M Y")


def left_in_words(last_day: date, today: date) -> str:
    """ "12 days left", "ends today"."""
    days = (last_day - today).days
    if days <= 0:
        return gettext("ends today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def _rules(titles: Sequence[str]) -> str:
    """ "the rule “A pupil's full name”", "the rules “…”, “…” and “…”"."""
    quoted = [gettext("“%(title)s”") % {"title": one_line(each)} for each in titles]
    if len(quoted) == 1:
        return gettext("the rule %(title)s") % {"title": quoted[0]}
    return gettext("the rules %(first)s and %(last)s") % {
        "first": ", ".join(quoted[:-1]),
        "last": quoted[-1],
    }
