"""What is told when somebody asks to see a private message: those who may approve it, and its sender."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.values import House, Opened, OpeningAsked
from gateway.actions.quoting import one_line

_LONGEST_SUBJECT = 80


@dataclass(frozen=True, slots=True)
class OpeningView:
    """opening.*.j2: nothing of the message. `link`: where it is decided, or empty."""

    school: str
    case: str
    link: str


@dataclass(frozen=True, slots=True)
class OpenedView:
    """opened.*.j2: to the sender. Times as "Friday 27 November at 15:40".

    lead: whom they may write to
    """

    school: str
    subject: str
    sent: str
    at: str
    until: str
    lead: str


def opening_view(asked: OpeningAsked, house: House) -> OpeningView:
    return OpeningView(
        one_line(house.school), one_line(asked.case), f"{house.site}/openings" if house.site else ""
    )


def opened_view(opened: Opened, house: House, phrases: Phrases) -> OpenedView:
    return OpenedView(
        school=one_line(house.school),
        subject=one_line(opened.original.headline.subject, _LONGEST_SUBJECT),
        sent=phrases.moment(opened.original.arrived),
        at=phrases.moment(opened.at),
        until=phrases.moment(opened.until),
        lead=one_line(house.data_protection_lead),
    )
