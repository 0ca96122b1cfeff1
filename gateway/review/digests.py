"""Sends the overview of the morning, on days that count, to everybody who reviews, and to nobody twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from gateway.actions.desk import Desk
from gateway.actions.notices.templates import Templates
from gateway.actions.notices.values import Digest
from gateway.actions.patience import Patience
from gateway.actions.plan import Delivery
from gateway.events import Events
from gateway.reviewers.roles import Right
from gateway.store.faults import StorageFaultError
from gateway.store.mornings import Span, morning_of, write_digest
from gateway.store.readers import Reader, unread_by
from gateway.store.record import known_end
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread

_MORNING = timedelta(hours=6)  # an overview of the morning that comes later would puzzle people
_BETWEEN_LOOKS = timedelta(minutes=1)
_WEEK = timedelta(days=6)

Faults = Callable[[str, datetime], int]


class Digests:
    """Takes one look after another; what cannot be sent in one is tried again in the next.

    at: the time of day; faults: how many things of a school somebody has to look after
    wording: the words of other languages than a school's own, by their tags
    """

    def __init__(
        self,
        at: time,
        desks: Mapping[str, Desk],
        wording: Mapping[str, Templates],
        faults: Faults,
        seal: Seal,
        store: StoreThread,
        events: Events,
    ) -> None:
        self._at = at
        self._desks = desks
        self._wording = wording
        self._faults = faults
        self._seal = seal
        self._store = store
        self._events = events

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look(datetime.now(UTC))
            await asyncio.sleep(_BETWEEN_LOOKS.total_seconds())

    async def look(self, now: datetime) -> None:
        """Sends what is due of this morning."""
        open_today = [name for name, desk in self._desks.items() if self._is_morning(desk.patience, now)]
        if not open_today:
            return
        today = next(iter(self._desks.values())).patience
        midnight = _midnight(now, today.zone)
        try:
            for reader in await self._store.run(unread_by, midnight, today.day_of(now)):
                if set(reader.person.reach(Right.SEE_CASES).schools(open_today)):
                    await self._send(reader, midnight, now)
        except StorageFaultError as fault:
            self._events.digests_failed(fault.kind)

    def _is_morning(self, patience: Patience, now: datetime) -> bool:
        local = now.astimezone(patience.zone)
        begins = datetime.combine(local.date(), self._at, local.tzinfo)
        return begins <= local < begins + _MORNING and patience.counts(local.date())

    async def _send(self, reader: Reader, midnight: datetime, now: datetime) -> None:
        """What is wrong with one keeps no other waiting."""
        try:
            if await self._store.run(self._write, reader, midnight, now):
                self._events.digest_sent()
        except StorageFaultError:
            raise
        except Exception as error:
            self._events.digests_failed(type(error).__name__)

    def _write(self, reader: Reader, midnight: datetime, now: datetime) -> bool:
        """In the store's thread; whether there was anything to say, and nobody else had said it."""
        mail = self._mail(reader, now)
        return write_digest(self._seal, reader.person.id, midnight, mail, now) and mail is not None

    def _mail(self, reader: Reader, now: datetime) -> tuple[str, Delivery] | None:
        person = reader.person
        schools = person.reach(Right.SEE_CASES).schools(tuple(self._desks))
        spans = {name: _span(self._desks[name].patience, now) for name in schools}
        mornings = (morning_of(person, name, spans[name], self._faults(name, now)) for name in schools)
        said = tuple(filter(None, mornings))
        if not said:
            return None
        school = said[0].school
        end = known_end(self._seal)
        digest = Digest(said, spans[school].since.date(), (end.number, end.hash))
        mark = f"digest.{person.id}.{now:%Y%m%d}"
        return school, self._desk(school, reader.language).digest(digest, person.email, mark, now)

    def _desk(self, school: str, language: str) -> Desk:
        """The school's, in the reader's language where they have chosen one."""
        desk = self._desks[school]
        own = desk.templates.phrases.language.partition("-")[0]
        if language == own or language not in self._wording:
            return desk
        return replace(desk, templates=self._wording[language])


def _span(patience: Patience, now: datetime) -> Span:
    day = patience.day_of(now)
    next_day = patience.next_day(day)
    zone = patience.zone
    return Span(
        since=_start(patience.day_before(day), zone),
        today=_start(day, zone),
        tomorrow=_start(day + timedelta(days=1), zone),
        after=_start(next_day + timedelta(days=1), zone),
        last_day=day + _WEEK,
    )


def _midnight(now: datetime, zone: tzinfo | None) -> datetime:
    return _start(now.astimezone(zone).date(), zone)


def _start(day: date, zone: tzinfo | None) -> datetime:
    """Midnight by the clock on the wall."""
    return datetime.combine(day, time.min, zone).astimezone(zone)
