"""Which cases somebody finds, in which order, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from gateway.actions.plan import CaseState
from gateway.reviewers.person import NOWHERE, Grant, Reach
from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.queue import Place, Wanted, count_held_since, count_states, find_cases, last_held
from gateway.store.reach import Sight
from tests.support.judged import NOW, RULE
from tests.support.review import OAKFIELD, RIVERSIDE, Office, open_office, private

EVERYWHERE = Reach((Grant(Role.LEAD),))
OF_OAKFIELD = Reach((Grant(Role.LEAD, OAKFIELD),))
WAITING = Wanted()
RECORDS = replace(RULE, id="records", title="A list of pupils' records")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    yield open_office(tmp_path / "data")
    connections.close_all()


def ids(
    office: Office, wanted: Wanted = WAITING, reach: Reach = EVERYWHERE, content: Reach | None = None
) -> list[str]:
    sight = Sight(reach, reach if content is None else content)
    return list(find_cases(office.seal, sight, wanted, None, 100).ids)


def set_row(case: str, **columns: object) -> None:
    assert models.Case.objects.filter(pk=case).update(**columns)


def test_what_waits_has_the_soonest_deadline_first(office: Office) -> None:
    later, soon, sooner = (office.hold() for _ in range(3))
    for case, hours in ((later, 9), (soon, 3), (sooner, 3)):
        set_row(case, deadline_at=NOW + timedelta(hours=hours))
    assert ids(office) == [soon, sooner, later]  # at the same moment by their ids


def test_what_is_closed_has_the_newest_first(office: Office) -> None:
    old, new = (office.hold(at=NOW + timedelta(minutes=each)) for each in range(2))
    for case in (old, new):
        set_row(case, state=CaseState.RETURNED)
    assert ids(office, Wanted(state=CaseState.RETURNED)) == [new, old]
    assert ids(office, Wanted(state=None)) == [new, old]
    assert ids(office) == []


@pytest.mark.parametrize("state", [CaseState.OPEN, None])
def test_pages_have_every_case_once_there_and_back(office: Office, state: CaseState | None) -> None:
    for number in range(11):
        case = office.hold(at=NOW + timedelta(minutes=number // 2))  # some at the same moment
        set_row(case, deadline_at=NOW + timedelta(hours=number // 3))
    sight, wanted = Sight(EVERYWHERE, EVERYWHERE), Wanted(state=state)
    pages = [find_cases(office.seal, sight, wanted, None, 4)]
    while pages[-1].next:
        pages.append(find_cases(office.seal, sight, wanted, pages[-1].next, 4))
    there = [page.ids for page in pages]
    assert [len(each) for each in there] == [4, 4, 3]
    assert [case for page in there for case in page] == ids(office, wanted)
    back = [pages[-1]]
    while back[-1].previous:
        back.append(find_cases(office.seal, sight, wanted, back[-1].previous, 4))
    assert [page.ids for page in back] == there[::-1]


def test_a_page_stays_right_when_a_case_comes_before_it(office: Office) -> None:
    held = [office.hold(at=NOW + timedelta(minutes=number)) for number in range(6)]
    sight = Sight(EVERYWHERE, EVERYWHERE)
    first = find_cases(office.seal, sight, Wanted(), None, 3)
    set_row(office.hold(), deadline_at=NOW)  # the most urgent of all
    set_row(held[2], state=CaseState.RELEASED)  # the one that the page holds on to
    assert list(find_cases(office.seal, sight, Wanted(), first.next, 3).ids) == held[3:]


def test_a_page_of_which_nothing_is_left_is_the_first(office: Office) -> None:
    case = office.hold()
    start = Place(NOW + timedelta(days=900), "ZZZZ")
    page = find_cases(office.seal, Sight(EVERYWHERE, EVERYWHERE), Wanted(), start, 3)
    assert (page.ids, page.previous, page.next) == ((case,), None, None)


def test_it_is_filtered_by_what_stands_in_the_clear(office: Office) -> None:
    one = office.hold(sender="b.colleague@oakfield.sch.uk", rules=(RULE, RECORDS))
    other = office.hold(school=RIVERSIDE, change=private)
    set_row(one, severity=4, false_hold="not-a-pupil")
    set_row(other, severity=1)
    for wanted, found in (
        (Wanted(rule="records"), [one]),
        (Wanted(sender="B.Coll"), [one]),
        (Wanted(sender="%"), []),
        (Wanted(school=RIVERSIDE), [other]),
        (Wanted(severity=2), [one]),
        (Wanted(severity=1), [one, other]),
        (Wanted(false_holds=True), [one]),
        (Wanted(private=True), [other]),
        (Wanted(private=True, severity=2), []),
        (Wanted(rule="another"), []),
    ):
        assert sorted(ids(office, wanted)) == sorted(found), wanted


def test_words_are_those_of_each_school(office: Office) -> None:
    cases = {office.hold(school=school) for school in (OAKFIELD, RIVERSIDE)}
    assert set(ids(office, Wanted(text="museum"))) == cases
    assert len(ids(office, Wanted(text="museum"), OF_OAKFIELD)) == 1


def test_a_private_message_is_not_found_by_what_it_says(office: Office) -> None:
    case = office.hold("mum@example.com", change=private)
    assert ids(office, Wanted(text="museum")) == []
    assert ids(office, Wanted(text="grace")) == []
    assert ids(office, Wanted(text="mum@example.com")) == [case]


def test_nor_is_one_that_somebody_may_not_read(office: Office) -> None:
    case = office.hold("mum@example.com")
    assert ids(office, Wanted(text="museum"), content=NOWHERE) == []
    assert ids(office, Wanted(text="mum@example.com"), content=NOWHERE) == [case]


def test_states_are_counted_with_the_same_filter(office: Office) -> None:
    waits, gone, other = office.hold(), office.hold(), office.hold(school=RIVERSIDE)
    set_row(gone, state=CaseState.RELEASED)
    sight = Sight(EVERYWHERE, EVERYWHERE)
    counts = count_states(office.seal, sight, Wanted(school=OAKFIELD))
    assert counts == {CaseState.OPEN: 1, CaseState.RELEASED: 1}
    assert sorted(ids(office)) == sorted((waits, other))


def test_new_is_what_was_held_since(office: Office) -> None:
    office.hold()
    number = last_held()
    sight = Sight(OF_OAKFIELD, OF_OAKFIELD)
    assert count_held_since(office.seal, sight, Wanted(), number) == 0
    office.hold("mum@example.com", "dad@example.com", at=NOW - timedelta(days=1))  # it took its time
    office.hold(school=RIVERSIDE)
    assert count_held_since(office.seal, sight, Wanted(), number) == 1
