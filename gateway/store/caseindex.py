"""What stands beside a sealed case in the clear, by which a long queue is sorted and filtered."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from detectors.finding import DetectorId
from detectors.severity import severity_of
from gateway.actions.plan import Judged
from gateway.policy.verdict import Disposition, Mode, RuleMatch, Verdict
from gateway.store import models
from gateway.store.codec import decode_judged
from gateway.store.marks import Marks, marks_key
from gateway.store.seal import Seal
from gateway.store.search import search_marks

_TITLE = 200  # characters, as the column has them


@dataclass(frozen=True, slots=True)
class CaseScope:
    """Whose a case is: the school, the rules that hold it, the roles that decide on it beside the lead."""

    school: str
    rules: frozenset[str]
    approvers: frozenset[str]


def scope_of(case_id: str) -> CaseScope | None:
    """None where there is no such case."""
    row = models.Case.objects.select_related("school").filter(pk=case_id).first()
    if row is None:
        return None
    rules = tuple(row.rules.all())
    approvers = frozenset(each.approver for each in rules if each.approver)
    return CaseScope(row.school.name, frozenset(each.rule for each in rules), approvers)


def index_messages(seal: Seal, stored: Sequence[tuple[models.Message, Judged]]) -> None:
    """By what they are found, and how figures count them. Within the transaction that stores them."""
    key = marks_key(seal)
    models.SearchMark.objects.bulk_create(
        (mark for row, judged in stored for mark in search_marks(row, judged, Marks(key, row.school.name))),
        ignore_conflicts=True,
    )
    models.MessageOutcome.objects.bulk_create(
        outcome for row, judged in stored for outcome in _outcomes_of(row, judged)
    )


def _outcomes_of(row: models.Message, judged: Judged) -> Iterator[models.MessageOutcome]:
    for rule, title, disposition in _outcomes(judged.verdict):
        yield models.MessageOutcome(
            message=row,
            school=row.school,
            rule=rule,
            title=title[:_TITLE],
            disposition=str(disposition),
            at=row.received_at,
        )


def _outcomes(verdict: Verdict) -> dict[tuple[str, str, Disposition], None]:
    """Each rule that stopped or changed it, with what became of it for one of those it was about."""
    titles = {each.id: each.title for each in verdict.rules}
    return {
        (rule, titles.get(rule, rule), each.disposition): None
        for each in verdict.recipients
        for rule in each.rules
        if each.disposition > Disposition.DELIVER
    }


def index_case(row: models.Case, judged: Judged, held: Collection[str]) -> None:
    """How grave it is, whether it is private: before it is saved, with `write_rules` in one transaction.

    held: for whom
    """
    row.severity = case_severity(judged, held)
    row.private = is_private(judged)
    row.indexed = True


def write_rules(opened: Sequence[tuple[models.Case, Judged, Collection[str]]]) -> None:
    """The rules that hold these cases, each for so many."""
    models.CaseRule.objects.bulk_create(
        (
            models.CaseRule(case=row, rule=match.id, title=match.title[:_TITLE], approver=match.approver)
            for row, judged, held in opened
            for match in holding(judged.verdict, held)
        ),
        ignore_conflicts=True,
    )


def holding(verdict: Verdict, held: Collection[str]) -> tuple[RuleMatch, ...]:
    """The enforced rules that matched for one of those for whom it is held."""
    matched = {rule for each in verdict.recipients if each.address in held for rule in each.rules}
    return tuple(each for each in verdict.rules if each.mode is Mode.ENFORCE and each.id in matched)


def case_severity(judged: Judged, held: Collection[str]) -> int:
    """1 to 5, of those for whom it is held the gravest; 0 where no pupil can be told from it."""
    found = judged.report.findings
    people = (each for each in judged.verdict.recipients if each.address in held)
    return max((severity_of(found, each.classes) or 0 for each in people), default=0)


def is_private(judged: Judged) -> bool:
    """Whether its sender has marked it as private, or the policy lets nobody see it."""
    return judged.verdict.unseen or any(judged.report.of(DetectorId.MARKED_PRIVATE))


def index_old_cases(seal: Seal) -> None:
    """Those that were written before there was an index. Does nothing where there are none."""
    rows = models.Case.objects.filter(indexed=False).select_related("message__school")
    for row in rows.iterator():
        judged = decode_judged(seal.open(bytes(row.message.judged), f"judged {row.message.pk}"))
        held = {each.address for each in row.held.all()}
        index_messages(seal, ((row.message, judged),))
        index_case(row, judged, held)
        row.save(update_fields=["severity", "private", "indexed"])
        write_rules(((row, judged, held),))
