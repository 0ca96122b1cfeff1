"""What those who decide are told of deadlines: which cases run out soon, and which has."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.shortlist import Shortlist, shortlist
from gateway.actions.notices.values import Expired, House, Waiting, WaitingCase
from gateway.actions.quoting import one_line

_MOST_CASES = 25


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, and when it runs out: "Friday 27 November at 15:40"."""

    id: str
    deadline: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """waiting.*.j2: nothing of any message. The case that runs out first comes first."""

    school: str
    cases: Shortlist[CaseView]


@dataclass(frozen=True, slots=True)
class ExpiredView:
    """expired.*.j2: nothing of the message itself. `sender` is empty for mail that a program sent."""

    school: str
    sender: str
    case: str
    deadline: str


def waiting_view(waiting: Waiting, house: House, phrases: Phrases) -> WaitingView:
    in_order = sorted(waiting.cases, key=attrgetter("deadline", "id"))
    return WaitingView(
        one_line(house.school), shortlist(tuple(_case(each, phrases) for each in in_order), _MOST_CASES)
    )


def expired_view(expired: Expired, house: House, phrases: Phrases) -> ExpiredView:
    return ExpiredView(
        school=one_line(house.school),
        sender=one_line(expired.sender),
        case=one_line(expired.case),
        deadline=phrases.moment(expired.deadline),
    )


def _case(case: WaitingCase, phrases: Phrases) -> CaseView:
    return CaseView(one_line(case.id), phrases.moment(case.deadline))
