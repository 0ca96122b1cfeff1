"""`python -m tests.bench.review`: how long pages of the review side take, with 10,000 messages behind them.

Over HTTP, from a real gateway, signed in as the lead of the trust: milliseconds from the request to the last
byte, the middle one and the slowest of some rounds. One message has 10 MB; what it says is read in a worker.
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from django.db import connections
from rich.console import Console
from rich.table import Table

from gateway.reviewers.roles import Role
from gateway.store import models
from tests.gateway.review.queue.many import hold_many
from tests.support.process import COMMAND, GatewayProcess
from tests.support.review import LEAD, open_office, signed_in
from tests.support.school import NAMED_TEXT, TEACHER, message, write_school
from tests.support.sink import Sink

MESSAGES, ROUNDS = 10_000, 15
QUICK_MESSAGES, QUICK_ROUNDS = 100, 2
LARGE = 7_500_000  # bytes of its file: 10 MB as base64
STRANGER = "large@example.com"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few messages and rounds: to see that it works")
    quick = parser.parse_args(arguments).quick
    held, rounds = (QUICK_MESSAGES, QUICK_ROUNDS) if quick else (MESSAGES, ROUNDS)
    table = Table(title=f"{held:,} messages on record")
    for column in ("page", "median ms", "slowest ms"):
        table.add_column(column, justify="left" if column == "page" else "right")
    with tempfile.TemporaryDirectory() as folder, _gateway(Path(folder), held) as gateway:
        cookie = signed_in(Path(folder) / "data", LEAD, Role.LEAD, None)
        for name, path in _pages(gateway).items():
            _milliseconds(gateway, path, cookie)  # the first one loads what is loaded at its first use
            times = [_milliseconds(gateway, path, cookie) for _ in range(rounds)]
            table.add_row(name, f"{statistics.median(times):.0f}", f"{max(times):.0f}")
    Console(width=100).print(table)


@contextmanager
def _gateway(folder: Path, held: int) -> Iterator[GatewayProcess]:
    """With so many held messages, and one more that is large."""
    office = open_office(folder / "data")
    hold_many(office, held)
    now = datetime.now(UTC)  # nothing of it is due while the pages are timed
    models.Case.objects.update(deadline_at=now + timedelta(days=30), reminded_at=now, escalated_at=now)
    connections.close_all()
    sink = Sink().start()
    config = write_school(folder, sink.url, new=True)
    gateway = GatewayProcess(config, tuple(COMMAND)).start(60)
    try:
        code, said = gateway.send(TEACHER, (STRANGER,), _large().as_bytes())
        assert code == 250, said
        yield gateway
    finally:
        gateway.stop()
        sink.stop()


def _large() -> EmailMessage:
    mail = message(NAMED_TEXT, subject="Photographs")
    picture = b"\xff\xd8\xff\xe0" + bytes(range(256)) * (LARGE // 256)
    mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="team.jpg")
    return mail


def _pages(gateway: GatewayProcess) -> Mapping[str, str]:
    (large,) = [str(each["id"]) for each in gateway.cases() if each["recipients"] == [STRANGER]]
    return {
        "held mail": "/cases",
        "a search for two words": "/cases?q=museum+trip",
        "a case, 10 MB": f"/cases/{large}",
        "what it says": f"/cases/{large}/message",
        "figures, 12 weeks": "/figures",
        "record": "/record",
        "status": "/status",
    }


def _milliseconds(gateway: GatewayProcess, path: str, cookie: str) -> float:
    began = time.perf_counter()
    connection = http.client.HTTPConnection(gateway.review, timeout=60)
    connection.request("GET", path, headers={"Cookie": f"schoolgate={cookie}"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)
    connection.close()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(sys.argv[1:])
