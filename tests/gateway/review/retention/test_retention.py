"""What is kept for long enough goes, kind by kind; what somebody still needs stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.actions.desk import Desk
from gateway.actions.plan import Action, AuditEntry
from gateway.actions.settlement import Settlement
from gateway.review import ruling
from gateway.store import models, retention
from gateway.store.cases import find_case, write_ruling
from gateway.store.history import note_down
from gateway.store.jobs import settle
from gateway.store.record import known_beginning, verify_record
from gateway.store.retention import BATCH, Retention, forget_old
from tests.support.judged import NOW
from tests.support.review import LEAD, OAKFIELD, Office

KEPT = Retention(contents=30, details=365, record=2190)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def forget(office: Office, kept: Retention = KEPT) -> None:
    """At the time of the clock, until nothing more goes."""
    while forget_old(office.seal, kept, office.clock.now):
        pass


def deliver(office: Office) -> None:
    for job in office.deliveries():
        settle(office.seal, Settlement(job.id, job.attempts, (), None), office.clock.now)


def desk(office: Office) -> Desk:
    return office.site.desk(OAKFIELD)


def closed(office: Office, **more: object) -> str:
    """A case that was released, and is delivered."""
    case = office.hold(**more)  # type: ignore[arg-type]
    write_ruling(
        office.seal, ruling.release(office.case(case), desk(office), LEAD, office.clock.now), office.clock.now
    )
    deliver(office)
    return case


def contents() -> int:
    return models.Content.objects.count()


def incident(office: Office, *cases: str) -> models.Incident:
    school = models.School.objects.get(name=OAKFIELD)
    now = office.clock.now
    made = models.Incident.objects.create(
        school=school, opened_at=now, opened_by=LEAD, known_at=now, facts=b""
    )
    for case in cases:
        models.IncidentCase.objects.create(incident=made, message_id=case, added_at=now)
    return made


def test_contents_go_at_once_where_nothing_else_is_set(office: Office) -> None:
    closed(office)
    assert contents() == 0


def test_contents_stay_for_the_days_that_are_set_and_go_then(office: Office) -> None:
    forget(office)
    closed(office)
    assert contents() == 1
    office.clock.now += days(29.9)
    forget(office)
    assert contents() == 1
    office.clock.now += days(0.2)
    forget(office)
    assert contents() == 0
    assert office.record()[-1] == ("gateway", "contents-deleted")
    assert models.Audit.objects.get(action="contents-deleted").note == "contents of 1 messages"
    assert verify_record(office.seal) is None


def test_what_was_to_be_deleted_goes_at_once(office: Office) -> None:
    forget(office)
    case = office.case(office.hold())
    write_ruling(office.seal, ruling.delete(case, desk(office), LEAD, NOW), NOW)
    deliver(office)
    assert contents() == 0


def test_contents_of_an_open_case_or_one_on_its_way_stay(office: Office) -> None:
    office.hold()
    waiting = office.hold()
    write_ruling(office.seal, ruling.release(office.case(waiting), desk(office), LEAD, NOW), NOW)
    office.clock.now += days(400)
    forget(office, Retention(contents=0))
    assert models.Message.objects.exclude(content=None).count() == 2
    assert models.Message.objects.filter(details_gone_at=None).count() == 2


def test_what_belongs_to_an_open_incident_stays_until_it_is_closed(office: Office) -> None:
    case = office.hold()
    opened = incident(office, case)
    write_ruling(office.seal, ruling.release(office.case(case), desk(office), LEAD, NOW), NOW)
    deliver(office)
    assert contents() == 1
    office.clock.now += days(3000)
    forget(office)
    assert contents() == 1
    assert office.case(case).judged.headline.subject == "Museum trip"
    assert models.Audit.objects.filter(message=case).exists()
    models.Incident.objects.filter(pk=opened.pk).update(closed_at=office.clock.now)
    forget(office)
    assert contents() == 0
    assert office.case(case).judged.headline.subject == ""


def test_details_go_and_who_when_which_rule_and_the_outcome_stay(office: Office) -> None:
    case = closed(office, subject="Grace Bishop is ill")
    note_down(office.seal, AuditEntry(LEAD, Action.SEARCHED, "for a pupil", "Grace Bishop"), NOW, OAKFIELD)
    models.Case.objects.update(asked=office.seal.close(b"please", f"asked {case}"), asked_at=NOW)
    assert models.SearchMark.objects.exists()
    office.clock.now += days(366)
    forget(office)
    row, kept = models.Message.objects.get(pk=case), find_case(office.seal, case)
    assert row.details_gone_at == office.clock.now
    assert (kept.state, kept.envelope.sender) == ("released", "a.teacher@oakfield.sch.uk")
    assert (kept.asked, kept.judged.headline.subject, kept.judged.report.findings) == (None, "", ())
    (rule,) = kept.judged.verdict.rules
    assert (rule.title, rule.reason, rule.findings) == ("A pupil's full name to an outside address", "", ())
    assert [each.address for each in kept.judged.verdict.recipients] == ["parent@example.com"]
    assert list(row.case.rules.values_list("rule", flat=True)) == ["pupil-name-external"]
    assert not models.SearchMark.objects.exists()
    assert not models.Audit.objects.exclude(detail=None).exists()
    assert verify_record(office.seal) is None
    assert office.client().get("/record").status_code == 200


def test_reasons_about_what_is_not_over_stay(office: Office) -> None:
    case = office.hold()
    message = models.Message.objects.get(pk=case)
    retention.add_entries(
        office.seal, (AuditEntry(LEAD, Action.READ, "", "to decide"),), NOW, message=message
    )
    office.clock.now += days(366)
    forget(office)
    assert models.Audit.objects.exclude(detail=None).count() == 1


def test_details_that_nobody_can_open_go_too(office: Office) -> None:
    case = closed(office)
    models.Message.objects.update(judged=b"broken")
    office.clock.now += days(366)
    forget(office)
    assert find_case(office.seal, case).judged.verdict.recipients == ()


def test_exceptions_that_are_long_over_go(office: Office) -> None:
    office.hold()
    school = models.School.objects.get(name=OAKFIELD)
    for last_day in (NOW.date(), (NOW + days(30)).date()):
        models.RuleException.objects.create(
            school=school, rules="x", kind="sender", reason=b"", made_by=LEAD, made_at=NOW, last_day=last_day
        )
    office.clock.now += days(370)
    forget(office)
    assert models.RuleException.objects.count() == 1


def test_the_record_goes_last_with_its_messages_and_still_holds(office: Office) -> None:
    case = closed(office)
    office.clock.now += days(366)
    forget(office)
    later = office.hold(at=office.clock.now)
    office.clock.now = NOW + days(2191)
    forget(office)
    assert not models.Message.objects.filter(pk=case).exists()
    assert models.Message.objects.filter(pk=later).exists()
    assert known_beginning(office.seal).number > 0
    assert verify_record(office.seal) is None
    assert "oldest entries, with 1 messages" in models.Audit.objects.order_by("number").last().note  # type: ignore[union-attr]


def test_the_record_is_kept_for_ever_where_that_is_set(office: Office) -> None:
    closed(office)
    before = len(office.record())
    office.clock.now += days(9000)
    forget(office, Retention(record=0))
    assert len(office.record()) > before
    assert known_beginning(office.seal).number == 0


def test_an_entry_about_an_open_case_stops_it(office: Office) -> None:
    office.hold()
    closed(office)
    office.clock.now += days(2191)
    forget(office)
    assert known_beginning(office.seal).number == 0


def test_in_small_batches(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    assert BATCH >= 10
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(5):
        closed(office)
    office.clock.now += days(366)
    gone = []
    while True:
        more = forget_old(office.seal, KEPT, office.clock.now)
        gone.append(models.Message.objects.exclude(details_gone_at=None).count())
        if not more:
            break
    assert gone[:3] == [2, 4, 5]
