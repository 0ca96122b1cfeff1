"""Which rulings are open on a case: by its rules, its recipients, and who looks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import DetectorId, Finding, Location, Place
from gateway.actions.plan import Case, CaseState
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import Rewriting
from gateway.policy.verdict import Disposition, Mode
from gateway.review.rulings.choice import Way
from gateway.review.rulings.offers import (
    Standing,
    asked_about,
    holding_rules,
    is_own,
    not_about_names,
    open_ways,
    other_rules,
    some_are_reached,
)
from tests.gateway.review.sender.cases import INSIDE, OTHER, PARENT, RULE, held_case

FOOTER = replace(
    RULE,
    id="footer",
    title="A footer to all outside",
    action=Disposition.REWRITE,
    rewriting=Rewriting(footers=frozenset({"Oakfield Academy"})),
)
SECURE = replace(RULE, id="to-partners", action=Disposition.SECURE)
ANYBODY = Standing(NOBODY)


def nameless(case: Case) -> Case:
    return replace(case, judged=replace(case.judged, report=replace(case.judged.report, findings=())))


@pytest.mark.parametrize(
    ("case", "standing", "ways"),
    [
        (held_case(), ANYBODY, "shortened release return propose-deletion"),
        (nameless(held_case()), ANYBODY, "release return propose-deletion"),
        (held_case(), Standing(NOBODY, sees_content=False), "release return propose-deletion"),
        (held_case(), Standing(EVERYBODY), "securely shortened release return propose-deletion"),
        (held_case(INSIDE), Standing(EVERYBODY), "shortened release return propose-deletion"),
        (held_case(PARENT, OTHER), ANYBODY, "shortened release some return propose-deletion"),
        (
            held_case(rules=(RULE, FOOTER)),
            ANYBODY,
            "shortened release as-it-came return propose-deletion",
        ),
        (
            held_case(),
            Standing(NOBODY, proposed=True),
            "shortened release return agree-to-deletion drop-deletion",
        ),
        (
            held_case(),
            Standing(NOBODY, proposed=True, by_me=True),
            "shortened release return drop-deletion",
        ),
        (held_case(), Standing(NOBODY, needed=True), "shortened release return"),
        (
            held_case(),
            Standing(NOBODY, proposed=True, needed=True),
            "shortened release return drop-deletion",
        ),
        (replace(held_case(), state=CaseState.RELEASED), ANYBODY, ""),
    ],
)
def test_what_is_open(case: Case, standing: Standing, ways: str) -> None:
    assert " ".join(open_ways(case, standing)) == ways


def test_secure_mail_is_open_where_it_reaches_all_outside() -> None:
    one = SecureReach(domains=frozenset({"example.com"}))
    assert Way.SECURELY in open_ways(held_case(PARENT, INSIDE), Standing(one))
    assert Way.SECURELY not in open_ways(held_case(PARENT, OTHER), Standing(one))
    assert some_are_reached(held_case(PARENT, OTHER), one)


def test_other_rules_are_those_that_change_it_and_do_not_hold_it() -> None:
    watched = replace(FOOTER, id="watched", mode=Mode.MONITOR)
    case = held_case(rules=(RULE, FOOTER, watched, SECURE))
    assert [each.id for each in other_rules(case, case.held)] == ["footer", "to-partners"]
    assert [each.id for each in holding_rules(case)] == [RULE.id]
    assert other_rules(case, ()) == ()


def test_names_that_are_shortened_answer_only_rules_about_names() -> None:
    name = Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), "Grace Bishop", 0.97)
    locked = Finding(DetectorId.UNINSPECTABLE, Location(Place.ATTACHMENT, "trip.zip"))
    about_names = replace(RULE, findings=(name,))
    unread = replace(RULE, id="unread", findings=(locked,))
    assert not_about_names((about_names, unread)) == ("unread",)


def test_the_ready_sentences_are_what_the_rules_advise() -> None:
    again = replace(RULE, id="again")
    case = held_case(rules=(RULE, again, replace(FOOTER, advice="Nothing.")))
    assert asked_about(case).sentences == (RULE.advice,)
    assert asked_about(case).needs_note


@pytest.mark.parametrize(
    ("email", "own"),
    [
        ("a.teacher@oakfield.sch.uk", True),
        ("A.Teacher@Oakfield.sch.uk", True),
        ("a.teacher+mail@oakfield.sch.uk", True),
        ("head@oakfield.sch.uk", False),
    ],
)
def test_whose_message_it_is(email: str, own: bool) -> None:
    assert is_own(held_case(), email) is own
