"""The addresses to listen on: free, held by a gateway, or by something else."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from gateway.doctor.listeners import look_at_listeners
from gateway.look import Grade, Look
from gateway.settings import Settings
from tests.gateway.doctor.conftest import MakeSettings, listening
from tests.gateway.transport.player import play
from tests.support.certificates import write_certificate

HELLO = "S: 220 gate\nC: EHLO *\n"
FAREWELL = "C: QUIT\nS: 221 bye\n"


async def look(settings: Settings) -> Look:
    return await anext(look_at_listeners(settings))


async def test_a_port_that_is_free(make_settings: MakeSettings) -> None:
    found = [each async for each in look_at_listeners(make_settings())]
    assert [(each.id, each.grade) for each in found] == [
        ("relay.listen", Grade.GOOD),
        ("review.listen", Grade.GOOD),
    ]


@pytest.mark.parametrize(
    ("announced", "has_certificate", "grade", "says"),
    [
        ("S: 250 gate\n", False, Grade.GOOD, "a mail server answers on 127.0.0.1"),
        ("S: 250-gate\nS: 250 STARTTLS\n", True, Grade.GOOD, "and offers STARTTLS"),
        ("S: 250 gate\n", True, Grade.FAULT, "offers no STARTTLS, though a certificate is set"),
    ],
)
async def test_a_gateway_that_runs(
    make_settings: MakeSettings,
    tmp_path: Path,
    announced: str,
    has_certificate: bool,
    grade: Grade,
    says: str,
) -> None:
    write_certificate(tmp_path)
    lines = 'certificate = "server.pem"\nprivate_key = "server.key"' if has_certificate else ""
    async with play(HELLO + announced + FAREWELL) as player:
        found = await look(listening(make_settings(relay=lines), player.port))
    assert (found.id, found.grade) == ("relay.listen", grade)
    assert says in found.sentence


async def test_a_gateway_that_lets_this_machine_do_nothing(make_settings: MakeSettings) -> None:
    async with play("S: 554 5.7.1 Relay access denied\n(close)\n") as player:
        found = await look(listening(make_settings(), player.port))
    assert found.grade is Grade.WARNING
    assert found.sentence.endswith("does not let this machine in: 5.7.1 Relay access denied")


async def test_another_program_has_the_port(make_settings: MakeSettings) -> None:
    async with play("S: HTTP/1.1 400 Bad Request\n(close)\n") as player:
        found = await look(listening(make_settings(), player.port))
    assert found.grade is Grade.WARNING
    assert "another program has the port" in found.sentence


async def test_the_review_page_runs(make_settings: MakeSettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings = make_settings()
        address = settings.review.listen.model_copy(update={"port": server.getsockname()[1]})
        review = settings.review.model_copy(update={"listen": address})
        found = [each async for each in look_at_listeners(settings.model_copy(update={"review": review}))]
    assert (found[1].grade, "is in use" in found[1].sentence) == (Grade.WARNING, True)
