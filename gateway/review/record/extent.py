"""How far somebody sees into the record: whose entries, and whose reasons."""

from __future__ import annotations

from gateway.review.web.guard import Visit
from gateway.reviewers.person import Reach
from gateway.reviewers.roles import Right
from gateway.store.history import Extent, Reasons


def extent_of(visit: Visit) -> Extent:
    """What is about the installation is for whoever reaches all of its schools."""
    schools, everything = _reached(visit, visit.reach(Right.SEE_RECORD))
    return Extent(schools, everything)


def reasons_of(visit: Visit) -> Reasons:
    """An auditor sees that somebody gave a reason, and not what it says: it may name a pupil."""
    schools, everything = _reached(visit, visit.reach(Right.SEE_CONTENT))
    return Reasons(visit.seal, schools, everything)


def only_school(visit: Visit) -> str:
    """The one school to which whoever reads the record is confined; empty where they see more."""
    extent = extent_of(visit)
    return next(iter(extent.schools)) if extent.schools and len(extent.schools) == 1 else ""


def _reached(visit: Visit, reach: Reach) -> tuple[frozenset[str] | None, bool]:
    """The schools, None for all that there ever were; and whether those are all there are now."""
    known = visit.site.schools
    mine = frozenset(each for each in known if reach.whole(each))
    return (None if reach.everywhere else mine), reach.everywhere or mine == frozenset(known)
