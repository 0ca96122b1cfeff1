"""What the page says was done: what is the sender's business, by whom, and nothing about other recipients."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gateway.actions.notices.ways import Way
from gateway.actions.plan import Action
from gateway.policy.reach import EVERYBODY
from gateway.policy.verdict import Disposition
from gateway.review.sender.offers import offers_for
from gateway.review.sender.page import Page, Who, page
from gateway.store.cases import AuditLine
from tests.gateway.review.sender.cases import NOW, OTHER, PARENT, TEACHER, held_case
from tests.support.judged import desk


def shown(*trail: tuple[str, Action], cannot: dict[Way, str] | None = None) -> Page:
    case = held_case(PARENT, OTHER)
    lines = [AuditLine(NOW, actor, action, "") for actor, action in trail]
    offers = offers_for(case, EVERYBODY)
    return page(case, desk(), offers, cannot or {}, (), lines, NOW + timedelta(days=30))


def test_what_was_done_by_whom() -> None:
    told = shown(
        ("gateway", Action.HELD),
        ("gateway", Action.SENT_SECURELY),
        ("gateway", Action.DELIVERED),
        ("b.osei (shell)", Action.VIEWED),
        (f"sender {TEACHER}", Action.ASKED),
        ("b.osei (shell)", Action.RELEASED),
        ("gateway", Action.REFUSED),
    )
    assert [(each.who, each.action) for each in told.happened] == [
        (Who.GATEWAY, Action.HELD),
        (Who.SENDER, Action.ASKED),
        (Who.SCHOOL, Action.RELEASED),
    ]
    assert told.last == told.happened[-1]
    assert "osei" not in repr(told)


def test_what_would_not_help_stands_apart() -> None:
    told = shown(cannot={Way.SHORTEN_NAMES: "A name stands in a picture."})
    assert [each.way for each in told.impossible] == [Way.SHORTEN_NAMES]
    assert Way.SHORTEN_NAMES not in [each.way for each in told.possible]


def test_others_whom_it_reaches_are_counted() -> None:
    case = held_case(PARENT, OTHER)
    parent, other = case.judged.verdict.recipients
    gone = replace(other, disposition=Disposition.DELIVER)
    verdict = replace(case.judged.verdict, recipients=(parent, gone))
    case = replace(case, held=(PARENT,), judged=replace(case.judged, verdict=verdict))
    told = page(case, desk(), (), {}, (), (), NOW)
    assert (told.people, told.elsewhere) == ((PARENT,), 1)
