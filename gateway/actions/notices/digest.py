"""What the morning's overview says: counts and links, nothing of any message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.values import Digest, House, Morning
from gateway.actions.quoting import one_line


@dataclass(frozen=True, slots=True)
class SchoolView:
    """One school, each count a line: "waiting for a decision: 4". What there is none of is not said.

    now: what waits; `since`: what was decided; `soon`: what else is to be looked after
    """

    name: str
    now: tuple[str, ...]
    since: tuple[str, ...]
    soon: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """digest.*.j2: nothing of any message, and nobody's name.

    waiting, today: of all schools together
    since: from which day on what was decided is counted: "Friday 20 November"
    entry, hash: where the record ends
    link: where held mail is looked at; `status`: where faults are; both may be empty
    """

    waiting: int
    today: int
    schools: tuple[SchoolView, ...]
    since: str
    entry: str
    hash: str
    link: str
    status: str


def digest_view(digest: Digest, house: House, phrases: Phrases) -> DigestView:
    number, last = digest.record
    return DigestView(
        waiting=sum(each.waiting for each in digest.schools),
        today=sum(each.today for each in digest.schools),
        schools=tuple(_school(each, phrases) for each in digest.schools),
        since=phrases.day(digest.since),
        entry=str(number),
        hash=last,
        link=house.queue,
        status=f"{house.site}/status" if house.site and any(each.faults for each in digest.schools) else "",
    )


def _school(morning: Morning, phrases: Phrases) -> SchoolView:
    def lines(counts: Iterable[tuple[str, int]]) -> tuple[str, ...]:
        return tuple(phrases.say(f"digest.{name}", number=str(count)) for name, count in counts if count)

    return SchoolView(
        name=one_line(morning.school),
        now=lines(
            (
                ("waiting", morning.waiting),
                ("today", morning.today),
                ("next-day", morning.next_day),
                ("unseen", morning.unseen),
            )
        ),
        since=lines(
            (
                ("by-me", morning.by_me),
                ("by-others", morning.by_others),
                ("by-senders", morning.by_senders),
                ("returned", morning.returned),
                ("sent", morning.sent),
            )
        ),
        soon=lines((("exceptions", morning.exceptions), ("faults", morning.faults))),
    )
