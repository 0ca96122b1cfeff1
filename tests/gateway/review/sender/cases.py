"""Held messages made by hand, as their sender's page finds them."""

from __future__ import annotations

from dataclasses import replace

from detectors.finding import AttachmentReport, Protection
from gateway.actions.patience import USUAL_PATIENCE
from gateway.actions.plan import Case, CaseState
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition, RuleMatch, SenderMay
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from tests.support.judged import NOW, RULE, TEACHER, arrival, judged

PARENT, OTHER, INSIDE = "parent@example.com", "other@example.net", "b.colleague@oakfield.sch.uk"
EVERYTHING = tuple(SenderMay)
FILE = AttachmentReport("trip.csv", "text/csv", Protection.NONE)


def held_case(
    *addresses: str, rules: tuple[RuleMatch, ...] = (replace(RULE, sender_may=EVERYTHING),), file: bool = True
) -> Case:
    """Held for these, or for the parent, by rules that allow everything unless others are given."""
    people = addresses or (PARENT,)
    seen = judged(*((address, Disposition.HOLD) for address in people))
    ids = tuple(rule.id for rule in rules)
    recipients = tuple(replace(each, rules=ids) for each in seen.verdict.recipients)
    seen = replace(
        seen,
        report=replace(seen.report, attachments=(FILE,) if file else ()),
        verdict=replace(seen.verdict, recipients=recipients, rules=rules),
    )
    came = arrival(*people)
    return Case(
        came.id,
        came.school,
        CaseState.OPEN,
        1,
        came.envelope,
        people,
        NOW,
        USUAL_PATIENCE.deadline(NOW),
        seen,
    )


def version(
    *recipients: str, disposition: Disposition = Disposition.REWRITE, passphrase: str = ""
) -> Version:
    changes = (Change(Rewrite.SHORTEN_NAMES),) if disposition is Disposition.REWRITE else ()
    return Version(
        recipients or (PARENT,),
        b"Subject: x\r\n\r\nG.B.\r\n",
        changes,
        disposition,
        passphrase=passphrase,
    )


__all__ = [
    "EVERYTHING",
    "FILE",
    "INSIDE",
    "NOW",
    "OTHER",
    "PARENT",
    "RULE",
    "TEACHER",
    "held_case",
    "version",
]
