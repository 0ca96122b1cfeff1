"""What the store does with a crossed threshold and with first contacts, in one transaction with the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from detectors.finding import Completion
from gateway.actions.arrival import plan_arrival
from gateway.actions.bulk import Silence
from gateway.actions.plan import Judged, Plan, Purpose, Unsaid
from gateway.inspection.mailing import with_first_contacts
from gateway.policy.verdict import Disposition
from gateway.review import ruling
from gateway.store import models
from gateway.store.cases import find_case, write_ruling
from gateway.store.intake import commit_plan
from gateway.store.jobs import list_waiting
from gateway.store.marks import Marks, marks_key
from gateway.store.seal import Seal
from gateway.store.sent import known_addresses
from tests.support.judged import NOW, TEACHER, arrival, desk, judged

DESK = desk()
HOME = "home@gmail.com"
SILENCE = Silence("bulk", "mark", NOW + timedelta(days=1))


def _alert_only(*silences: Silence) -> Plan:
    """As after a message that went straight on."""
    alert = DESK.alert(
        TEACHER, judged((HOME, Disposition.HOLD)).verdict, "B7K2M9P4Q6RX", NOW, sender_told=True
    )
    return Plan(unsaid=(Unsaid(alert, silences),))


def test_the_alert_of_a_crossing_goes_out_once(seal: Seal) -> None:
    seen = judged((HOME, Disposition.DELIVER))
    for number in range(3):
        commit_plan(seal, _alert_only(SILENCE), arrival(HOME, message_id=f"ID{number}"), seen)

    assert [each.purpose for each in list_waiting(seal)] == [Purpose.ALERT]
    assert models.Silence.objects.count() == 1


def test_it_goes_out_again_for_another_rule_and_when_the_silence_is_over(seal: Seal) -> None:
    seen, came = judged((HOME, Disposition.DELIVER)), arrival(HOME)
    later = replace(came, id="LATER", received_at=SILENCE.until)
    commit_plan(seal, _alert_only(SILENCE), came, seen)
    commit_plan(
        seal, _alert_only(SILENCE, replace(SILENCE, rule="other")), arrival(HOME, message_id="ID2"), seen
    )
    commit_plan(seal, _alert_only(replace(SILENCE, until=SILENCE.until + timedelta(days=1))), later, seen)

    assert len(list_waiting(seal)) == 3
    assert models.Silence.objects.count() == 2


def test_of_a_message_that_went_straight_on_no_content_is_stored(seal: Seal) -> None:
    commit_plan(seal, _alert_only(SILENCE), arrival(HOME), judged((HOME, Disposition.DELIVER)))

    (message,) = models.Message.objects.all()
    assert message.content is None


def test_a_crossing_and_its_alert_are_one_transaction(seal: Seal) -> None:
    plan = _alert_only(SILENCE)
    (unsaid,) = plan.unsaid
    job = replace(unsaid.delivery, purpose=None)  # type: ignore[arg-type]
    broken = replace(plan, unsaid=(replace(unsaid, delivery=job),))

    with pytest.raises(IntegrityError):
        commit_plan(seal, broken, arrival(HOME), judged((HOME, Disposition.DELIVER)))
    assert models.Silence.objects.count() == models.Message.objects.count() == 0


@pytest.mark.parametrize(("released", "known"), [(True, True), (False, False)])
def test_an_address_is_known_when_the_lead_lets_the_first_message_go(
    seal: Seal, released: bool, known: bool
) -> None:
    seen, came = judged((HOME, Disposition.HOLD)), arrival(HOME)
    report = with_first_contacts(seen.report, (HOME,), Completion.FINISHED)
    first = Judged(seen.headline, report, seen.verdict)
    commit_plan(seal, plan_arrival(came, first, DESK), came, first)
    case = find_case(seal, came.id)
    rule = ruling.release if released else ruling.delete
    write_ruling(seal, rule(case, DESK, "the lead", NOW), NOW)

    pair = Marks(marks_key(seal), came.school).pair(TEACHER, HOME)
    assert bool(known_addresses("the next message", (pair,))) is known
