"""What is written for many at once is what would be written for each after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from gateway.actions.arrival import plan_arrival
from gateway.actions.flood import MOST_AN_HOUR
from gateway.actions.plan import Arrival, Delivery, DeliveryFate, Judged, Plan, Purpose, Route
from gateway.actions.settlement import RecipientResult, Settlement
from gateway.policy.verdict import Disposition
from gateway.store import models, queueing
from gateway.store.intake import commit_plan
from gateway.store.jobs import Job, claim_due, settle
from gateway.store.queue import last_held
from gateway.store.record import verify_record
from gateway.store.seal import Seal
from tests.support.databases import Kind
from tests.support.judged import NOW, TEACHER, arrival, desk, judged

DESK = desk()
PARENT, OTHER = "parent@example.com", "other.parent@example.com"
COLLEAGUE = "b.colleague@oakfield.sch.uk"
LATER = NOW + timedelta(minutes=1)
Call = tuple[Seal, Plan, Arrival, Judged]


def stopped(seal: Seal, number: int, *recipients: tuple[str, Disposition], sender: str = TEACHER) -> Call:
    came = arrival(*(address for address, _ in recipients), message_id=f"ID{number:02}", sender=sender)
    came = replace(came, received_at=NOW + timedelta(seconds=number))
    seen = judged(*recipients)
    return seal, plan_arrival(came, seen, DESK), came, seen


def of_all_kinds(seal: Seal) -> list[Call]:
    hold, give_back, deliver = Disposition.HOLD, Disposition.RETURN, Disposition.DELIVER
    kept = stopped(seal, 6, (PARENT, hold))
    return [
        stopped(seal, 0, (PARENT, hold)),
        stopped(seal, 1, (OTHER, hold), (PARENT, hold)),
        stopped(seal, 2, (PARENT, give_back), sender=COLLEAGUE),
        stopped(seal, 3, (PARENT, hold), (COLLEAGUE, deliver)),
        stopped(seal, 4, (PARENT, Disposition.SECURE)),
        (seal, Plan(), kept[2], kept[3]),  # nothing is to become of it, and its content is not kept
    ]


# What differs between any two runs.
RANDOM = {"id", "judged", "sealed", "content_id", "detail", "hash", "detail_digest", "record_end", "reply"}
TABLES = (
    models.Message,
    models.Case,
    models.HeldRecipient,
    models.CaseRule,
    models.MessageOutcome,
    models.SearchMark,
    models.Silence,
    models.Delivery,
    models.DeliveryRecipient,
    models.Audit,
)


def written() -> dict[str, list[dict[str, object]]]:
    return {table.__name__: list(_rows(table)) for table in TABLES}


def _rows(table: type[Model]) -> Iterator[dict[str, object]]:
    numbers = {pk: place for place, pk in enumerate(models.Delivery.objects.order_by("id").values_list("id"))}
    for row in table._default_manager.order_by("pk").values():
        shown = {name: value for name, value in row.items() if name not in RANDOM}
        if "delivery_id" in shown:
            shown["delivery_id"] = numbers[(shown["delivery_id"],)]
        yield shown


def own_contents(seal: Seal) -> list[bytes]:
    """What the outbox would send, in the order in which it was queued."""
    rows = models.Delivery.objects.order_by("id").select_related("content")
    return [seal.open(bytes(each.content.sealed), each.content.pk) for each in rows if each.content]


def forget_all() -> None:
    for table in reversed(TABLES):
        table._default_manager.all().delete()
    models.Content.objects.all().delete()
    models.Installation.objects.update(record_end=None)


def test_messages_of_all_kinds_leave_the_same_as_one_by_one(seal: Seal) -> None:
    calls = of_all_kinds(seal)
    one_by_one = [commit_plan(*call) for call in calls]
    expected, sent = written(), own_contents(seal)
    forget_all()

    together = list(commit_plan.many(calls))

    assert together == one_by_one
    assert written() == expected
    assert own_contents(seal) == sent
    assert verify_record(seal) is None
    assert last_held() > 0


def test_sixteen_take_hardly_more_statements_than_one(seal: Seal) -> None:
    def statements(first: int, count: int) -> int:
        calls = [stopped(seal, first + each, (PARENT, Disposition.HOLD)) for each in range(count)]
        with CaptureQueriesContext(connection) as captured:
            commit_plan.many(calls)
        return len(captured)

    statements(20, 1)  # the school is there from then on
    assert statements(30, 16) <= statements(50, 1) + 2


def test_a_message_that_comes_twice_among_them_is_stored_once(seal: Seal) -> None:
    first, again = stopped(seal, 0, (PARENT, Disposition.HOLD)), stopped(seal, 1, (PARENT, Disposition.HOLD))
    again = (*again[:2], replace(again[2], fingerprint=first[2].fingerprint), again[3])
    elsewhere = stopped(seal, 2, (PARENT, Disposition.HOLD))
    elsewhere = (
        *elsewhere[:2],
        replace(elsewhere[2], fingerprint=first[2].fingerprint, client="192.0.2.1"),
        elsewhere[3],
    )

    done = commit_plan.many([first, again, elsewhere])

    assert [(each.id, each.repeated) for each in done] == [("ID00", False), ("ID00", True), ("ID02", False)]
    assert set(models.Message.objects.values_list("pk", flat=True)) == {"ID00", "ID02"}


def test_each_notice_of_a_group_counts_for_the_next(seal: Seal) -> None:
    count = MOST_AN_HOUR + 5
    commit_plan.many([stopped(seal, each, (PARENT, Disposition.HOLD)) for each in range(count)])

    purposes = list(models.Delivery.objects.values_list("purpose", flat=True))
    assert purposes.count(Purpose.NOTICE) == MOST_AN_HOUR + 1
    assert purposes.count(Purpose.ALERT) == count
    assert models.Silence.objects.count() == MOST_AN_HOUR + 1


def test_large_messages_are_stored_whole_though_not_at_once(
    seal: Seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "_AT_ONCE", 100)
    calls = [stopped(seal, each, (PARENT, Disposition.HOLD)) for each in range(3)]
    calls = [(key, plan, replace(came, content=came.content * 4), seen) for key, plan, came, seen in calls]

    commit_plan.many(calls)

    for _, _, came, _ in calls:
        row = models.Content.objects.get(pk=came.id)
        assert seal.open(bytes(row.sealed), came.id) == came.content


@pytest.mark.parametrize("database", [Kind.SQLITE], indirect=True)
def test_where_the_database_does_not_tell_their_numbers(seal: Seal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(connection.features), "can_return_rows_from_bulk_insert", False)

    commit_plan.many(of_all_kinds(seal)[:3])

    assert not models.Delivery.objects.filter(recipients=None).exists()


def results(job: Job, fate: DeliveryFate) -> tuple[RecipientResult, ...]:
    return tuple(RecipientResult(each, fate, "250 2.0.0 Ok") for each in job.envelope.recipients)


def test_attempts_that_are_settled_together_are_settled_each_in_its_way(seal: Seal) -> None:
    commit_plan.many([stopped(seal, each, (PARENT, Disposition.HOLD)) for each in range(3)])
    sent, waits, overtaken, *others = claim_due(seal, LATER, 10)
    models.Delivery.objects.filter(pk=overtaken.id).update(attempts=overtaken.attempts + 1)
    again = LATER + timedelta(minutes=5)

    settle.many(
        [
            (seal, Settlement(sent.id, 1, results(sent, DeliveryFate.SENT), None), LATER),
            (seal, Settlement(sent.id, 1, results(sent, DeliveryFate.SENT), None), LATER),  # told twice
            (seal, Settlement(waits.id, 1, results(waits, DeliveryFate.WAITING), again), LATER),
            (seal, Settlement(overtaken.id, 1, results(overtaken, DeliveryFate.WAITING), again), LATER),
        ]
    )

    rows = models.Delivery.objects.in_bulk()
    assert (rows[sent.id].due_at, rows[sent.id].lease_until, rows[sent.id].content_id) == (None, None, None)
    assert (rows[waits.id].due_at, rows[waits.id].lease_until) == (again, None)
    assert rows[overtaken.id].lease_until is not None, "it is the other's to settle"
    assert all(rows[each.id].lease_until is not None for each in others)
    fates = dict(models.DeliveryRecipient.objects.values_list("delivery", "fate"))
    assert fates[sent.id] == DeliveryFate.SENT
    assert {fates[each.id] for each in (waits, overtaken, *others)} == {DeliveryFate.WAITING}
    contents = set(models.Content.objects.values_list("pk", flat=True))
    assert contents == {each.content_id for each in rows.values() if each.content_id} | {
        "ID00",
        "ID01",
        "ID02",
    }


def test_bytes_stay_while_another_needs_them(seal: Seal) -> None:
    _, _, came, seen = stopped(seal, 0, (PARENT, Disposition.DELIVER), (COLLEAGUE, Disposition.DELIVER))
    ways = [
        Delivery(route, Purpose.MESSAGE, replace(came.envelope, recipients=(address,)))
        for route, address in ((Route.NEXT_HOP, PARENT), (Route.HOME, COLLEAGUE))
    ]
    commit_plan(seal, Plan(deliveries=tuple(ways)), came, seen)
    first, second = claim_due(seal, LATER, 10)

    settle.many([(seal, Settlement(first.id, 1, results(first, DeliveryFate.SENT), None), LATER)])
    assert models.Content.objects.filter(pk=came.id).exists()
    settle.many([(seal, Settlement(second.id, 1, results(second, DeliveryFate.SENT), None), LATER)])
    assert not models.Content.objects.filter(pk=came.id).exists()
    assert (first.headline, second.headline) == (seen.headline, seen.headline)
