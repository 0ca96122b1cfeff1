"""A role is a set of rights; a right is one thing that somebody may do on the review page."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """One thing that somebody may do."""

    SEE_CASES = "see-cases"  # who wrote to whom, and which rule stopped it
    SEE_CONTENT = "see-content"  # what a message says
    RULE = "rule"  # decide what becomes of a held message
    MAKE_EXCEPTIONS = "make-exceptions"
    SEE_RECORD = "see-record"  # who did what, when
    SEARCH_PEOPLE = "search-people"  # everything about one pupil or one member of staff
    MANAGE_INCIDENTS = "manage-incidents"
    SEE_FIGURES = "see-figures"
    SEE_STATUS = "see-status"
    MANAGE_PEOPLE = "manage-people"  # invite, change roles, let go
    SEE_SETTINGS = "see-settings"


class Role(StrEnum):
    """What somebody is on the review page; one person may have several roles."""

    LEAD = "lead"
    DEPUTY = "deputy"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


_DEPUTY = frozenset(Right) - {Right.MANAGE_PEOPLE, Right.SEE_SETTINGS}
_REVIEWER = frozenset({Right.SEE_CASES, Right.SEE_CONTENT, Right.RULE})

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.LEAD: frozenset(Right),
    Role.DEPUTY: _DEPUTY,
    Role.REVIEWER: _REVIEWER,
    Role.APPROVER: _REVIEWER,
    Role.AUDITOR: frozenset({Right.SEE_RECORD, Right.SEE_FIGURES, Right.SEE_STATUS}),
    Role.ADMINISTRATOR: frozenset({Right.MANAGE_PEOPLE, Right.SEE_STATUS, Right.SEE_SETTINGS}),
}
