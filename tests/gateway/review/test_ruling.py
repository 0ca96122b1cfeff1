"""What follows from a reviewer's ruling: who gets what, what is on record, what the sender is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.plan import Action, Case, CaseState, Purpose, Route, RulingPlan
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition
from gateway.review import ruling
from gateway.review.ruling import Leaving, Rest, Share, as_it_came
from gateway.rewriting.change import Change
from tests.gateway.review.sender.cases import INSIDE, NOW, OTHER, PARENT, TEACHER, held_case, version
from tests.support.judged import desk

DESK, ACTOR = desk(), "dpl@oakfield.sch.uk"
ON_TOP = b"Received: x\r\nX-Schoolgate-Loop: y z\r\n"
PEOPLE = ("a@example.com", "b@example.org", "c@oakfield.sch.uk", "d@example.net", "e@example.com")


def sent(plan: RulingPlan) -> list[tuple[Route, tuple[str, ...]]]:
    jobs = (each for each in plan.deliveries if each.purpose is Purpose.MESSAGE)
    return [(each.route, each.envelope.recipients) for each in jobs]


def notices(plan: RulingPlan) -> list[str]:
    """Their subjects."""
    told = (each for each in plan.deliveries if each.purpose is Purpose.NOTICE)
    return [str(message_from_bytes(each.content or b"", policy=default)["Subject"]) for each in told]


def entries(plan: RulingPlan) -> list[tuple[Action, str, str]]:
    return [(each.action, each.note, each.detail) for each in plan.audit]


def changed(*recipients: str, secure: bool = False) -> Leaving:
    """By secure mail as it is, or with names shortened."""
    disposition = Disposition.SECURE if secure else Disposition.REWRITE
    action = Action.RELEASED_SECURELY if secure else Action.RELEASED_SHORTENED
    verdict = held_case(*recipients).judged.verdict
    return Leaving(action, verdict, (version(*recipients, disposition=disposition),), ON_TOP)


def test_released_it_goes_to_all_as_it_came() -> None:
    plan = ruling.release(held_case(PARENT, INSIDE), DESK, ACTOR, NOW)
    assert (plan.state, plan.taken_off) == (CaseState.RELEASED, ())
    assert sent(plan) == [(Route.HOME, (INSIDE,)), (Route.NEXT_HOP, (PARENT,))]
    assert all(each.content is None for each in plan.deliveries if each.purpose is Purpose.MESSAGE)
    assert entries(plan) == [(Action.RELEASED, "2 recipients", "")]
    assert notices(plan) == [f"On its way: “Museum trip” to {PARENT} and {INSIDE}"]


def test_released_to_some_it_stays_held_for_the_others() -> None:
    plan = ruling.release(held_case(PARENT, OTHER), DESK, ACTOR, NOW, Share((PARENT,)))
    assert (plan.state, plan.taken_off) == (CaseState.OPEN, (PARENT,))
    assert sent(plan) == [(Route.NEXT_HOP, (PARENT,))]
    assert entries(plan) == [(Action.RELEASED, "1 of 2 recipients", "")]
    assert notices(plan) == [f"On its way: “Museum trip” to {PARENT}"]


def test_released_to_some_it_is_not_sent_to_the_others() -> None:
    share = Share((PARENT,), Rest.NOT_SENT, "She has moved away.")
    plan = ruling.release(held_case(PARENT, OTHER), DESK, ACTOR, NOW, share)
    assert (plan.state, plan.taken_off) == (CaseState.RELEASED, (OTHER,))
    assert sent(plan) == [(Route.NEXT_HOP, (PARENT,))]
    assert entries(plan) == [
        (Action.RELEASED, "1 of 2 recipients", ""),
        (Action.RETURNED, "1 of 2 recipients", "She has moved away."),
    ]
    assert notices(plan)[1] == f"Not sent: “Museum trip” to {OTHER}"


def test_two_shares_of_one_message_are_told_in_two_notices() -> None:
    case = held_case(PARENT, OTHER)
    later = NOW + timedelta(minutes=9)
    plans = [
        ruling.release(case, DESK, ACTOR, at, Share((to,))) for at, to in ((NOW, PARENT), (later, OTHER))
    ]
    ids = {message_from_bytes(plan.deliveries[-1].content or b"")["Message-ID"] for plan in plans}
    assert len(ids) == 2, "a mail server drops what has an id that it has seen"


def test_by_secure_mail_those_inside_get_it_the_usual_way() -> None:
    plan = ruling.send(held_case(PARENT, INSIDE), changed(PARENT, INSIDE, secure=True), DESK, ACTOR, NOW)
    assert sent(plan) == [(Route.HOME, (INSIDE,)), (Route.SECURE_MAIL, (PARENT,))]
    assert entries(plan) == [(Action.RELEASED_SECURELY, "2 recipients", "")]
    (told,) = (each.content for each in plan.deliveries if each.purpose is Purpose.NOTICE)
    letter = message_from_bytes(told or b"", policy=default).get_body(("plain",))
    assert f"It goes by secure mail to:\n- {PARENT}\n" in letter.get_content().replace("\r\n", "\n")


def test_with_names_shortened_our_fields_go_on_top_and_the_change_is_told() -> None:
    way = changed(PARENT)
    plan = ruling.send(held_case(), way, DESK, ACTOR, NOW)
    assert plan.deliveries[0].content == ON_TOP + way.versions[0].content
    assert entries(plan) == [(Action.RELEASED_SHORTENED, "1 recipient", "")]
    assert notices(plan) == [f"Sent with the names shortened: “Museum trip” to {PARENT}"]


def test_what_only_marks_it_is_told_as_a_release() -> None:
    footer = replace(version(PARENT), changes=(Change(Rewrite.ADD_FOOTER),))
    plan = ruling.send(held_case(), replace(changed(PARENT), versions=(footer,)), DESK, ACTOR, NOW)
    assert notices(plan) == [f"On its way: “Museum trip” to {PARENT}"]


@pytest.mark.parametrize(
    ("way", "share"),
    [
        (changed(PARENT), Share((PARENT, OTHER))),
        (changed(PARENT, OTHER, INSIDE), Share((PARENT, OTHER))),
        (as_it_came(held_case(PARENT, OTHER)), Share(())),
        (as_it_came(held_case(PARENT, OTHER, INSIDE)), Share((INSIDE,))),
        (Leaving(Action.RELEASED, held_case(PARENT, OTHER).judged.verdict), Share((PARENT,))),
    ],
    ids=[
        "somebody without",
        "a version too many",
        "nobody",
        "somebody for whom it is not held",
        "still held",
    ],
)
def test_nobody_is_forgotten_and_nobody_added(way: Leaving, share: Share) -> None:
    with pytest.raises(ValueError, match="exactly those"):
        ruling.send(held_case(PARENT, OTHER), way, DESK, ACTOR, NOW, share)


def test_returned_the_note_is_told_and_kept_with_the_record() -> None:
    plan = ruling.give_back(held_case(), DESK, ACTOR, "Use her initials.", NOW)
    assert entries(plan) == [(Action.RETURNED, "with a reason to the sender", "Use her initials.")]
    assert b"Use her initials." in (plan.deliveries[0].content or b"")
    assert plan.deliveries[0].envelope.recipients == (TEACHER,)


def test_deleted_the_reason_is_for_the_record_alone() -> None:
    plan = ruling.delete(held_case(), DESK, ACTOR, NOW, "asked for by head@oakfield.sch.uk", "A court order.")
    assert entries(plan) == [(Action.DELETED, "asked for by head@oakfield.sch.uk", "A court order.")]
    assert b"court" not in (plan.deliveries[0].content or b"")


def test_a_program_that_sent_it_is_told_nothing() -> None:
    case = held_case(PARENT, OTHER)
    headline = replace(case.judged.headline, automatic=True)
    case = replace(case, judged=replace(case.judged, headline=headline))
    plan = ruling.release(case, DESK, ACTOR, NOW, Share((PARENT,), Rest.NOT_SENT, "No."))
    assert {each.purpose for each in plan.deliveries} == {Purpose.MESSAGE}


@st.composite
def rulings(draw: st.DrawFn) -> tuple[Case, RulingPlan]:
    """Any ruling on any case."""
    case = held_case(*draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)))
    chosen = draw(st.sets(st.sampled_from(case.held), min_size=1))
    people = tuple(each for each in case.held if each in chosen)
    share = Share(people, draw(st.sampled_from(Rest)), "A note.")
    way = draw(st.sampled_from((as_it_came(case), changed(*people), changed(*people, secure=True))))
    ruled = draw(
        st.sampled_from(
            (
                lambda: ruling.send(case, way, DESK, ACTOR, NOW, share),
                lambda: ruling.release(case, DESK, ACTOR, NOW),
                lambda: ruling.give_back(case, DESK, ACTOR, "A note.", NOW),
                lambda: ruling.delete(case, DESK, ACTOR, NOW),
            )
        )
    )
    return case, ruled()


@given(rulings())
def test_each_recipient_ends_in_exactly_one_state(ruled: tuple[Case, RulingPlan]) -> None:
    """Gone, still held, or not sent; and nobody gets it for whom it was not held."""
    case, plan = ruled
    gone = [address for _, recipients in sent(plan) for address in recipients]
    held = [each for each in case.held if each not in plan.taken_off and plan.state is CaseState.OPEN]
    returned = [each for each in case.held if each not in gone and each not in held]
    assert sorted(gone + held + returned) == sorted(case.held)
    assert len(set(gone)) == len(gone), "twice"
    if plan.state is CaseState.RELEASED:  # those who are left with a case that was released have it
        assert set(gone) == set(case.held) - set(plan.taken_off)
    if plan.state is CaseState.OPEN:
        assert gone
        assert set(gone) == set(plan.taken_off)
        assert held
