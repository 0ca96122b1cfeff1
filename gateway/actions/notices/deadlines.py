"""What those who decide are told of deadlines: which cases run out soon, and which has."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.values import Expired, House, Unseen, Waiting, WaitingCase
from gateway.actions.quoting import one_line

_MOST_CASES = 25


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, and when it runs out: "Friday 27 November at 15:40".

    then: what becomes of it: "it is not sent"
    link: its address for those who may see it, or empty
    """

    id: str
    deadline: str
    then: str
    link: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """waiting.*.j2: nothing of any message. The case that runs out first comes first."""

    school: str
    cases: Shortlist[CaseView]
    link: str


@dataclass(frozen=True, slots=True)
class UnseenView:
    """unseen.*.j2: nothing of any message. `link`: where held mail is looked at, or empty."""

    school: str
    count: int
    hours: str
    deadline: str
    link: str


@dataclass(frozen=True, slots=True)
class ExpiredView:
    """expired.*.j2: nothing of the message itself.

    sender: empty for mail that a program sent
    became: "return", "secure" or "deliver"; `unreached`: secure mail does not reach everybody
    """

    school: str
    sender: str
    case: str
    deadline: str
    became: str
    unreached: bool
    sender_told: bool
    link: str


def waiting_view(waiting: Waiting, house: House, phrases: Phrases) -> WaitingView:
    in_order = sorted(waiting.cases, key=attrgetter("deadline", "id"))
    return WaitingView(
        school=one_line(house.school),
        cases=shortlist(tuple(_case(each, house, phrases) for each in in_order), _MOST_CASES),
        link=house.queue,
    )


def unseen_view(unseen: Unseen, house: House, phrases: Phrases) -> UnseenView:
    return UnseenView(
        school=one_line(house.school),
        count=unseen.count,
        hours=f"{unseen.hours:.3g}",
        deadline=phrases.moment(unseen.deadline),
        link=house.queue,
    )


def expired_view(expired: Expired, house: House, phrases: Phrases) -> ExpiredView:
    return ExpiredView(
        school=one_line(house.school),
        sender=one_line(expired.sender),
        case=one_line(expired.case),
        deadline=phrases.moment(expired.deadline),
        became=str(expired.became),
        unreached=expired.unreached,
        sender_told=expired.sender_told,
        link=house.case_page(one_line(expired.case)),
    )


def _case(case: WaitingCase, house: House, phrases: Phrases) -> CaseView:
    id_ = one_line(case.id)
    then = phrases.say(f"deadline.{case.then}")
    return CaseView(id_, phrases.moment(case.deadline), then, house.case_page(id_))
