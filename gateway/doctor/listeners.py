"""The addresses to listen on: free, or held by a gateway that answers there and offers what is set up."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

from gateway.desks import host_name
from gateway.look import Grade, Look
from gateway.settings import ListenAddress, Settings
from gateway.transport.endpoint import Endpoint, Scheme
from gateway.transport.pool import Probe
from gateway.transport.timeouts import Timeouts
from gateway.transport.trial import try_out

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to find who listens on every address
SOON = Timeouts(connect=5, greeting=10, command=10)  # it is on this machine


async def look_at_listeners(settings: Settings) -> AsyncIterator[Look]:
    for address in settings.relay.listen:
        yield _look_at_port("relay.listen", address) or await _look_at_relay(settings, address)
    review = settings.review.listen
    sentence = f"{review} is in use; that is right if it is the gateway itself that runs there"
    yield _look_at_port("review.listen", review) or Look("review.listen", Grade.WARNING, sentence)


def endpoint_of(address: ListenAddress) -> Endpoint:
    """How this machine reaches a gateway that listens there."""
    return Endpoint(Scheme.SMTP, ANYWHERE.get(address.host, address.host), address.port)


def _look_at_port(key: str, address: ListenAddress) -> Look | None:
    """None: somebody listens there."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            return Look(
                key, Grade.FAULT, f"{address} needs rights that this user lacks; take a port above 1023"
            )
        except OSError:
            return None
    return Look(key, Grade.GOOD, f"{address} is free")


async def _look_at_relay(settings: Settings, address: ListenAddress) -> Look:
    """The relay as a client on this machine finds it."""
    key, relay = "relay.listen", settings.relay
    probe = (await try_out(endpoint_of(address), host_name(settings), ())).probe
    if not probe.is_ready:
        return Look(key, Grade.WARNING, f"{address} is in use, and {_why_not(probe)}")
    if relay.certificate is None or probe.extensions.starttls:
        offered = "and offers STARTTLS" if probe.extensions.starttls else "without STARTTLS"
        return Look(key, Grade.GOOD, f"a mail server answers on {address}, {offered}")
    sentence = f"what answers on {address} offers no STARTTLS, though a certificate is set; start it again"
    return Look(key, Grade.FAULT, sentence)


def _why_not(probe: Probe) -> str:
    if probe.said is not None:
        return f"who answers there does not let this machine in: {probe.said.text}"
    return "no mail server answers there; another program has the port"
