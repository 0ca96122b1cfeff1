"""The web side put together: the review page, the senders' pages, and what monitors ask."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from socket import socket

from gateway.actions.desk import Desk
from gateway.desks import sender_links
from gateway.events import Events
from gateway.inspection.judge import Judge
from gateway.outbox.outbox import Outbox
from gateway.policy.reach import NOBODY, SecureReach
from gateway.review.accounts.cookies import use_address
from gateway.review.accounts.first import first_file, first_links
from gateway.review.rulings.presence import Presence
from gateway.review.sender.service import Leeway, SenderPages
from gateway.review.sender.views import SENDERS, SenderSite
from gateway.review.server import bound_socket, make_web_server
from gateway.review.status import STATUS, StatusSource
from gateway.review.web.site import REVIEW, ReviewSite
from gateway.roster.terms import holidays_of
from gateway.service.sockets import address_of, cannot_listen
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.store.bell import Bell, Ring, ring
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread


class Website:
    """Built once in the gateway's event loop."""

    def __init__(
        self,
        settings: Settings,
        seal: Seal,
        judge: Judge,
        desks: Mapping[str, Desk],
        outbox: Outbox,
        store: StoreThread,
        bell: Bell,
        events: Events,
    ) -> None:
        self._settings = settings
        self._seal = seal
        self._judge = judge
        self._desks = desks
        self._outbox = outbox
        self._store = store
        self._events = events
        self._presence = Presence(tell=partial(ring, Ring.LOOKS))
        bell.call(Ring.LOOKS, self._presence.hear)
        self._links = sender_links(settings, seal)
        self._pages = SenderPages(self._links, judge, self._leeway, desks, seal, store, outbox)

    async def start(
        self, stack: contextlib.AsyncExitStack, status: StatusSource, given: socket | None
    ) -> ListenAddress:
        """Where it listens: on the socket that was given, or else where the settings say; `stack` ends it.

        Raises SettingsError.
        """
        listening = given or self._own_socket()
        use_address(self._settings.review.public_url)
        sites = {
            STATUS: status,
            SENDERS: SenderSite(self._pages, self._events),
            REVIEW: self._review_site(status),
        }
        server = make_web_server(sites, self._events.web_failed)
        serving = asyncio.create_task(server.serve(sockets=[listening]))

        async def stop() -> None:
            self._pages.close()
            server.should_exit = True
            await serving

        stack.push_async_callback(stop)
        if given:
            return address_of(given)
        return ListenAddress(host=self._settings.review.listen.host, port=address_of(listening).port)

    def _own_socket(self) -> socket:
        address = self._settings.review.listen
        try:
            return bound_socket(address.host, address.port)
        except OSError:
            raise SettingsError(cannot_listen("review.listen", address)) from None

    def secure_reach(self, school: str) -> SecureReach:
        """Whom its secure mail reaches now."""
        return self._leeway(school).secure

    async def let_the_first_in(self, review: ListenAddress) -> None:
        """Where nobody has an account yet: links for the leads. Raises StoreError or StorageFaultError."""
        if self._settings.storage.read_only:
            return
        url = self._settings.review.public_url.rstrip("/") or f"http://{review}"
        made = await self._store.run(first_links, self._settings, self._seal, url, datetime.now(UTC))
        if made:
            self._events.nobody_yet(first_file(self._settings))

    def _review_site(self, status: StatusSource) -> ReviewSite:
        settings = self._settings
        holidays = {each.name: holidays_of(settings.roster_of(each).terms) for each in settings.school}
        return ReviewSite(
            settings,
            self._seal,
            self._judge,
            self._desks,
            self._outbox,
            self._events,
            status,
            self._links.base,
            presence=self._presence,
            holidays=holidays,
        )

    def _leeway(self, school: str) -> Leeway:
        """What its policy leaves a school's senders now; nothing to those of a school that is gone."""
        if school not in {each.name for each in self._settings.school}:
            return Leeway(NOBODY)
        rules = self._judge.rules_of(school)
        return Leeway(rules.secure, rules.policy.release_reasons)
