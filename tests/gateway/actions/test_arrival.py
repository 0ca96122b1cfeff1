"""Plans: every recipient in exactly one place, and nothing to the outside that the verdict holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.finding import Location, Place
from gateway.actions.arrival import plan_arrival
from gateway.actions.plan import Action, Delivery, Plan, Purpose, Route
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from tests.support.judged import TEACHER, arrival, desk, judged

DESK = desk()
ADDRESSES = st.lists(
    st.sampled_from(
        [
            f"{name}@{domain}"
            for name in "abcdef"
            for domain in ("example.com", "oakfield.sch.uk", "example.net")
        ]
    ),
    min_size=1,
    max_size=8,
    unique=True,
)
DISPOSITIONS = st.sampled_from(Disposition)
SHORTENED = Change(Rewrite.SHORTEN_NAMES, (Location(Place.BODY),))


def _plan(
    *recipients: tuple[str, Disposition],
    sender: str = TEACHER,
    automatic: bool = False,
    versions: tuple[Version, ...] = (),
) -> Plan:
    came = replace(arrival(*(address for address, _ in recipients), sender=sender), trace=b"X-Trace: 1\r\n")
    return plan_arrival(came, replace(judged(*recipients, automatic=automatic), versions=versions), DESK)


def _version(*recipients: str, change: Change = SHORTENED, **more: Any) -> Version:
    return Version(recipients, b"Subject: Trip\r\n\r\nG.B.\r\n", (change,), **more)


def _of(plan: Plan, purpose: Purpose) -> list[Delivery]:
    return [each for each in plan.deliveries if each.purpose is purpose]


def _leaving(plan: Plan) -> list[tuple[Route, tuple[str, ...], bytes | None]]:
    return [(job.route, job.envelope.recipients, job.content) for job in _of(plan, Purpose.MESSAGE)]


@settings(deadline=None)
@given(ADDRESSES, st.data())
def test_every_recipient_is_in_the_plan_exactly_once(addresses: list[str], data: st.DataObject) -> None:
    fates = [(address, data.draw(DISPOSITIONS)) for address in addresses]

    plan = _plan(*fates)

    assert sorted(plan.recipients()) == sorted(addresses)
    for address, disposition in fates:
        jobs = (*plan.straight_on, *_of(plan, Purpose.MESSAGE))
        routes = {job.route for job in jobs if address in job.envelope.recipients}
        if disposition is Disposition.DELIVER:
            assert routes <= {Route.NEXT_HOP, Route.HOME}
            assert routes
        elif disposition is Disposition.SECURE:
            assert routes == {Route.SECURE_MAIL}
        else:
            assert not routes, "what was to be changed and was not is held"


@settings(deadline=None)
@given(ADDRESSES, st.data())
def test_with_versions_too(addresses: list[str], data: st.DataObject) -> None:
    """Some of those for whom it was changed share a version; nobody gets the message as it came as well."""
    fates = [(address, data.draw(DISPOSITIONS)) for address in addresses]
    changed = [address for address, fate in fates if fate in (Disposition.REWRITE, Disposition.SECURE)]
    cut = data.draw(st.integers(0, len(changed)))
    versions = tuple(_version(*part) for part in (changed[:cut], changed[cut:]) if part)

    plan = _plan(*fates, versions=versions)

    assert sorted(plan.recipients()) == sorted(addresses)
    for job in _of(plan, Purpose.MESSAGE):
        for address in job.envelope.recipients:
            assert (job.content is not None) == (address in changed)


def test_a_version_leaves_by_the_usual_way_with_our_trace_on_top() -> None:
    to = (("a@example.com", Disposition.REWRITE), ("b@oakfield.sch.uk", Disposition.REWRITE))
    plan = _plan(*to, versions=(_version("a@example.com", "b@oakfield.sch.uk"),))
    content = b"X-Trace: 1\r\nSubject: Trip\r\n\r\nG.B.\r\n"
    assert _leaving(plan) == [
        (Route.HOME, ("b@oakfield.sch.uk",), content),
        (Route.NEXT_HOP, ("a@example.com",), content),
    ]
    assert [entry.action for entry in plan.audit] == [Action.REWRITTEN]


@pytest.mark.parametrize(("sealed", "route"), [(False, Route.SECURE_MAIL), (True, Route.NEXT_HOP)])
def test_a_version_for_secure_mail(sealed: bool, route: Route) -> None:
    version = _version("a@example.com", disposition=Disposition.SECURE, sealed=sealed)
    plan = _plan(("a@example.com", Disposition.SECURE), versions=(version,))
    assert [(way, to) for way, to, _ in _leaving(plan)] == [(route, ("a@example.com",))]


def test_who_is_copied_in_gets_it_inside_the_school() -> None:
    version = _version("a@example.com", copied=("head@oakfield.sch.uk",))
    plan = _plan(("a@example.com", Disposition.REWRITE), versions=(version,))
    assert (Route.HOME, ("head@oakfield.sch.uk",)) in [(way, to) for way, to, _ in _leaving(plan)]


def test_its_sender_is_told_what_was_changed_and_the_passphrase() -> None:
    locked = _version(
        "a@example.com", change=Change(Rewrite.LOCK_ATTACHMENTS), passphrase="copper-heron-basket-violin-tide"
    )
    plan = _plan(("a@example.com", Disposition.REWRITE), versions=(locked,))
    (notice,) = _of(plan, Purpose.NOTICE)
    assert b"copper-heron-basket-violin-tide" in (notice.content or b"")
    assert all(b"copper" not in (content or b"") for _, _, content in _leaving(plan))


def test_of_a_mark_alone_there_is_no_notice_each_time() -> None:
    marked = _version("a@example.com", change=Change(Rewrite.ADD_FOOTER))
    assert not _of(_plan(("a@example.com", Disposition.REWRITE), versions=(marked,)), Purpose.NOTICE)


def test_a_program_is_not_told() -> None:
    plan = _plan(
        ("a@example.com", Disposition.REWRITE), versions=(_version("a@example.com"),), automatic=True
    )
    assert not _of(plan, Purpose.NOTICE)
    assert len(_leaving(plan)) == 1


def test_clean_mail_goes_straight_on_and_nothing_is_stored() -> None:
    plan = _plan(("a@example.com", Disposition.DELIVER), ("b@oakfield.sch.uk", Disposition.DELIVER))

    assert plan.is_straight_on
    assert {(job.route, job.envelope.recipients) for job in plan.straight_on} == {
        (Route.NEXT_HOP, ("a@example.com",)),
        (Route.HOME, ("b@oakfield.sch.uk",)),
    }
    assert not plan.audit


def test_two_recipients_with_different_fates() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), ("b@example.com", Disposition.SECURE))

    assert plan.case is not None
    assert plan.case.recipients == ("a@example.com",)
    assert [(job.route, job.envelope.recipients) for job in _of(plan, Purpose.MESSAGE)] == [
        (Route.SECURE_MAIL, ("b@example.com",))
    ]
    assert not plan.straight_on


def test_a_held_message_is_told_to_its_sender_and_to_the_lead() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD))

    (notice,), (alert,) = _of(plan, Purpose.NOTICE), _of(plan, Purpose.ALERT)
    assert (notice.envelope.sender, notice.envelope.recipients) == ("", (TEACHER,))
    assert alert.envelope.recipients == ("dpl@oakfield.sch.uk",)
    assert {notice.route, alert.route} == {Route.HOME}
    assert (notice.content or b"").startswith(b"X-Schoolgate-Loop: B7K2M9P4Q6RX ")
    assert b"Grace" not in (alert.content or b"")


@pytest.mark.parametrize(("sender", "automatic"), [("", False), (TEACHER, True)])
def test_no_notice_to_an_empty_sender_or_a_program(sender: str, automatic: bool) -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), sender=sender, automatic=automatic)

    assert not _of(plan, Purpose.NOTICE)
    assert len(_of(plan, Purpose.ALERT)) == 1


def test_what_the_leads_own_mailbox_forwards_makes_no_new_alert() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), sender="dpl@oakfield.sch.uk", automatic=True)

    assert plan.case is not None
    assert not _of(plan, Purpose.ALERT)


def test_a_returned_message_is_told_once_and_opens_no_case() -> None:
    plan = _plan(("a@example.com", Disposition.RETURN))

    assert plan.case is None
    assert plan.returned == ("a@example.com",)
    assert len(_of(plan, Purpose.NOTICE)) == 1
    assert not _of(plan, Purpose.ALERT)


def test_the_audit_says_how_many_and_by_which_rules_and_no_more() -> None:
    plan = _plan(("a@example.com", Disposition.HOLD), ("b@oakfield.sch.uk", Disposition.DELIVER))

    notes = [entry.note for entry in plan.audit]
    assert notes == ["1 recipient; rules: pupil-name-external"] * 2
