"""A sender who has very many messages stopped: so many notices an hour, and one for the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from detectors.message import Envelope
from gateway.actions.arrival import plan_arrival
from gateway.actions.desk import original_of
from gateway.actions.flood import MOST_AN_HOUR
from gateway.actions.plan import Plan, Purpose
from gateway.policy.verdict import Disposition
from gateway.rewriting.version import Version
from gateway.store import models
from gateway.store.intake import commit_plan
from gateway.store.seal import Seal
from tests.gateway.actions.notices.reading import letter_of
from tests.support.judged import NOW, TEACHER, arrival, desk, judged

DESK = desk()
PARENT = "parent@example.com"
COLLEAGUE = "b.colleague@oakfield.sch.uk"
ONE_A_MINUTE = timedelta(minutes=1)
FEW = timedelta(seconds=1)


def stop(
    seal: Seal,
    number: int,
    at: datetime,
    sender: str = TEACHER,
    disposition: Disposition = Disposition.HOLD,
) -> None:
    came = replace(arrival(PARENT, message_id=f"ID{number}", sender=sender), received_at=at)
    seen = judged((PARENT, disposition))
    commit_plan(seal, plan_arrival(came, seen, DESK), came, seen)


def subjects(seal: Seal, to: str = TEACHER) -> list[str]:
    """Of the notices to somebody, in the order in which they were written."""
    jobs = models.Delivery.objects.filter(purpose=Purpose.NOTICE, recipients__address=to).order_by("id")
    contents = (job.content for job in jobs.select_related("content"))
    return [
        letter_of(seal.open(bytes(each.sealed), each.pk)).subject for each in contents if each is not None
    ]


def test_after_so_many_one_stands_for_the_rest_of_the_hour(seal: Seal) -> None:
    for number in range(MOST_AN_HOUR + 15):
        stop(seal, number, NOW + number * FEW)

    told = subjects(seal)

    assert len(told) == MOST_AN_HOUR + 1
    assert all(each.startswith("Not sent yet: ") for each in told[:-1])
    assert told[-1] == "Many stopped: more than 20 of your messages within an hour"


def test_every_message_is_kept_and_the_lead_is_told_of_each(seal: Seal) -> None:
    for number in range(MOST_AN_HOUR + 5):
        stop(seal, number, NOW + number * FEW)

    assert models.Case.objects.count() == MOST_AN_HOUR + 5
    assert models.Delivery.objects.filter(purpose=Purpose.ALERT).count() == MOST_AN_HOUR + 5


def test_no_hour_has_more_wherever_it_begins(seal: Seal) -> None:
    for number in range(180):
        stop(seal, number, NOW + number * ONE_A_MINUTE)

    times = list(
        models.Delivery.objects.filter(purpose=Purpose.NOTICE)
        .order_by("id")
        .values_list("created_at", flat=True)
    )
    within_an_hour = [sum(first <= each < first + 60 * ONE_A_MINUTE for each in times) for first in times]

    assert max(within_an_hour) == MOST_AN_HOUR + 1
    assert len(times) == 3 * (MOST_AN_HOUR + 1)


def test_one_sender_does_not_count_for_another(seal: Seal) -> None:
    for number in range(MOST_AN_HOUR):
        stop(seal, number, NOW)
    stop(seal, 98, NOW, sender=COLLEAGUE)
    stop(seal, 99, NOW, sender=TEACHER.upper())

    assert subjects(seal, COLLEAGUE)[0].startswith("Not sent yet: ")
    assert subjects(seal, TEACHER.upper())[0].startswith("Many stopped: ")


def test_what_comes_back_by_policy_counts_too(seal: Seal) -> None:
    for number in range(MOST_AN_HOUR + 2):
        stop(seal, number, NOW, disposition=Disposition.RETURN)

    assert len(subjects(seal)) == MOST_AN_HOUR + 1


def test_a_notice_that_has_no_stand_in_always_goes(seal: Seal) -> None:
    for number in range(MOST_AN_HOUR + 2):
        stop(seal, number, NOW)
    came, seen = arrival(PARENT, message_id="LATER"), judged((PARENT, Disposition.REWRITE))
    original = original_of(Envelope(TEACHER, (PARENT,)), seen.headline, NOW)
    changed = DESK.changed(original, (Version((PARENT,), b"", ()),), seen.verdict, "LATER", NOW)

    commit_plan(seal, Plan(deliveries=(changed,)), came, seen)

    assert subjects(seal)[-1].startswith("Sent: ")
