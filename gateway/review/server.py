"""Serves the web side in the gateway's own event loop; views run in a thread of their own."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import uvicorn
from django.core.asgi import get_asgi_application

from gateway.review.web.guard import problem
from gateway.review.web.headers import with_fields

MOST_BODY = 200_000  # bytes of a form: 500 recipients of 254 characters, encoded


class WebServer(uvicorn.Server):
    """uvicorn, with the signals left to the gateway."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_web_server(sites: Mapping[str, object], failed: Callable[[str], None]) -> WebServer:
    """Call `serve(sockets=[…])`; it ends after `should_exit` is set.

    sites: what the views find in the web scope, by its name there
    failed: told the class of an error that no view and no page of Django's has answered
    """
    django = get_asgi_application()

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if _has_too_much(scope):
            await _refuse(send, "too-much", 413)
            return
        if _has_nul(scope):
            await _refuse(send, "not-understood", 400)
            return
        try:
            await django({**scope, **sites}, receive, send)
        except Exception as error:  # a download broke off: uvicorn ends it, and would log the text
            failed(type(error).__name__)

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


def _has_too_much(scope: Any) -> bool:
    """Whether a request brings more than a form, or does not say how much: Django would read it all."""
    headers = dict(scope.get("headers", ()))
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length) > MOST_BODY


def _has_nul(scope: Any) -> bool:
    """Whether the address has a character that no text of a database can have (PostgreSQL says so)."""
    return "\0" in scope.get("path", "") or b"%00" in scope.get("query_string", b"")


async def _refuse(send: Any, said: str, status: int) -> None:
    """RFC 9110 §15.5.1 and §15.5.14."""
    page = with_fields(problem(None, said, status))
    fields = [(name.encode(), value.encode()) for name, value in page.items()]
    heads = [*fields, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": page.content})


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
