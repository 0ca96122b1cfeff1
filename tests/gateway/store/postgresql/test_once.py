"""What two gateways find to be done at the same moment is done once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connections

from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Action, CaseState, UnseenPlan, WaitingPlan
from gateway.policy.reach import EVERYBODY
from gateway.policy.verdict import Disposition
from gateway.review.accounts.first import first_file, first_links
from gateway.review.expiring import expire
from gateway.settings.load import parse_settings
from gateway.store import models
from gateway.store.accounts import make_account
from gateway.store.cases import StaleCaseError, find_case, write_ruling
from gateway.store.deadlines import write_unseen, write_waiting
from gateway.store.intake import commit_plan
from gateway.store.mornings import write_digest
from gateway.store.place import Storage
from gateway.store.record import verify_record
from gateway.store.retention import Retention, forget_old
from gateway.store.seal import Seal
from tests.support.judged import NOW, arrival, desk, judged
from tests.support.review import LEAD, OAKFIELD
from tests.support.storage import SCHOOL

CASE, PARENT = "B7K2M9P4Q6RX", "parent@example.com"


def hold(seal: Seal) -> None:
    came, seen = arrival(PARENT, message_id=CASE), judged((PARENT, Disposition.HOLD))
    commit_plan(seal, plan_arrival(came, seen, desk()), came, seen)


def twice(work: Callable[[], object]) -> list[object]:
    """By two threads with connections of their own, as two gateways: what each came to, or its error."""
    together = Barrier(2)

    def one() -> object:
        together.wait(30)
        try:
            return work()
        except StaleCaseError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return [each.result(60) for each in [threads.submit(one) for _ in range(2)]]


def notice() -> models.Delivery:
    seen = judged((PARENT, Disposition.HOLD))
    return plan_arrival(arrival(PARENT, message_id="OTHER"), seen, desk()).deliveries[0]  # type: ignore[return-value]


def ended(seal: Seal) -> Callable[[], object]:
    plan = expire(find_case(seal, CASE), desk(), EVERYBODY, NOW)
    return partial(write_ruling, seal, plan, NOW)


def reminded(seal: Seal) -> Callable[[], object]:
    plan = WaitingPlan((CASE,), notice())  # type: ignore[arg-type]
    return partial(write_waiting, seal, plan, NOW)


def asked(seal: Seal) -> Callable[[], object]:
    return partial(write_unseen, seal, UnseenPlan((CASE,), notice()), NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("work", "action"), [(ended, Action.EXPIRED), (reminded, Action.REMINDED), (asked, Action.ESCALATED)]
)
def test_a_deadline(seal: Seal, work: Callable[[Seal], Callable[[], object]], action: Action) -> None:
    hold(seal)
    before = models.Delivery.objects.count()
    done = twice(work(seal))
    assert sorted(type(each).__name__ for each in done) == ["NoneType", "StaleCaseError"]
    assert models.Audit.objects.filter(action=action).count() == 1
    added = models.Delivery.objects.count() - before
    assert added == (2 if action is Action.EXPIRED else 1), "what is said is said once to each"
    assert verify_record(seal) is None


def test_a_digest(seal: Seal) -> None:
    account = make_account(seal, LEAD, "", (), "somebody", NOW)
    mail = (OAKFIELD, notice())
    work = partial(write_digest, seal, account, NOW - timedelta(hours=8), mail, NOW)  # type: ignore[arg-type]
    assert sorted(map(bool, twice(work))) == [False, True]
    assert models.Delivery.objects.count() == 1


def test_what_is_old_enough(seal: Seal) -> None:
    hold(seal)
    write_ruling(seal, expire(find_case(seal, CASE), desk(), EVERYBODY, NOW), NOW)
    models.Delivery.objects.update(due_at=None)
    models.Content.objects.exclude(messages=None).exists()
    later = NOW + timedelta(days=400)
    twice(partial(forget_old, seal, Retention(), later))
    said = models.Audit.objects.filter(action=Action.CONTENTS_DELETED).values_list("note", flat=True)
    assert sorted(said) == sorted(set(said)), "each is on record once"
    assert models.Message.objects.filter(details_gone_at=later).count() == 1
    assert models.Case.objects.get().state == CaseState.EXPIRED
    assert verify_record(seal) is None


def test_first_links(seal: Seal, storage: Storage, tmp_path: Path) -> None:
    """The lead's link stands with whoever came first, and the other leaves it alone."""
    first, second = (
        replaced.model_copy(update={"storage": replaced.storage.model_copy(update={"directory": place})})
        for replaced in (parse_settings(SCHOOL, "schoolgate.toml", tmp_path),)
        for place in (tmp_path / "first", tmp_path / "second")
    )
    for each in (first, second):
        each.storage.directory.mkdir()
    (made,) = first_links(first, seal, "https://gate.example", NOW)
    assert first_links(second, seal, "https://gate.example", NOW) == ()
    assert not first_file(second).exists()
    assert made.url in first_file(first).read_text(encoding="utf-8")
    assert models.Invitation.objects.filter(used_at=None).count() == 1
    (again,) = first_links(first, seal, "https://gate.example", NOW)
    assert again.url != made.url, "who starts anew has a new one"
    later = NOW + timedelta(days=2)
    (after,) = first_links(second, seal, "https://gate.example", later)
    assert after.email == LEAD
