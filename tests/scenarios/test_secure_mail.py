"""Secure mail by a real server with TLS, a login and our certificate: what it takes, refuses and puts off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Route
from gateway.settings import load_settings
from gateway.transport.failure import AUTH_FAILED, TLS_UNTRUSTED
from gateway.transport.outcome import Fate, Outcome
from gateway.wiring import make_transports
from tests.scenarios.securehost import USER, SecureHost, secure_host
from tests.scenarios.test_next_hop import refused_recipients
from tests.support.certificates import make_authority
from tests.support.process import GatewayProcess
from tests.support.school import NAMED_TEXT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

THERE, LATER, GONE = "h.tudor@nhs.net", "z.oneill@nhs.net", "gone@nhs.net"
MAIL = message(NAMED_TEXT, to=f"{THERE}, {LATER}, {GONE}")


@pytest.fixture(scope="module")
def service() -> Iterator[SecureHost]:
    with secure_host(THERE, LATER) as running:
        yield running


def test_one_is_taken_one_refused_and_one_put_off(
    service: SecureHost, sink: Sink, start_gateway: Callable[..., GatewayProcess]
) -> None:
    service.answers[LATER] = "450 4.2.1 Mailbox busy"
    to = [THERE, LATER, GONE]
    gateway = start_gateway(
        sink.url, secure_mail=service.table, relay=f'ca_file = "{service.authority.ca_file}"'
    )
    code, reply = gateway.send(TEACHER, to, MAIL.as_bytes())
    assert code == 250, reply

    (copy,) = wait_until(lambda: service.postfix.mailbox(THERE), "the one that is taken")
    assert b"Grace Bishop" in copy
    assert f"(Authenticated sender: {USER})".encode() in copy
    assert b"using TLSv1" in copy
    assert b'Client CN "schoolgate.oakfield.sch.uk"' in copy
    (notice,) = sink.wait_for(1, where=lambda taken: TEACHER in taken.recipients)
    assert refused_recipients(notice.content) == [GONE]
    (waiting,) = wait_until(
        lambda: [each for each in gateway.waiting() if each["last_reply"]], "the one that is put off"
    )
    assert waiting["recipients"] == [LATER]
    assert "Mailbox busy" in str(waiting["last_reply"])

    service.answers.clear()
    gateway.command("outbox", "retry")
    wait_until(lambda: service.postfix.mailbox(LATER), "the one that was put off")
    wait_until(gateway.is_idle, "an empty outbox")
    assert not [taken for taken in sink.taken if set(taken.recipients) & set(to)], "never in clear"
    assert len(service.postfix.mailbox(THERE)) == 1


async def outcome(folder: Path, table: str, ca_file: Path) -> Outcome:
    """Of a message to somebody whom the service would take it for."""
    config = write_school(folder, "smtp://127.0.0.1:9", secure_mail=table, relay=f'ca_file = "{ca_file}"')
    transport = make_transports(load_settings(config))[Route.SECURE_MAIL]
    try:
        return await transport.send(Envelope(TEACHER, (THERE,)), MAIL.as_bytes())
    finally:
        await transport.close()


async def test_without_our_certificate_it_waits(service: SecureHost, tmp_path: Path) -> None:
    table = service.table.replace("client_certificate", "# ")
    result = await outcome(tmp_path, table, service.authority.ca_file)
    (waiting,) = result.recipients
    assert waiting.fate is Fate.DEFERRED
    assert "No client certificate presented" in waiting.reply.text


async def test_with_a_password_that_has_changed_it_waits(service: SecureHost, tmp_path: Path) -> None:
    (tmp_path / "old").write_text("last year's", encoding="utf-8")
    table = service.table.replace(str(service.password_file), str(tmp_path / "old"))
    result = await outcome(tmp_path, table, service.authority.ca_file)
    assert [each.reply for each in result.recipients] == [AUTH_FAILED]


async def test_a_server_that_cannot_prove_who_it_is_gets_nothing(service: SecureHost, tmp_path: Path) -> None:
    stranger = make_authority(tmp_path, "stranger")
    result = await outcome(tmp_path, service.table, stranger.ca_file)
    assert [each.reply for each in result.recipients] == [TLS_UNTRUSTED]
