"""From books to complaints: each kind of loss, leak and duplicate is named, and what is in order is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gateway.actions.plan import CaseState, DeliveryFate, Purpose
from tests.soak.gatekeeper import Cause, Death
from tests.soak.hops import Notice, Receipt
from tests.soak.judging import Job, Judgement, Ledger, Place, Reason, Span, Stored, judge
from tests.soak.letters import Hinge, Letter, Way
from tests.soak.mailer import Attempt
from tests.soak.timeline import Timeline

PARENT, COLLEAGUE = "parent@example.com", "b.colleague@oakfield.sch.uk"
CLEAN = Letter(7, "clean", "a.teacher@oakfield.sch.uk", ((PARENT, Way.OUTSIDE),), "abc")
HELD = replace(CLEAN, kind="held", ways=((PARENT, Way.HELD),))
MIXED = replace(CLEAN, ways=((PARENT, Way.OUTSIDE), (COLLEAGUE, Way.HOME)))
TAKEN = Receipt(Way.OUTSIDE, 10.5, 7, (PARENT,), "abc", (), answered=True)
AGAIN = replace(TAKEN, at=20.5)
ACCEPTED = Attempt(7, 10, 11, 250, dotted=True)
UNHEARD = Attempt(7, 10, 11, 0, dotted=True)
PUT_OFF = Attempt(7, 10, 11, 451, dotted=True)
LATER = Attempt(7, 20, 21, 250, dotted=True)
CASE = Stored("QX7", 7, CaseState.OPEN, (PARENT,))


def ledger(letter: Letter = CLEAN, **known: Any) -> Ledger:
    books = Ledger(letters=[letter], attempts=[ACCEPTED], receipts=[], notices=[], stored=[])
    return replace(books, **known)


def only_complaint(judgement: Judgement) -> str:
    (complaint,) = judgement.complaints
    return complaint


def job(fate: DeliveryFate, purpose: Purpose = Purpose.MESSAGE) -> Job:
    return Job(purpose, ((PARENT, fate),))


@pytest.mark.parametrize(
    ("place", "known"),
    [
        (Place.SENT, {"receipts": [TAKEN]}),
        (Place.HELD, {"stored": [CASE]}),
        (Place.WAITING, {"stored": [Stored("QX7", 7, jobs=(job(DeliveryFate.WAITING),))]}),
        (Place.TOLD, {"notices": [Notice(12, "undeliverable", 7, (PARENT,))]}),
        (Place.TOLD, {"notices": [Notice(12, "returned", 7, (PARENT,))]}),
        (Place.TOLD, {"stored": [Stored("QX7", 7, jobs=(job(DeliveryFate.FAILED, Purpose.NOTICE),))]}),
    ],
)
def test_where_it_may_be(place: Place, known: dict[str, Any]) -> None:
    judgement = judge(ledger(**known))

    assert judgement.complaints == ()
    assert judgement.places == {place: 1}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"receipts": [replace(TAKEN, recipients=(COLLEAGUE,))]},
        {"stored": [replace(CASE, held=(COLLEAGUE,))]},
        {"stored": [replace(CASE, state=CaseState.RELEASED)], "released": frozenset({"QX7"})},
        {"stored": [Stored("QX7", 7, jobs=(job(DeliveryFate.SENT),))]},
        {"stored": [Stored("QX7", 7, jobs=(job(DeliveryFate.FAILED),))]},
        {"notices": [Notice(12, "held", 7, (PARENT,))]},
        {"notices": [Notice(12, "undeliverable", 7, (COLLEAGUE,))]},
    ],
)
def test_lost(known: dict[str, Any]) -> None:
    """Answered 250 and nowhere: also where the database says that it was sent, and no server has it."""
    assert "LOST for parent@example.com" in only_complaint(judge(ledger(**known)))


def test_each_recipient_counts() -> None:
    assert f"LOST for {COLLEAGUE}" in only_complaint(judge(ledger(MIXED, receipts=[TAKEN])))


def test_what_was_refused_need_be_nowhere() -> None:
    assert judge(ledger(attempts=[replace(ACCEPTED, code=554)])).complaints == ()


def test_it_was_never_answered() -> None:
    assert "never had a last word" in only_complaint(judge(ledger(attempts=[PUT_OFF, UNHEARD])))


def test_held_mail_that_got_out() -> None:
    found = judge(ledger(HELD, stored=[CASE], receipts=[replace(TAKEN, names=("Grace Bishop",))])).complaints

    assert len(found) == 2
    assert "LET OUT to parent@example.com" in found[0]
    assert "a pupil's full name" in found[1]


@pytest.mark.parametrize("way", [Way.OUTSIDE, Way.HOME, Way.SECURE])
def test_held_is_held_whatever_way_it_went(way: Way) -> None:
    out = [replace(TAKEN, hop=way)]

    assert "LET OUT to parent@example.com" in only_complaint(judge(ledger(HELD, stored=[CASE], receipts=out)))


def test_a_release_lets_it_out() -> None:
    released = [replace(CASE, state=CaseState.RELEASED)]
    named = [replace(TAKEN, names=("Grace Bishop",))]

    assert judge(ledger(HELD, stored=released, receipts=named, released=frozenset({"QX7"}))).complaints == ()
    found = judge(ledger(HELD, stored=released, receipts=named)).complaints
    assert any("nobody had said so" in each for each in found)


def test_a_name_may_go_by_secure_mail_only() -> None:
    letter = replace(CLEAN, ways=((PARENT, Way.SECURE),))
    named = replace(TAKEN, names=("Grace Bishop",))

    assert judge(ledger(letter, receipts=[replace(named, hop=Way.SECURE)])).complaints == ()
    assert "full name" in only_complaint(judge(ledger(letter, receipts=[named])))


@pytest.mark.parametrize(("changed", "complaints"), [(5.0, 1), (10.4, 0), (30.0, 0)])
def test_rules_that_change(changed: float, complaints: int) -> None:
    """What it was surely held by counts: nothing while the old rules may still have been in force."""
    strict = Timeline(False)
    strict.write(True, changed - 1)
    strict.settle(changed)
    letter = replace(HELD, hinge=Hinge.RULES)

    assert len(judge(ledger(letter, receipts=[TAKEN], strict=strict)).complaints) == complaints


@pytest.mark.parametrize(("newcomer", "complaints"), [(0, 1), (1, 0)])
def test_pupils_who_join_the_list(newcomer: int, complaints: int) -> None:
    letter = replace(HELD, hinge=Hinge.ROSTER, newcomer=newcomer)

    assert len(judge(ledger(letter, receipts=[TAKEN], listed=Timeline(1))).complaints) == complaints


def test_other_bytes() -> None:
    assert "other bytes" in only_complaint(judge(ledger(receipts=[replace(TAKEN, digest="abd")])))


@pytest.mark.parametrize(
    ("reason", "known"),
    [
        (Reason.POSTED, {"attempts": [ACCEPTED, LATER]}),
        (Reason.UNSAID, {"receipts": [replace(TAKEN, answered=False), AGAIN]}),
        (Reason.DEATH, {"deaths": [Death(15, Cause.KILLED, -9)]}),
        (Reason.UNHEARD, {"attempts": [UNHEARD, LATER]}),
        (Reason.STORAGE, {"attempts": [PUT_OFF, LATER], "storage_faults": [Span(9, 12)]}),
    ],
)
def test_twice_for_a_reason(reason: Reason, known: dict[str, Any]) -> None:
    judgement = judge(ledger(**{"receipts": [TAKEN, AGAIN], **known}))

    assert judgement.complaints == ()
    assert judgement.twice == {reason: 1}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"deaths": [Death(25, Cause.KILLED, -9)]},
        {"attempts": [replace(UNHEARD, dotted=False), LATER]},
        {"attempts": [PUT_OFF, LATER]},
        {"storage_faults": [Span(1, 9)]},
    ],
)
def test_twice_without_a_reason(known: dict[str, Any]) -> None:
    complaint = only_complaint(judge(ledger(**{"receipts": [TAKEN, AGAIN], **known})))

    assert "came 2 times to parent@example.com, 1 of them without a reason" in complaint


@pytest.mark.parametrize(
    "known",
    [
        {"deaths": [Death(15, Cause.KILLED, -9, node=2)]},
        {"storage_faults": [Span(9, 12, node=2)]},
    ],
)
def test_what_befell_another_node_is_no_reason(known: dict[str, Any]) -> None:
    complaint = only_complaint(judge(ledger(**{"receipts": [TAKEN, AGAIN], **known})))
    theirs = [replace(TAKEN, node=2), AGAIN]

    assert "without a reason" in complaint
    assert judge(ledger(**{"receipts": theirs, **known})).complaints == ()


def test_what_it_sends_again_after_its_death_it_had_to_have_sent_before() -> None:
    receipts, deaths = [TAKEN, replace(AGAIN, node=2)], [Death(15, Cause.KILLED, -9, node=2)]

    assert "without a reason" in only_complaint(judge(ledger(receipts=receipts, deaths=deaths)))


def test_one_reason_is_good_for_one_time_too_many() -> None:
    receipts = [TAKEN, replace(TAKEN, at=12), AGAIN]

    found = only_complaint(judge(ledger(receipts=receipts, deaths=[Death(15, Cause.KILLED, -9)])))

    assert "came 3 times" in found
    assert "1 of them" in found


def test_held_twice() -> None:
    assert "held 2 times" in only_complaint(judge(ledger(HELD, stored=[CASE, replace(CASE, id="QX8")])))


@pytest.mark.parametrize(
    ("death", "complaints"),
    [
        (Death(15, Cause.KILLED, -9), 0),
        (Death(15, Cause.STOPPED, 0, 20), 0),
        (Death(15, Cause.STOPPED, 0, 31), 1),
        (Death(15, Cause.STOPPED, 1, 2), 1),
        (Death(15, Cause.ITSELF, 0), 1),
        (Death(15, Cause.UNREADY, 2), 1),
        (Death(15, Cause.ARROW, -9), 0),
        (Death(15, Cause.ARROW, 1), 1),
        (Death(15, Cause.KILLED, 0), 1),
    ],
)
def test_how_it_ended(death: Death, complaints: int) -> None:
    assert len(judge(ledger(receipts=[TAKEN], deaths=[death])).complaints) == complaints


@pytest.mark.parametrize("cause", [Cause.ITSELF, Cause.UNREADY])
def test_it_may_end_by_itself_when_its_storage_is_in_trouble(cause: Cause) -> None:
    death = Death(15, cause, 0)

    assert judge(ledger(receipts=[TAKEN], deaths=[death], storage_faults=[Span(8, 12)])).complaints == ()
    others = [Span(8, 12, node=2)]
    assert len(judge(ledger(receipts=[TAKEN], deaths=[death], storage_faults=others)).complaints) == 1
