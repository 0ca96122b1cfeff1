"""Clients that vanish, dawdle, come in crowds or send far too much; and messages that break their reader."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.dialogues.player import Connection
from tests.support.process import COMMAND, GatewayProcess
from tests.support.school import COLLEAGUE, NAMED_TEXT, PARENT, TEACHER, message
from tests.support.sink import Sink
from tests.support.waiting import wait_until

CLEAN = message().as_bytes()
NAMED = message(NAMED_TEXT).as_bytes()
MB = 1024**2


def begun(gateway: GatewayProcess, recipient: str = PARENT) -> Connection:
    """A connection that has got as far as DATA."""
    connection = Connection(gateway.port)
    assert connection.reply().startswith("220")
    for command, answer in (
        ("EHLO mail.oakfield.sch.uk", "250"),
        (f"MAIL FROM:<{TEACHER}>", "250"),
        (f"RCPT TO:<{recipient}>", "250"),
        ("DATA", "354"),
    ):
        connection.send(command.encode() + b"\r\n")
        assert connection.reply().startswith(answer)
    return connection


def peak_memory(gateway: GatewayProcess) -> int:
    """Of the main process, in bytes."""
    status = Path(f"/proc/{gateway.pid}/status").read_text(encoding="ascii")
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert match
    return int(match[1]) * 1024


def test_a_client_that_vanishes_in_the_message(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    """Half a message goes nowhere, and its connection is free for the next client."""
    gateway = start_gateway(sink.url, relay="max_connections = 1")
    for _ in range(3):
        connection = begun(gateway)
        connection.send(CLEAN[:-10])
        connection.close()
        wait_until(lambda: _is_welcome(gateway), "the place of the client that went")
    assert sink.taken == []
    assert gateway.cases() == gateway.waiting() == []
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250


def _is_welcome(gateway: GatewayProcess) -> bool:
    connection = Connection(gateway.port)
    welcome = connection.reply().startswith("220")
    if welcome:
        connection.send(b"QUIT\r\n")
        connection.reply()
        connection.expect_end()
    connection.close()
    return welcome


def test_a_client_that_vanishes_while_the_next_hop_works(gateway: GatewayProcess, sink: Sink) -> None:
    """What has been begun is finished: the message is delivered, once."""
    sink.hang_in_data = True
    connection = begun(gateway)
    connection.send(CLEAN + b"\r\n.\r\n")
    wait_until(lambda: sink.waiting_in_data, "the message at the next hop")
    connection.close()
    sink.hang_in_data = False
    assert len(sink.wait_for(1)) == 1
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250


def test_a_client_that_vanishes_after_the_dot_and_sends_again(gateway: GatewayProcess, sink: Sink) -> None:
    """Whether the first try was stored or not, there is one case in the end."""
    for _ in range(3):
        connection = begun(gateway)
        connection.send(NAMED + b"\r\n.\r\n")
        connection.close()
    assert gateway.send(TEACHER, [PARENT], NAMED + b"\r\n")[0] == 250
    assert len(gateway.cases()) == 1
    assert sink.to(PARENT) == []


def test_an_idle_client_is_sent_away_and_hears_why(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, relay="idle_timeout_seconds = 1")
    connection = Connection(gateway.port)
    assert connection.reply().startswith("220")
    assert connection.reply() == "421 4.4.2 Idle for too long"
    connection.expect_end()


def test_a_client_that_stops_in_the_message_is_sent_away(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, relay="idle_timeout_seconds = 1")
    connection = begun(gateway)
    connection.send(CLEAN)
    assert connection.reply().startswith("421 4.4.2")
    connection.expect_end()
    assert sink.taken == []


def test_a_slow_client_is_given_its_time(start_gateway: Callable[..., GatewayProcess], sink: Sink) -> None:
    """As long as something comes, a message may take many times the idle timeout."""
    gateway = start_gateway(sink.url, relay="idle_timeout_seconds = 2")
    connection = begun(gateway)
    begin = time.monotonic()
    for start in range(0, len(CLEAN), len(CLEAN) // 10):
        connection.send(CLEAN[start : start + len(CLEAN) // 10])
        time.sleep(0.5)  # the slowness is the subject
    assert time.monotonic() - begin > 4
    connection.send(b".\r\n")
    assert connection.reply().startswith("250")
    assert len(sink.taken) == 1


def test_too_many_connections(start_gateway: Callable[..., GatewayProcess], sink: Sink) -> None:
    """The one too many is told to come back; those inside notice nothing."""
    gateway = start_gateway(sink.url, relay="max_connections = 2")
    inside = [begun(gateway) for _ in range(2)]
    for _ in range(3):
        outside = Connection(gateway.port)
        assert outside.reply() == "421 4.3.2 Too many connections, try again later"
        outside.expect_end()
        outside.close()
    for connection in inside:
        connection.send(CLEAN + b".\r\n")
        assert connection.reply().startswith("250")
        connection.close()
    wait_until(lambda: _is_welcome(gateway), "a place that is free again")


def test_a_message_of_200_mb_that_is_announced_is_not_even_read(gateway: GatewayProcess) -> None:
    with gateway.client() as client:
        client.ehlo()
        assert client.mail(TEACHER, [f"SIZE={200 * MB}"])[0] == 552


def test_a_message_of_200_mb_that_is_not_announced_costs_no_memory(
    gateway: GatewayProcess, sink: Sink
) -> None:
    """It is read to its end and thrown away, and the connection goes on."""
    before = peak_memory(gateway)
    connection = begun(gateway)
    block = (b"x" * 76 + b"\r\n") * (MB // 78)
    for _ in range(205):
        connection.send(block)
    connection.send(b".\r\n")
    assert connection.reply() == "552 5.3.4 Message too large"
    grown = peak_memory(gateway) - before
    assert grown < 100 * MB, f"{grown // MB} MB: twice what the largest message may have"
    connection.send(b"NOOP\r\n")
    assert connection.reply().startswith("250")
    assert sink.taken == []


def large(recipient: str) -> bytes:
    """A message that takes a while to inspect."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = TEACHER, recipient, "Minutes of all meetings"
    mail.set_content("Museum Friday lunch packed coach nine.\n" * 300_000)
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


@pytest.mark.parametrize(
    "limit", ["deadline_seconds = 0.05", 'memory = "190 MB"'], ids=["no time", "no memory"]
)
def test_what_is_too_much_for_its_reader_is_held_to_the_outside_and_goes_through_inside(
    start_gateway: Callable[..., GatewayProcess], sink: Sink, limit: str
) -> None:
    """It costs its own worker at most, and the next message finds another.

    From the disk: a fork's worker has taken memory already that counts, and that is free.
    """
    gateway = start_gateway(sink.url, COMMAND, inspection=limit)
    assert gateway.send(TEACHER, [PARENT], large(PARENT))[1].startswith("2.0.0 Accepted as")
    assert gateway.send(TEACHER, [COLLEAGUE], large(COLLEAGUE)) == (250, "2.0.0 Ok: queued as SINK")
    (case,) = gateway.cases()
    assert "unreadable-external" in case["rules"]
    shown = gateway.command("quarantine", "show", str(case["id"])).stdout
    assert "uninspectable" in shown
    assert sink.to(PARENT) == []
    assert gateway.send(TEACHER, [COLLEAGUE], CLEAN)[0] == 250


def test_nothing_but_a_port_scan(gateway: GatewayProcess) -> None:
    """Many connections that say nothing and go: no line in the log is an error."""
    for _ in range(50):
        socket.create_connection(("127.0.0.1", gateway.port)).close()
    assert gateway.send(TEACHER, [PARENT], CLEAN)[0] == 250
    log = gateway.log.read_text(encoding="utf-8")
    assert "ERROR" not in log
    assert "Traceback" not in log
