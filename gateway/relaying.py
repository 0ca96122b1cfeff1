"""The relay put together: who may speak to it, where it listens, and with which certificate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from socket import socket

from gateway.actions.desk import Desk
from gateway.actions.plan import Route
from gateway.desks import host_name, loop_keys
from gateway.events import Events
from gateway.inspection.judge import Judge
from gateway.outbox.outbox import Outbox
from gateway.service.sockets import address_of, cannot_listen
from gateway.settings import ListenAddress, Settings, SettingsError
from gateway.smtp.certificate import CertificateWatcher
from gateway.smtp.doorkeeper import Doorkeeper
from gateway.smtp.handler import RelayHandler
from gateway.smtp.intake import Intake, IntakeSettings
from gateway.smtp.logins import Logins
from gateway.smtp.proof import read_proof
from gateway.smtp.server import RelayServer
from gateway.store.seal import Seal
from gateway.store.thread import StoreThread
from gateway.tracing import UNTRACED, Tracer
from gateway.transport.pool import Transport
from gateway.wiring import make_access, make_places, make_protocol_settings


class Relaying:
    """Built once in the gateway's event loop. `certificate` is None where STARTTLS is not offered."""

    def __init__(
        self,
        settings: Settings,
        judge: Judge,
        desks: Mapping[str, Desk],
        transports: Mapping[Route, Transport],
        seal: Seal,
        store: StoreThread,
        outbox: Outbox,
        events: Events,
        tracer: Tracer = UNTRACED,
    ) -> None:
        """Raises SettingsError."""
        self._settings = settings
        self.certificate = self._watch_certificate(events)  # before it is read, so that no change is missed
        access = make_access(settings)
        intake = Intake(
            judge,
            access,
            desks,
            transports,
            seal,
            store,
            outbox,
            events,
            IntakeSettings(host_name(settings), settings.relay.max_hops, loop_keys(seal)),
            tracer,
        )
        handler = RelayHandler(
            intake,
            access,
            Logins(settings.relay.logins) if settings.relay.logins else None,
            events,
            max_recipients=settings.relay.max_recipients,
            doorkeeper=Doorkeeper(access, make_places(settings)),
            proof=read_proof("relay.asked_field", settings.relay.asked_field),
        )
        self.server = RelayServer(handler, make_protocol_settings(settings))

    async def listen(self, given: Sequence[socket]) -> ListenAddress:
        """Begins on the sockets that were given, or else where the settings say; the first address.

        Raises SettingsError.
        """
        first, *_ = [address async for address in self._listeners(given)]
        return first

    async def _listeners(self, given: Sequence[socket]) -> AsyncIterator[ListenAddress]:
        for each in given:
            await self.server.listen_on(each)
            yield address_of(each)
        for address in () if given else self._settings.relay.listen:
            try:
                host, port = await self.server.listen(address.host, address.port)
            except OSError:
                raise SettingsError(cannot_listen("relay.listen", address)) from None
            yield ListenAddress(host=host, port=port)

    def _watch_certificate(self, events: Events) -> CertificateWatcher | None:
        relay = self._settings.relay
        if relay.certificate is None or relay.private_key is None:
            return None
        return CertificateWatcher(
            relay.certificate,
            relay.private_key,
            lambda context: self.server.use_tls(context),  # noqa: PLW0108 - there is no server yet
            events,
        )
