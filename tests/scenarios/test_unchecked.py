"""A school lets pass for some weeks what cannot be checked: it goes on, and nobody can overlook it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

from tests.support.process import GatewayProcess
from tests.support.review import status_page
from tests.support.school import LEAD, NAMED_TEXT, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

UNTIL = date.today() + timedelta(days=7)
RULE = """\
title = "Our policy"

[[rule]]
id = "names-go-nowhere"
title = "A pupil's full name to an outside address"
clause = "E-mail policy, section 1"
when.any = [{{ finding = "pupil-name" }}, {{ finding = "uninspectable" }}]
action = "hold"
{until}
"""


@pytest.fixture
def school(tmp_path: Path, sink: Sink) -> Iterator[GatewayProcess]:
    config = write_school(tmp_path, sink.url, policy='file = "policy.toml"')
    write_policy(config, f"unchecked_passes_until = {UNTIL}")
    running = GatewayProcess(config).start()
    yield running
    running.stop()


def write_policy(config: Path, until: str) -> None:
    config.with_name("policy.toml").write_text(RULE.format(until=until), encoding="utf-8")


def send(school: GatewayProcess, text: str = "The plan is attached.", file: bytes = b"") -> None:
    mail = message(text)
    if file:
        mail.add_attachment(file, "application", "pdf", filename="plan.pdf")
    assert school.send(TEACHER, [PARENT], mail.as_bytes())[0] == 250


def test_it_goes_on_is_on_record_and_shouts(school: GatewayProcess, sink: Sink) -> None:
    damaged = b"%PDF-1.7\nThis is not a PDF at all.\n"
    for _ in range(2):
        send(school, file=damaged)
    send(school, NAMED_TEXT)  # what was found is held as ever
    wait_until(lambda: any(LEAD in each.recipients for each in sink.taken), "the alert")

    passed = [each for each in sink.taken if PARENT in each.recipients]
    assert len(passed) == 2
    assert len(school.cases()) == 1
    alerts = [each.content for each in sink.taken if b"mail leaves unchecked" in each.content]
    assert len(alerts) == 1  # once a day
    assert b"Grace" not in alerts[0]
    assert school.log.read_text().count("unchecked-passed") == 2

    entries = school.command("audit", "list").stdout
    assert entries.count("unchecked") == 2
    page = unescape(status_page(school))
    assert "lets pass what could not be checked" in page
    assert "lets pass what could not be checked" in school.command("doctor").stdout
    assert 'schoolgate_unchecked_total{rule="names-go-nowhere"} 2.0' in school.get("/metrics")[1]

    write_policy(school.config, "")
    wait_until(lambda: " rules-read " in school.log.read_text(), "the policy without it")
    send(school, "Here it is once more.", file=damaged)
    assert len(school.cases()) == 2
