"""The roles of which policies speak, such as the chair of governors, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gateway.review.web.words import Words

_KNOWN: Mapping[str, Words] = {
    "headteacher": _("headteacher"),
    "deputy-headteacher": _("deputy headteacher"),
    "senior-leaders": _("senior leaders"),
    "chair-of-governors": _("chair of governors"),
    "designated-safeguarding-lead": _("designated safeguarding lead"),
    "business-manager": _("business manager"),
    "alnco": _("additional learning needs coordinator"),
}


def policy_role_in_words(role: str) -> str:
    """`role`: as a policy writes it, such as "chair-of-governors". One of a school's own is said as it is."""
    return str(_KNOWN.get(role) or role.replace("-", " "))
