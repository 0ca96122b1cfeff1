"""The life of stored mail: committed once, claimed, settled, ruled on, and gone when nothing needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Action, AuditEntry, CaseState, DeliveryFate, Plan, Purpose
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.policy.verdict import Disposition
from gateway.review import ruling
from gateway.store import models
from gateway.store.cases import (
    NoSuchCaseError,
    StaleCaseError,
    audit_of,
    find_case,
    list_cases,
    look_at_case,
    write_ruling,
)
from gateway.store.figures import read_figures
from gateway.store.intake import commit_plan
from gateway.store.jobs import LEASE, Job, claim_due, list_waiting, retry_now, settle
from gateway.store.seal import Seal
from tests.support.databases import only_sqlite
from tests.support.judged import CONTENT, NOW, arrival, desk, judged

DESK = desk()
PARENT, PARTNER = "parent@example.com", "worker@social.oakshire.gov.uk"


def _hold(seal: Seal, message_id: str = "B7K2M9P4Q6RX", *extra: tuple[str, Disposition]) -> str:
    fates = ((PARENT, Disposition.HOLD), *extra)
    came = arrival(*(address for address, _ in fates), message_id=message_id)
    seen = judged(*fates)
    return commit_plan(seal, plan_arrival(came, seen, DESK), came, seen).id


def _sent(job: Job) -> Settlement:
    results = tuple(RecipientResult(each, DeliveryFate.SENT, "250 Ok") for each in job.envelope.recipients)
    return Settlement(job.id, job.attempts, results, None)


def _send_everything(seal: Seal) -> list[Job]:
    jobs = list(claim_due(seal, NOW + timedelta(minutes=1), 100))
    for job in jobs:
        settle(seal, _sent(job), NOW)
    return jobs


def test_a_held_message_is_a_case_with_its_notices_waiting(seal: Seal) -> None:
    case_id = _hold(seal)

    (summary,) = list_cases(seal)
    assert (summary.id, summary.held, summary.state) == (case_id, (PARENT,), CaseState.OPEN)
    assert [(each.purpose, each.recipients) for each in list_waiting(seal)] == [
        (Purpose.NOTICE, ("a.teacher@oakfield.sch.uk",)),
        (Purpose.ALERT, ("dpl@oakfield.sch.uk",)),
    ]
    assert (read_figures().open_cases, read_figures().waiting_deliveries) == (1, 2)


def test_a_retry_within_the_hour_is_the_same_message(seal: Seal) -> None:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    plan = plan_arrival(came, seen, DESK)
    commit_plan(seal, plan, came, seen)
    again = replace(came, id="ANOTHER", received_at=NOW + timedelta(minutes=59))
    later = replace(came, id="LATER", received_at=NOW + timedelta(minutes=61))

    assert commit_plan(seal, plan, again, seen).repeated
    assert commit_plan(seal, plan, again, seen).id == came.id
    assert not commit_plan(seal, plan, replace(again, id="OTHER", client="192.0.2.1"), seen).repeated
    assert not commit_plan(seal, plan, replace(later, client="192.0.2.9"), seen).repeated


def test_the_whole_plan_is_one_transaction(seal: Seal) -> None:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.HOLD))
    good = plan_arrival(came, seen, DESK)
    broken = replace(good, audit=(AuditEntry("x", None, "x"),))  # type: ignore[arg-type]

    with pytest.raises(IntegrityError):
        commit_plan(seal, broken, came, seen)

    assert (
        models.Message.objects.count()
        == models.Delivery.objects.count()
        == models.Content.objects.count()
        == 0
    )


def test_an_arrival_without_a_fingerprint_is_not_taken_for_another(seal: Seal) -> None:
    came, seen = replace(arrival(PARENT), fingerprint=""), judged((PARENT, Disposition.HOLD))

    with pytest.raises(ValueError, match="fingerprint"):
        commit_plan(seal, plan_arrival(came, seen, DESK), came, seen)

    assert not models.Message.objects.exists()


@only_sqlite
def test_nothing_of_a_message_stands_in_the_file_in_clear(seal: Seal, directory: Path) -> None:
    _hold(seal)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    stored = b"".join(path.read_bytes() for path in directory.iterdir() if path.name.startswith("schoolgate"))
    assert PARENT.encode() in stored, "the files looked at are not the database"
    for secret in (b"Grace", b"Bishop", b"Museum", b"kit"):
        assert secret not in stored


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(seal: Seal) -> None:
    _hold(seal)
    first = claim_due(seal, NOW, 1)

    assert len(first) == 1
    assert len(claim_due(seal, NOW, 100)) == 1
    assert claim_due(seal, NOW, 100) == ()
    assert len(claim_due(seal, NOW + LEASE + timedelta(seconds=1), 100)) == 2


def test_who_waits_is_tried_again_and_who_has_it_is_not(seal: Seal) -> None:
    _hold(seal, "B7K2M9P4Q6RX", (PARTNER, Disposition.SECURE), ("other@nhs.net", Disposition.SECURE))
    job = next(each for each in claim_due(seal, NOW, 100) if each.purpose is Purpose.MESSAGE)
    later = NOW + timedelta(minutes=1)
    results = (
        RecipientResult(PARTNER, DeliveryFate.SENT, "250 Ok"),
        RecipientResult("other@nhs.net", DeliveryFate.WAITING, "451 later"),
    )
    settle(seal, Settlement(job.id, job.attempts, results, later), NOW)

    assert not [each for each in claim_due(seal, NOW, 100) if each.id == job.id]
    (again,) = [each for each in claim_due(seal, later, 100) if each.id == job.id]
    assert again.envelope.recipients == ("other@nhs.net",)
    assert again.attempts == 2
    assert again.content == CONTENT


def test_retry_makes_it_due_at_once(seal: Seal) -> None:
    _hold(seal)
    for job in claim_due(seal, NOW, 100):
        settle(seal, Settlement(job.id, job.attempts, (), NOW + timedelta(hours=1)), NOW)

    assert claim_due(seal, NOW, 100) == ()
    assert retry_now(NOW, None) == 2
    assert len(claim_due(seal, NOW, 100)) == 2
    assert retry_now(NOW, 999_999) == 0


def test_release_goes_to_the_recorded_envelope_and_the_bytes_go_with_it(seal: Seal) -> None:
    case_id = _hold(seal)
    _send_everything(seal)
    assert models.Content.objects.count() == 1, "held bytes are kept, sent notices are not"
    case = find_case(seal, case_id)
    write_ruling(seal, ruling.release(case, DESK, "the lead", NOW), NOW)

    jobs = _send_everything(seal)

    (message,) = [job for job in jobs if job.purpose is Purpose.MESSAGE]
    assert (message.envelope.recipients, message.content) == ((PARENT,), CONTENT)
    assert [job.envelope.recipients for job in jobs if job.purpose is Purpose.NOTICE] == [
        ("a.teacher@oakfield.sch.uk",)
    ]
    assert models.Content.objects.count() == 0
    assert list_cases(seal) == ()
    assert [line.action for line in audit_of(case_id)] == [Action.HELD, Action.RELEASED]


@pytest.mark.parametrize("state", [CaseState.RETURNED, CaseState.DELETED])
def test_what_is_not_sent_is_gone_at_once_and_its_sender_told(seal: Seal, state: CaseState) -> None:
    case_id = _hold(seal)
    _send_everything(seal)
    case = find_case(seal, case_id)
    plan = (
        ruling.give_back(case, DESK, "the lead", "Please use initials.", NOW)
        if state is CaseState.RETURNED
        else ruling.delete(case, DESK, "the lead", NOW)
    )
    write_ruling(seal, plan, NOW)

    assert models.Message.objects.get(pk=case_id).content is None
    (notice,) = _send_everything(seal)
    assert notice.purpose is Purpose.NOTICE
    assert models.Content.objects.count() == 0
    assert find_case(seal, case_id).state is state


def test_the_slower_of_two_rulings_is_told(seal: Seal) -> None:
    case_id = _hold(seal)
    seen = find_case(seal, case_id)
    write_ruling(seal, ruling.release(seen, DESK, "one", NOW), NOW)

    with pytest.raises(StaleCaseError):
        write_ruling(seal, ruling.delete(seen, DESK, "two", NOW), NOW)

    assert find_case(seal, case_id).state is CaseState.RELEASED


def test_a_ruling_on_what_has_changed_since_is_told_though_the_case_is_open(seal: Seal) -> None:
    case_id = _hold(seal)
    seen = find_case(seal, case_id)
    give_back = ruling.give_back(seen, DESK, "one", "Please use initials.", NOW)
    write_ruling(seal, replace(give_back, state=CaseState.OPEN, deliveries=()), NOW)

    with pytest.raises(StaleCaseError):
        write_ruling(seal, ruling.release(seen, DESK, "two", NOW), NOW)

    assert find_case(seal, case_id).state is CaseState.OPEN


def test_a_look_is_on_record(seal: Seal) -> None:
    case_id = _hold(seal)
    look_at_case(seal, case_id, "the lead", NOW)

    assert [(line.actor, line.action) for line in audit_of(case_id)][-1] == ("the lead", Action.VIEWED)
    with pytest.raises(NoSuchCaseError):
        look_at_case(seal, "NOWHERE", "the lead", NOW)


def test_a_row_that_somebody_changed_is_neither_sent_nor_dropped(seal: Seal) -> None:
    _hold(seal)
    models.Content.objects.filter(id__contains="/").update(sealed=b"\x01rubbish")

    assert claim_due(seal, NOW, 100) == ()
    assert len(list_waiting(seal)) == 2


def test_a_split_message_keeps_its_bytes_until_both_halves_are_done(seal: Seal) -> None:
    case_id = _hold(seal, "B7K2M9P4Q6RX", (PARTNER, Disposition.SECURE))
    _send_everything(seal)
    assert models.Message.objects.get(pk=case_id).content is not None

    write_ruling(seal, ruling.delete(find_case(seal, case_id), DESK, "the lead", NOW), NOW)
    assert models.Message.objects.get(pk=case_id).content is None


def test_an_empty_plan_stores_no_content(seal: Seal) -> None:
    came, seen = arrival(PARENT), judged((PARENT, Disposition.DELIVER))
    commit_plan(seal, Plan(returned=(PARENT,)), came, seen)

    assert models.Content.objects.count() == 0
