"""The lines of a list of cases: what it tells of each, to this person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Prefetch

from detectors.finding import DetectorId
from detectors.sending import RecipientClass
from gateway.actions.plan import CaseState, Judged
from gateway.reviewers.person import Reach
from gateway.store import models
from gateway.store.codec import decode_judged
from gateway.store.reach import Sight, within
from gateway.store.seal import Seal

_SHOWN_RECIPIENTS = 2  # of each case; the others are counted


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule as it was called when it held the message."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody for whom a message is held."""

    address: str
    classes: frozenset[RecipientClass]


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a list tells of a message to whoever may read it. `kept`: until its details are deleted."""

    subject: str = field(repr=False)
    pupils: int
    kept: bool


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the queue.

    recipients: the first few of them; `others`: how many more there are
    approvers: the roles that decide on it beside the lead
    asked: its sender asks for it to be let go
    held_as: the highest of the numbers that grow with each recipient for whom anything is held
    glimpse: None where this person may not read it, or its sender has marked it as private
    """

    id: str
    school: str
    state: CaseState
    sender: str
    recipients: tuple[Recipient, ...]
    others: int
    rules: tuple[RuleName, ...]
    approvers: frozenset[str]
    opened_at: datetime
    deadline: datetime
    closed_at: datetime | None
    severity: int
    private: bool
    asked: bool
    false_hold: str
    held_as: int
    glimpse: Glimpse | None


def read_cases(seal: Seal, sight: Sight, ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
    """Cases that `find_cases` has found, in the same order."""
    recipients = models.HeldRecipient.objects.order_by("pk")[:_SHOWN_RECIPIENTS]
    rows = (
        models.Case.objects.filter(within(sight.cases))
        .select_related("message", "school")
        .prefetch_related(Prefetch("held", recipients, to_attr="first_held"), "rules")
        .in_bulk(ids)
    )
    held = _held_counts(ids)
    return tuple(_row(seal, sight, rows[each], *held.get(each, (0, 0))) for each in ids if each in rows)


def rules_within(reach: Reach) -> tuple[RuleName, ...]:
    """The rules that hold or have held any of the cases, by title."""
    rows = models.CaseRule.objects.all()
    if not reach.everywhere:
        rows = rows.filter(case__in=models.Case.objects.filter(within(reach)))
    named = rows.values_list("rule").annotate(title=Max("title")).order_by("title", "rule")
    return tuple(RuleName(*each) for each in named)


def _held_counts(ids: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """For each case how many recipients it is held for, and the highest of their numbers."""
    rows = models.HeldRecipient.objects.filter(case__in=ids).values_list("case")
    return {case: (count, last) for case, count, last in rows.annotate(Count("pk"), Max("pk"))}


def _row(seal: Seal, sight: Sight, row: models.Case, held: int, held_as: int) -> CaseRow:
    judged = decode_judged(seal.open(bytes(row.message.judged), f"judged {row.pk}"))
    recipients = _recipients(row, judged)
    rules = tuple(RuleName(each.rule, each.title) for each in row.rules.all())
    approvers = frozenset(each.approver for each in row.rules.all() if each.approver)
    readable = sight.content.covers(row.school.name, [each.id for each in rules], approvers)
    return CaseRow(
        id=row.pk,
        school=row.school.name,
        state=CaseState(row.state),
        sender=row.message.sender,
        recipients=recipients,
        others=max(held - len(recipients), 0),
        rules=rules,
        approvers=approvers,
        opened_at=row.opened_at,
        deadline=row.deadline_at,
        closed_at=row.closed_at,
        severity=row.severity,
        private=row.private,
        asked=row.asked_at is not None,
        false_hold=row.false_hold,
        held_as=held_as,
        glimpse=_glimpse(row, judged) if readable and not row.private else None,
    )


def _recipients(row: models.Case, judged: Judged) -> tuple[Recipient, ...]:
    classes = {each.address: each.classes for each in judged.verdict.recipients}
    first: list[models.HeldRecipient] = row.first_held  # type: ignore[attr-defined]  # prefetched
    return tuple(Recipient(each.address, classes.get(each.address, frozenset())) for each in first)


def _glimpse(row: models.Case, judged: Judged) -> Glimpse:
    named = {each.pupils for each in judged.report.of(DetectorId.PUPIL_NAME) if each.pupils}
    return Glimpse(judged.headline.subject, len(named), row.message.details_gone_at is None)
