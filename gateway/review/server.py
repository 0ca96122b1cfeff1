"""Serves the web side in the gateway's own event loop; views run in a thread of their own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn
from django.core.asgi import get_asgi_application

from gateway.review.status import StatusSource


class WebServer(uvicorn.Server):
    """uvicorn, with the signals left to the gateway."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_web_server(source: StatusSource) -> WebServer:
    """Call `serve(sockets=[…])`; it ends after `should_exit` is set."""
    django = get_asgi_application()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await django({**scope, "schoolgate": source}, receive, send)

    return WebServer(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening socket, so that "ready" is true when it is said. Raises OSError."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(100)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening
