"""A database with something in every sealed place, put there by the functions that really do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.test import RequestFactory

from gateway.actions.plan import Action, AuditEntry, DeliveryFate
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.review.sender import ruling
from gateway.review.web.site import REVIEW
from gateway.store.accounts import person_of
from gateway.store.cases import write_ruling
from gateway.store.exceptions import make_exception
from gateway.store.incidents import DiaryLine, EntryKind, open_incident, write_diary
from gateway.store.jobs import claim_due, settle
from gateway.store.locks import Kept, keep_locks
from gateway.store.openings import approve, ask, openings_of
from gateway.store.record import add_entries, forget_entries
from gateway.store.rosters import remember
from gateway.store.rulings import propose_deletion
from tests.gateway.store.test_exceptions import NO_PUPIL
from tests.gateway.store.test_rosters import RECORD, ROSTER
from tests.support.judged import NOW
from tests.support.review import LEAD, OAKFIELD, Office, open_office

TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
OLD_CODES = ("11112222", "33334444")


def fill(directory: Path, *, more: int = 0) -> Office:
    """With `more` cases beside one of each kind."""
    office = open_office(directory)
    seal, lead = office.seal, office.account()
    for number in range(more):
        office.hold(content=b"Grace Bishop is doing well. " * 100 + b"%d" % number)
    add_entries(seal, (AuditEntry(LEAD, Action.SEARCHED, "", "who=Grace"),), NOW)
    forget_entries(seal, 1)
    asking = office.hold()
    write_ruling(
        seal,
        ruling.ask(office.case(asking), "The court needs it.", office.site.desk(OAKFIELD), NOW),
        NOW,
    )
    propose_deletion(seal, asking, 2, person_of(lead.pk), "It should not be here.", NOW)
    private = office.hold()
    ask(seal, private, lead.pk, LEAD, "To find out what it is.", (), NOW)
    (opening,) = openings_of(seal, private)
    approve(seal, opening, lead.pk, LEAD, NOW + timedelta(hours=1), None, "It may be about them.", NOW)
    make_exception(seal, NO_PUPIL, office.hold(), "Henry TUDOR", "A king", LEAD, NOW)
    incident = open_incident(seal, OAKFIELD, "What got out", NOW, (asking,), LEAD, NOW)
    write_diary(seal, incident, DiaryLine(NOW, LEAD, EntryKind.NOTE, "Grace's mother was told."), NOW)
    (job,) = claim_due(seal, NOW + timedelta(minutes=1), 1)
    results = tuple(
        RecipientResult(each, DeliveryFate.WAITING, "451 4.2.2 Grace's mailbox is full")
        for each in job.envelope.recipients
    )
    settle(seal, Settlement(job.id, job.attempts, results, NOW + timedelta(hours=1)), NOW)
    keep_locks(seal, Kept(OAKFIELD, ("a" * 64,), ("a lock",), NOW + timedelta(hours=72)))
    remember(seal, RECORD, ROSTER)
    with asked_by_web(office):
        TOTP.activate(lead, TOTP_SECRET)
        RecoveryCodes.activate(lead)
        Authenticator.objects.create(
            user=office.account("head@oakfield.sch.uk"),
            type=Authenticator.Type.RECOVERY_CODES,
            data={"migrated_codes": [encrypt(each) for each in OLD_CODES]},
        )
    return office


@contextmanager
def asked_by_web(office: Office) -> Iterator[None]:
    """As the web side would: what allauth seals and opens it does for a request."""
    with request_context(RequestFactory().get("/", **{REVIEW: office.site})):
        yield
