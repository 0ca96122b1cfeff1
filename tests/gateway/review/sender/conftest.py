"""A web side with held mail behind it, and a rewriter that does as it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import AsyncClient

from detectors.finding import Location, Place
from detectors.message import Envelope
from gateway.actions.arrival import plan_arrival
from gateway.actions.desk import Desk
from gateway.actions.link import SenderLinks
from gateway.actions.plan import Case, Judged, Purpose
from gateway.actions.tokens import OneTokenKey
from gateway.events import make_events
from gateway.metrics import make_metrics
from gateway.policy.reach import EVERYBODY
from gateway.policy.rewriting import Rewrite, Rewriting
from gateway.policy.verdict import Disposition, SenderMay
from gateway.review.sender.service import Leeway, SenderPages
from gateway.review.sender.views import SENDERS, SenderSite
from gateway.rewriting.change import CannotRewriteError, Change
from gateway.rewriting.version import Version
from gateway.store import models
from gateway.store.cases import find_case
from gateway.store.connect import key_for
from gateway.store.engine import use_storage
from gateway.store.intake import commit_plan
from gateway.store.jobs import Job, claim_due
from gateway.store.place import Storage
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from tests.gateway.review.sender.cases import EVERYTHING, FILE, PARENT, RULE, TEACHER, version
from tests.support.judged import arrival, desk, judged
from tests.support.school import message
from tests.support.storage import copy_storage

ON_TOP = b"Received: from pc\r\n\tby gate\r\nX-Schoolgate-Loop: B7K2M9P4Q6RX 00\r\n"
LETTER = message("Grace Bishop has forgotten her kit.\n", subject="About Grace").as_bytes()
SHORTENED = LETTER.replace(b"Grace Bishop", b"G.B.").replace(b"About Grace", b"About G.B.")
SECRET_LINKS = SenderLinks(OneTokenKey(b"this installation's"), "https://gate.oakfield.sch.uk")
REASONS = ("A court or the police ask for it.", "The family has agreed.")


@dataclass
class Told:
    """A rewriter that does as it is told, and counts."""

    cannot: dict[SenderMay, str] = field(default_factory=dict)
    fails: Exception | None = None
    passphrase: str = "otter lantern quiet maple"
    asked: list[SenderMay] = field(default_factory=list)
    content: bytes = SHORTENED
    told: list[Judged] = field(default_factory=list)

    async def sent(self, school: str, envelope: Envelope, judged: Judged) -> None:
        self.told.append(judged)

    async def rewrite(
        self, school: str, envelope: Envelope, raw: bytes, rewriting: Rewriting, way: SenderMay
    ) -> tuple[Version, ...]:
        assert raw == LETTER, "the rewriter gets the message without our own fields"
        self.asked.append(way)
        if self.fails:
            raise self.fails
        if way in self.cannot:
            raise CannotRewriteError(self.cannot[way])
        match way:
            case SenderMay.SEND_SECURELY:
                secure = version(*envelope.recipients, disposition=Disposition.SECURE)
                return (replace(secure, content=raw),)
            case SenderMay.LOCK_ATTACHMENTS:
                return (replace(version(*envelope.recipients), passphrase=self.passphrase),)
            case _:
                return (replace(version(*envelope.recipients), content=self.content),)


class Outbox:
    """Counts how often it was woken."""

    woken = 0

    def wake(self) -> None:
        self.woken += 1


class Browser(AsyncClient):
    """Asks a web side that has senders' pages."""

    def __init__(self, site: SenderSite) -> None:
        super().__init__()
        self._site = site

    def _base_scope(self, **request: Any) -> Any:
        return {**super()._base_scope(**request), SENDERS: self._site}


@dataclass
class Web:
    """Held mail, its sender's link, and a browser."""

    seal: Seal
    store: StoreThread
    rewriter: Told
    outbox: Outbox
    client: AsyncClient
    pages: SenderPages

    async def hold(self, *addresses: str, message_id: str = "B7K2M9P4Q6RX", unseen: bool = False) -> str:
        """Holds a message, and gives the path of its page."""
        people = addresses or (PARENT,)
        came = replace(arrival(*people, message_id=message_id), content=ON_TOP + LETTER)
        seen = _allowed(judged(*((address, Disposition.HOLD) for address in people)), unseen=unseen)
        await self.store.run(commit_plan, self.seal, plan_arrival(came, seen, desk()), came, seen)
        await self.deliveries()
        return self.link(message_id)

    async def without_files(self, message_id: str = "B7K2M9P4Q6RX") -> str:
        """A message leaves without its files; the path of its sender's page."""
        came = replace(arrival(PARENT, message_id=message_id), content=ON_TOP + LETTER)
        off = Change(Rewrite.TAKE_OFF_ATTACHMENTS, (Location(Place.ATTACHMENT, "trip.csv"),))
        left = Version((PARENT,), SHORTENED, (off,))
        seen = replace(judged((PARENT, Disposition.REWRITE)), versions=(left,))
        await self.store.run(commit_plan, self.seal, plan_arrival(came, seen, desk()), came, seen)
        await self.deliveries()
        return self.link(message_id)

    def link(
        self, message_id: str = "B7K2M9P4Q6RX", *, sender: str = TEACHER, at: datetime | None = None
    ) -> str:
        when = at or datetime.now().astimezone()
        return SECRET_LINKS.url(message_id, sender, when).removeprefix(SECRET_LINKS.base)

    async def case(self, message_id: str = "B7K2M9P4Q6RX") -> Case:
        return await self.store.run(find_case, self.seal, message_id)

    async def mark(self, path: str) -> str:
        """What the hidden field of the page's forms says."""
        text = (await self.client.get(path)).content.decode()
        return text.partition('name="mark" value="')[2].partition('"')[0]

    async def deliveries(self) -> list[Job]:
        """What has been queued since the last time."""
        return list(await self.store.run(claim_due, self.seal, datetime.now().astimezone(), 100))

    async def sent(self) -> list[Job]:
        return [each for each in await self.deliveries() if each.purpose is Purpose.MESSAGE]

    async def everything(self) -> tuple[object, ...]:
        """All that a look must not change."""

        def rows() -> tuple[object, ...]:
            tables = (models.Case, models.Audit, models.Delivery, models.HeldRecipient, models.Content)
            return tuple(tuple(table.objects.values_list()) for table in tables)

        return await self.store.run(rows)


def _allowed(seen: Judged, *, unseen: bool) -> Judged:
    rules = (replace(RULE, sender_may=EVERYTHING, findings=seen.report.findings),)
    verdict = replace(seen.verdict, rules=rules, unseen=unseen)
    headline = replace(seen.headline, subject="About Grace")
    report = replace(seen.report, attachments=(FILE,), headline=headline)
    return replace(seen, headline=headline, report=report, verdict=verdict)


@pytest.fixture
def school_desk() -> Desk:
    """Of the school whose pages they are."""
    return desk()


@pytest.fixture
async def web(tmp_path: Path, school_desk: Desk) -> AsyncIterator[Web]:
    directory = copy_storage(tmp_path / "data")
    use_storage(Storage(directory))
    seal, store, rewriter, outbox = (
        key_for(Storage(directory), directory / "key"),
        StoreThread(),
        Told(),
        Outbox(),
    )
    desks = {"Oakfield Academy": school_desk}

    def leeway(_: str) -> Leeway:
        return Leeway(EVERYBODY, REASONS)

    pages = SenderPages(SECRET_LINKS, rewriter, leeway, desks, seal, store, outbox)
    client = Browser(SenderSite(pages, make_events(make_metrics())))
    yield Web(seal, store, rewriter, outbox, client, pages)
    pages.close()
    await store.run(connections.close_all)
    store.close()
