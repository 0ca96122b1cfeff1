"""The web server turns away what is more than a form before anything reads it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.metrics import make_metrics
from gateway.review.server import MOST_BODY, make_web_server
from gateway.review.status import STATUS, Status, StatusSource


async def answer_to(*headers: tuple[bytes, bytes]) -> int:
    said: list[dict[str, Any]] = []

    requests = iter(({"type": "http.request", "body": b"", "more_body": False},))

    async def receive() -> dict[str, Any]:
        return next(requests, None) or await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    server = make_web_server({STATUS: StatusSource(lambda: Status((), (), None), make_metrics())})
    scope = {"type": "http", "method": "POST", "path": "/m/x", "query_string": b"", "headers": list(headers)}
    application: Any = server.config.app
    await application(scope, receive, send)
    return int(said[0]["status"])


@pytest.mark.parametrize(
    "header",
    [
        (b"content-length", str(MOST_BODY + 1).encode()),
        (b"content-length", b"-1"),
        (b"content-length", b"many"),
        (b"transfer-encoding", b"chunked"),
    ],
)
async def test_more_than_a_form_is_refused_unread(header: tuple[bytes, bytes]) -> None:
    assert await answer_to(header) == 413


async def test_without_senders_pages_there_is_none() -> None:
    assert await answer_to((b"content-length", b"0")) == 404
