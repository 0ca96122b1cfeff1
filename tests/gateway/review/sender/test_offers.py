"""What is offered: only what every rule allows that holds the message, and what can work."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.finding import Protection
from gateway.actions.notices.ways import Way
from gateway.actions.plan import CaseState, Request
from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach
from gateway.policy.rewriting import Rewriting, ShortForm
from gateway.policy.verdict import Disposition, Mode, SenderMay, Truth
from gateway.review.sender.offers import held_verdict, offers_for
from tests.gateway.review.sender.cases import EVERYTHING, FILE, INSIDE, NOW, OTHER, PARENT, RULE, held_case

ALLOWS_ALL = replace(RULE, sender_may=EVERYTHING)
SHORTEN = replace(RULE, id="other", sender_may=(SenderMay.SHORTEN_NAMES,))


def ways_of(case, secure=EVERYBODY):  # type: ignore[no-untyped-def]
    return [offer.way for offer in offers_for(case, secure)]


def test_everything_is_offered_where_the_rules_allow_everything() -> None:
    assert ways_of(held_case(PARENT, OTHER)) == list(Way)


@pytest.mark.parametrize(
    "second",
    [
        replace(RULE, id="second", sender_may=(SenderMay.ASK,)),
        replace(RULE, id="second", sender_may=(SenderMay.ASK,), truth=Truth.UNKNOWN),
    ],
    ids=["that matches", "that may match"],
)
def test_a_second_rule_takes_away_what_it_does_not_allow(second) -> None:  # type: ignore[no-untyped-def]
    assert ways_of(held_case(rules=(ALLOWS_ALL, second))) == [Way.ASK, Way.WITHDRAW]


def test_a_rule_that_only_watches_takes_nothing_away() -> None:
    watching = replace(RULE, id="second", mode=Mode.MONITOR)
    assert Way.SHORTEN_NAMES in ways_of(held_case(rules=(ALLOWS_ALL, watching)))


def test_a_rule_on_somebody_who_was_taken_off_takes_nothing_away() -> None:
    strict = replace(RULE, id="strict", sender_may=())
    case = held_case(PARENT, OTHER, rules=(ALLOWS_ALL, strict))
    parent, other = case.judged.verdict.recipients
    verdict = replace(
        case.judged.verdict, recipients=(replace(parent, rules=(RULE.id,)), replace(other, rules=("strict",)))
    )
    case = replace(case, judged=replace(case.judged, verdict=verdict))

    assert ways_of(case) == [Way.TAKE_SOMEBODY_OFF, Way.WITHDRAW]
    assert Way.ASK in ways_of(replace(case, held=(PARENT,)))


def test_without_a_rule_that_allows_anything_it_can_be_withdrawn() -> None:
    assert ways_of(held_case(rules=(RULE,))) == [Way.WITHDRAW]


def test_secure_mail_is_offered_only_where_it_reaches_everybody_outside() -> None:
    example_com = SecureReach(domains=frozenset({"example.com"}))
    assert Way.SEND_SECURELY in ways_of(held_case(PARENT, INSIDE), example_com)
    assert Way.SEND_SECURELY not in ways_of(held_case(PARENT, OTHER), example_com)


def test_without_secure_mail_locked_files_take_its_place() -> None:
    only_securely = replace(RULE, sender_may=(SenderMay.SEND_SECURELY,))
    offers = offers_for(held_case(rules=(only_securely,)), NOBODY)
    assert [each.way for each in offers] == [Way.LOCK_ATTACHMENTS, Way.WITHDRAW]
    assert offers[0].remedy is not None
    assert offers[0].remedy.may is SenderMay.LOCK_ATTACHMENTS
    assert ways_of(held_case(rules=(only_securely,), file=False), NOBODY) == [Way.WITHDRAW]


def test_files_that_are_locked_need_no_second_lock() -> None:
    case = held_case()
    locked = (replace(FILE, protection=Protection.ENCRYPTED),)
    case = replace(case, judged=replace(case.judged, report=replace(case.judged.report, attachments=locked)))
    assert Way.LOCK_ATTACHMENTS not in ways_of(case)


def test_names_are_shortened_only_where_there_are_names() -> None:
    case = held_case()
    report = replace(case.judged.report, findings=())
    assert Way.SHORTEN_NAMES not in ways_of(replace(case, judged=replace(case.judged, report=report)))


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        ((), ShortForm.INITIALS),
        ((ShortForm.FORENAME_AND_INITIAL,), ShortForm.FORENAME_AND_INITIAL),
        ((ShortForm.FORENAME_AND_INITIAL, ShortForm.INITIALS), ShortForm.INITIALS),
    ],
)
def test_names_are_shortened_as_the_rules_have_it(asked, form) -> None:  # type: ignore[no-untyped-def]
    others = tuple(
        replace(SHORTEN, id=each, action=Disposition.REWRITE, rewriting=Rewriting(names=each))
        for each in asked
    )
    (offer, *_) = offers_for(held_case(rules=(SHORTEN, *others)), NOBODY)
    assert offer.remedy is not None
    assert offer.remedy.rewriting == Rewriting(names=form)


def test_to_ask_once_is_enough() -> None:
    assert Way.ASK not in ways_of(replace(held_case(), asked=Request(NOW, "It is urgent.")))


def test_the_only_recipient_is_not_taken_off_but_withdrawn() -> None:
    assert Way.TAKE_SOMEBODY_OFF not in ways_of(held_case(PARENT))


@pytest.mark.parametrize("state", [each for each in CaseState if each is not CaseState.OPEN])
def test_nothing_is_offered_once_the_case_is_closed(state: CaseState) -> None:
    assert offers_for(replace(held_case(), state=state), EVERYBODY) == ()


def test_the_verdict_on_those_who_are_left() -> None:
    case = replace(held_case(PARENT, OTHER), held=(OTHER,))
    assert [each.address for each in held_verdict(case).recipients] == [OTHER]
