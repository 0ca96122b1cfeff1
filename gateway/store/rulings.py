"""What a ruling needs beside the case: who proposed its deletion, who ruled last, what waits next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from gateway.actions.plan import Action, AuditEntry, CaseState, RulingPlan
from gateway.reviewers.person import Person, Reach
from gateway.reviewers.roles import Right
from gateway.store import models
from gateway.store.accounts import list_accounts
from gateway.store.caseindex import CaseScope
from gateway.store.cases import StaleCaseError, write_ruling
from gateway.store.reach import within
from gateway.store.record import add_entries
from gateway.store.seal import Seal

_LETS_GO = (Action.RELEASED, Action.RELEASED_SECURELY, Action.RELEASED_SHORTENED)
_ENDS: dict[CaseState, tuple[Action, ...]] = {
    CaseState.OPEN: (*_LETS_GO, Action.ASKED, Action.REMOVED_RECIPIENTS),
    CaseState.RELEASED: _LETS_GO,
    CaseState.RETURNED: (Action.RETURNED,),
    CaseState.DELETED: (Action.DELETED,),
    CaseState.EXPIRED: (Action.EXPIRED,),
    CaseState.SENT: (Action.SENT_SECURELY, Action.SENT_SHORTENED, Action.SENT_LOCKED),
    CaseState.WITHDRAWN: (Action.WITHDRAWN,),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody wants a held message deleted. `by`: the id of their account."""

    by: int
    email: str
    name: str
    at: datetime
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done with a case last. `who`: a reviewer's name, or the actor as the record has it."""

    who: str
    action: Action
    at: datetime


def proposal_of(seal: Seal, case_id: str, version: int) -> Proposal | None:
    """One that was made on an earlier version is none any more."""
    rows = models.DeletionProposal.objects.select_related("account")
    row = rows.filter(pk=case_id, version=version).first()
    if row is None:
        return None
    reason = seal.open(bytes(row.reason), _belongs(case_id)).decode()
    return Proposal(row.account_id, row.account.email, str(row.account), row.at, reason)


@transaction.atomic
def propose_deletion(
    seal: Seal, case_id: str, version: int, person: Person, reason: str, now: datetime
) -> None:
    """On the record. Raises StaleCaseError where somebody has ruled, or proposed it already."""
    row = _open_case(case_id, version)
    earlier = models.DeletionProposal.objects.filter(pk=case_id)
    if earlier.filter(version=version).exists():
        raise StaleCaseError(case_id)
    earlier.delete()
    sealed = seal.close(reason.encode(), _belongs(case_id))
    models.DeletionProposal.objects.create(
        case=row, account_id=person.id, at=now, version=version, reason=sealed
    )
    entry = AuditEntry(person.email, Action.DELETION_PROPOSED, detail=reason)
    add_entries(seal, (entry,), now, message=row.message)


@transaction.atomic
def drop_deletion(seal: Seal, case_id: str, version: int, person: Person, now: datetime) -> None:
    """It is not deleted; the case stays open. Raises StaleCaseError where nobody proposes it any more."""
    row = _open_case(case_id, version)
    if not models.DeletionProposal.objects.filter(pk=case_id, version=version).delete()[0]:
        raise StaleCaseError(case_id)
    add_entries(seal, (AuditEntry(person.email, Action.DELETION_DROPPED),), now, message=row.message)


@transaction.atomic
def delete_as_proposed(
    seal: Seal, plan: RulingPlan, proposal: Proposal, person: Person, now: datetime
) -> None:
    """What one proposed and another agrees to.

    Raises StaleCaseError where it is not proposed any more, and ValueError where both are the same person.
    """
    if proposal.by == person.id:
        raise ValueError("nobody agrees to what they proposed themselves")
    rows = models.DeletionProposal.objects.filter(
        pk=plan.case, version=plan.seen_version, account_id=proposal.by, at=proposal.at
    )
    if not rows.exists():
        raise StaleCaseError(plan.case)
    write_ruling(seal, plan, now)


def others_who_may_rule(person: Person, scope: CaseScope) -> tuple[Person, ...]:
    """Everybody else to whom the case is open."""
    people = (each.person for each in list_accounts() if each.is_active and each.id != person.id)
    return tuple(each for each in people if covered(each.reach(Right.RULE), scope))


def covered(reach: Reach, scope: CaseScope) -> bool:
    return reach.covers(scope.school, scope.rules, scope.approvers)


def last_deed(case_id: str, state: CaseState) -> Deed | None:
    """What brought the case to where it is; None where nobody has done anything with it yet."""
    entries = models.Audit.objects.filter(message_id=case_id, action__in=_ENDS[state])
    if state is not CaseState.EXPIRED:
        entries = entries.exclude(actor="gateway")  # what it did with the message for other recipients
    row = entries.order_by("-number").first()
    if row is None:
        return None
    account = models.Account.objects.filter(email=row.actor).first()
    return Deed(str(account) if account else row.actor, Action(row.action), row.at)


def is_in_open_incident(case_id: str) -> bool:
    """Whether the message is kept for one."""
    return models.IncidentCase.objects.filter(message_id=case_id, incident__closed_at=None).exists()


def next_case(reach: Reach, besides: str = "") -> str | None:
    """Of what waits within reach that with the soonest deadline; `besides` what this address has sent."""
    rows = models.Case.objects.filter(within(reach), state=CaseState.OPEN)
    rows = rows.exclude(message__sender__iexact=besides)
    return rows.order_by("deadline_at", "pk").values_list("pk", flat=True).first()


def _open_case(case_id: str, version: int) -> models.Case:
    """Raises StaleCaseError."""
    rows = models.Case.objects.select_related("message", "message__school")
    row = rows.filter(pk=case_id, version=version, state=CaseState.OPEN).first()
    if row is None:
        raise StaleCaseError(case_id)
    return row


def _belongs(case_id: str) -> str:
    return f"deletion {case_id}"
