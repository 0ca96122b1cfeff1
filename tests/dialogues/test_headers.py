"""Headers that are much too long: answered in time, and nobody else waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.dialogues.conftest import Scene
from tests.dialogues.player import Connection
from tests.support.school import PARENT, TEACHER

START = b"From: a.teacher@oakfield.sch.uk\r\nTo: parent@example.com\r\nSubject: Museum trip\r\n"
BODY = b"\r\nNine on Friday.\r\n.\r\n"
FORGED = b"X-Schoolgate-Loop: 23456789BCDF 0123456789abcdef0123456789abcdef\r\n"
KB = 1024
HEADERS = {
    "a field of a megabyte": (b"X-Note: " + b"x" * 1000 * KB + b"\r\n", "250"),
    "a field of 20,000 lines": (b"X-Note: a\r\n" + b" folded\r\n" * 20_000, "250"),
    "50,000 fields": (b"X-Note: a\r\n" * 50_000, "250"),
    "fields without a name": (b": a\r\n" * 20_000, "250"),
    "30,000 marks that are not ours": (FORGED * 30_000, "250"),
    "40,000 servers": (b"Received: from a by b\r\n" * 40_000, "554 5.4.6 Too many hops"),
    "more than two megabytes": (b"X-Note: " + b"x" * 2048 * KB + b"\r\n", "552 5.3.4 The header"),
    "nothing but marks, 40 MB": (FORGED * (40 * KB * KB // len(FORGED)), "552 5.3.4 The header"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_it_is_answered_and_others_are_too(scene_of: Callable[[str], Scene], name: str) -> None:
    port = scene_of("plain").gateway.port
    header, answer = HEADERS[name]
    connection = Connection(port)
    connection.reply()
    for command in ("EHLO mail.oakfield.sch.uk", f"MAIL FROM:<{TEACHER}>", f"RCPT TO:<{PARENT}>", "DATA"):
        connection.send(command.encode() + b"\r\n")
        connection.reply()
    waits: list[float] = []
    done = threading.Event()
    other = threading.Thread(target=_ask_on_and_on, args=(port, waits, done))
    other.start()
    try:
        connection.send(START + header + BODY)
        assert connection.reply().startswith(answer)
    finally:
        done.set()
        other.join()
    assert max(waits) < 1.5
    connection.send(b"QUIT\r\n")
    assert connection.reply().startswith("221")


def _ask_on_and_on(port: int, waits: list[float], done: threading.Event) -> None:
    """How long another client waits for an answer, again and again."""
    connection = Connection(port)
    connection.reply()
    while not waits or not done.is_set():
        began = time.monotonic()
        connection.send(b"NOOP\r\n")
        connection.reply()
        waits.append(time.monotonic() - began)
        done.wait(0.05)
    connection.close()
