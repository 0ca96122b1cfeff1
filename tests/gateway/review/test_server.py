"""The web server turns away what is more than a form before anything reads it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.metrics import make_metrics
from gateway.review.server import MOST_BODY, make_web_server
from gateway.review.status import STATUS, Status, StatusSource


async def said_to(
    *headers: tuple[bytes, bytes], failed: Any = pytest.fail, path: str = "/m/x", query: bytes = b""
) -> list[dict[str, Any]]:
    """What the server sends, in pieces."""
    said: list[dict[str, Any]] = []

    requests = iter(({"type": "http.request", "body": b"", "more_body": False},))

    async def receive() -> dict[str, Any]:
        return next(requests, None) or await asyncio.Future()

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    status = StatusSource(lambda: Status((), (), None), make_metrics())
    server = make_web_server({STATUS: status}, failed)
    scope = {"type": "http", "method": "POST", "path": path, "query_string": query, "headers": list(headers)}
    application: Any = server.config.app
    await application(scope, receive, send)
    return said


async def answer_to(*headers: tuple[bytes, bytes]) -> int:
    return int((await said_to(*headers))[0]["status"])


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


async def test_whoever_sends_too_much_is_told_so_on_a_page() -> None:
    start, body = await said_to((b"content-length", str(MOST_BODY + 1).encode()))
    fields = dict(start["headers"])
    assert b"<h1>This was too much</h1>" in body["body"]
    assert b"frame-ancestors 'none'" in fields[b"Content-Security-Policy"]
    assert fields[b"connection"] == b"close"


async def test_what_breaks_off_is_told_by_its_class_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A download that fails when it has begun: uvicorn would write the error and all that led to it."""
    told: list[str] = []

    async def fails(*_asked: object) -> None:
        raise RuntimeError("Grace Bishop")

    monkeypatch.setattr("gateway.review.server.get_asgi_application", lambda: fails)
    assert await said_to(failed=told.append) == []
    assert told == ["RuntimeError"]
    assert "Grace Bishop" not in caplog.text


@pytest.mark.parametrize(("path", "query"), [("/cases/\0", b""), ("/m/x\0y", b""), ("/", b"sender=a%00b")])
async def test_an_address_with_a_nul_is_refused(path: str, query: bytes) -> None:
    """SQLite would find nothing; PostgreSQL takes it for a fault, and so would whoever watches the log."""
    (head, *_) = await said_to(path=path, query=query)
    assert head["status"] == 400
