"""Roles as people read them: what each is called, and in one sentence what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from gateway.review.web.policyroles import policy_role_in_words
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role

ROLES: dict[Role, tuple[str | Promise, str | Promise]] = {
    Role.LEAD: (
        _("Data protection lead"),
        _("Decides on held mail, sees the record, and invites others."),
    ),
    Role.DEPUTY: (_("Deputy"), _("Does all that the lead does, but inviting others.")),
    Role.REVIEWER: (_("Reviewer"), _("Decides on held mail; on all of it, or where some rules stopped it.")),
    Role.APPROVER: (_("Approver"), _("Decides on the mail for which a rule names them, such as the head's.")),
    Role.AUDITOR: (_("Auditor"), _("Sees the record and the figures, never a message.")),
    Role.ADMINISTRATOR: (
        _("Administrator"),
        _("Looks after settings and accounts of administrators, never sees a message."),
    ),
}


@dataclass(frozen=True, slots=True)
class NamedRole:
    """One role of somebody. `about`: to what it is confined, empty where it is not."""

    title: str
    where: str
    about: str


def named(grant: Grant) -> NamedRole:
    about = ""
    if grant.approves:
        about = gettext("as {role}").format(role=policy_role_in_words(grant.approves))
    elif grant.rules:
        count = len(grant.rules)
        about = ngettext("{count} rule only", "{count} rules only", count).format(count=count)
    return NamedRole(str(ROLES[grant.role][0]), grant.school or gettext("All schools"), about)
