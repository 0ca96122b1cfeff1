"""The web side of a running gateway: health for a monitor, figures for Prometheus, a page for people."""

from __future__ import annotations

import http.client
import re

import pytest

from tests.support.process import GatewayProcess
from tests.support.review import status_page
from tests.support.school import LEAD, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

PERSONAL = ("Grace", "Bishop", "PE kit", "Museum", TEACHER, PARENT, LEAD, "example.com")
PUPIL_NUMBER = re.compile(r"(?<![\d.])1042(?![\d.])")  # not where it is a piece of some figure


@pytest.fixture
def busy(gateway: GatewayProcess, sink: Sink) -> GatewayProcess:
    """A gateway that has delivered a message and holds another."""
    assert gateway.send(TEACHER, [PARENT], message().as_bytes())[0] == 250
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[0] == 250
    sink.wait_for(3)
    wait_until(gateway.is_idle, "the notices to be on record as sent")
    return gateway


def ask(gateway: GatewayProcess, method: str, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(gateway.review, timeout=30)
    connection.request(method, path)
    return connection.getresponse()


def test_health_is_plain_text_for_a_monitor(gateway: GatewayProcess) -> None:
    answer = ask(gateway, "GET", "/healthz")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.read() == b"working\n"
    assert ask(gateway, "HEAD", "/healthz").status == 200


def test_figures_count_what_happened(busy: GatewayProcess) -> None:
    status, text = busy.get("/metrics")
    assert status == 200
    for line in (
        'schoolgate_messages_total{answer="2xx",disposition="deliver"} 1.0',
        'schoolgate_messages_total{answer="2xx",disposition="hold"} 1.0',
        'schoolgate_deliveries_total{fate="sent"} 2.0',
        "schoolgate_message_seconds_count 2.0",
        "schoolgate_open_cases 1.0",
        "schoolgate_outbox_deliveries 0.0",
        "schoolgate_pupils 4.0",
    ):
        assert f"\n{line}\n" in text


def personal_in(text: str) -> list[str]:
    return [word for word in PERSONAL if word in text] + PUPIL_NUMBER.findall(text)


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/", "/sign-in"])
def test_nothing_personal_is_shown(busy: GatewayProcess, path: str) -> None:
    _, text = busy.get(path)
    assert personal_in(text) == []


def test_nothing_personal_is_logged(busy: GatewayProcess) -> None:
    log = busy.log.read_text(encoding="utf-8")
    assert "disposition=hold" in log
    assert personal_in(log) == []


def test_the_page_says_how_the_gateway_is(busy: GatewayProcess) -> None:
    page = status_page(busy)
    assert '<h1 class="good">Working</h1>' in page
    assert "Oakfield Academy" in page
    assert "Held, waiting for a decision</dt><dd>1<" in page
    assert '<td data-label="Pupils looked for">4</td>' in page
    assert "Starter policy" in page
    answer = ask(busy, "GET", "/sign-in")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Server"] is None


def test_a_roster_that_cannot_be_read_is_shown_and_the_old_one_counts(gateway: GatewayProcess) -> None:
    roster = gateway.config.with_name("pupils.csv")
    roster.write_text("id,forename\n1,Grace\n", encoding="utf-8")
    wait_until(lambda: "lacks the column surname" in gateway.get("/healthz")[1], "health to say so")
    page = status_page(gateway)
    assert "lacks the column surname" in page
    assert '<td data-label="Pupils looked for">4</td>' in page
    assert gateway.send(TEACHER, [PARENT], message(NAMED_TEXT).as_bytes())[1].startswith("2.0.0 Accepted as")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/healthz", 405),
        ("DELETE", "/", 403),
        ("GET", "/admin", 404),
        ("GET", "/healthz/", 404),
        ("GET", "/../../etc/passwd", 404),
        ("GET", "/%00", 400),
    ],
)
def test_anything_else_is_refused_without_details(
    gateway: GatewayProcess, method: str, path: str, status: int
) -> None:
    answer = ask(gateway, method, path)
    assert answer.status == status
    text = answer.read().decode()
    assert not re.search(r"Traceback|Django|gateway\.|settings", text)
