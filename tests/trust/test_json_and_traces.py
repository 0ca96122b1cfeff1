"""With the log as JSON and traces told to a collector, neither has a word of a message or a name in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.tracing import Fact
from tests.support.collector import Collector, Told
from tests.support.process import GatewayProcess
from tests.support.school import LEAD, PARENT, TEACHER, message, write_school
from tests.support.sink import Sink
from tests.support.waiting import wait_until

HELD, CLEAN, REFUSED = "Grace Bishop forgot the qheldbodyx.", "See you at the qcleanbodyx.", "qrefusedx"
WORDS = (
    "grace",
    "bishop",
    "qheldbodyx",
    "qcleanbodyx",
    "qsubjectx",
    "qdisplayx",
    REFUSED,
    "qfilex",
    "qpupilx",
)

ADDRESSES = (TEACHER, PARENT, LEAD, "@oakfield", "@example")


@dataclass
class Observed:
    """A gateway to which mail was sent, its log line by line, and what the collector was told."""

    log: list[dict[str, Any]]
    collector: Collector

    def events(self, word: str) -> list[dict[str, Any]]:
        return [line for line in self.log if line["event"] == word]

    def trace_of(self, line: dict[str, Any]) -> dict[str, Told]:
        return {span.name: span for span in self.collector.spans if span.trace == line["trace"]}


@pytest.fixture(scope="module")
def observed(tmp_path_factory: pytest.TempPathFactory) -> Observed:
    folder, sink, collector = tmp_path_factory.mktemp("observed"), Sink().start(), Collector().start()
    tracing = f'endpoint = "{collector.endpoint}"'
    config = write_school(folder, sink.url, log='format = "json"', tracing=tracing)
    GatewayProcess(config).start().stop()  # takes the list in that the next one goes on with
    (folder / "pupils.csv").write_text("id,forename,surname\n1,Imogen qpupilx\n,,\n", encoding="utf-8")
    gateway = GatewayProcess(config).start()
    try:
        for text in (HELD, CLEAN):
            mail = message(text, subject="About qsubjectx", sender=f'"qdisplayx" <{TEACHER}>')
            mail.add_attachment(b"x", "application", "octet-stream", filename="qfilex.bin")
            assert gateway.send(TEACHER, [PARENT], mail.as_bytes())[0] == 250
        wait_until(gateway.is_idle, "the notices")
        sink.rcpt = lambda _address: f"451 4.3.0 Grace Bishop {REFUSED}"
        assert gateway.send(TEACHER, [PARENT], message().as_bytes())[0] == 451
        sink.rcpt = lambda _address: None
    finally:
        gateway.stop()
        sink.stop()
        collector.stop()
    lines = gateway.log.read_text(encoding="ascii").splitlines()
    return Observed([json.loads(line) for line in lines], collector)


def test_every_line_is_an_object_with_time_level_and_event(observed: Observed) -> None:
    assert len(observed.log) >= 8
    for line in observed.log:
        assert list(line)[:3] == ["time", "level", "event"]
        assert line["time"].endswith("Z")
        age = datetime.now(UTC) - datetime.fromisoformat(line["time"])
        assert 0 < age.total_seconds() < 600
        assert line["level"] in {"info", "warning", "error"}
        assert line["event"] != "library", line


def test_fields_have_types(observed: Observed) -> None:
    held, clean, refused = observed.events("message")
    assert held.items() >= {"disposition": "hold", "recipients": 1, "answer": 250}.items()
    assert held["rules"] == ["pupil-name-external"]
    assert (clean["rules"], clean["answer"], refused["answer"]) == ([], 250, 451)
    assert isinstance(held["ms"], int)
    (committed,) = observed.events("committed")
    assert (committed["id"], committed["repeated"]) == (held["id"], False)
    (roster,) = observed.events("roster-refused")
    assert (roster["level"], roster["school"]) == ("warning", "Oakfield Academy")


def test_a_message_s_steps_are_told_under_the_trace_that_its_line_names(observed: Observed) -> None:
    held, clean, refused = map(observed.trace_of, observed.events("message"))
    assert set(held) == {"receive", "inspect", "decide", "commit"}
    assert set(clean) == set(refused) == {"receive", "inspect", "decide", "send"}
    for spans in (held, clean, refused):
        whole = spans.pop("receive")
        assert (whole.parent, whole.kind) == ("", "SPAN_KIND_SERVER")
        for span in spans.values():
            assert span.parent == whole.id
            assert whole.began <= span.began <= span.ended <= whole.ended
            assert not span.error


def test_what_is_said_of_them(observed: Observed) -> None:
    lines = observed.events("message")
    held, clean, refused = (observed.trace_of(line) for line in lines)
    facts = held["receive"].facts
    assert facts.pop("schoolgate.bytes") > 500  # type: ignore[operator]
    assert facts.pop("schoolgate.findings") >= 1  # type: ignore[operator]
    assert facts == {
        "schoolgate.message": lines[0]["id"],
        "schoolgate.school": "Oakfield Academy",
        "schoolgate.recipients": 1,
        "schoolgate.disposition": "hold",
        "schoolgate.answer": "2xx",
    }
    assert held["commit"].facts == {"schoolgate.repeated": False}
    assert clean["send"].facts["schoolgate.route"] == "next-hop"
    assert (clean["send"].facts["schoolgate.refused"], refused["send"].facts["schoolgate.refused"]) == (0, 1)
    assert refused["receive"].facts["schoolgate.answer"] == "4xx"


def test_what_the_outbox_sends_is_told_of_too(observed: Observed) -> None:
    held = observed.events("message")[0]
    deliveries = observed.collector.named("deliver")
    assert {span.facts["schoolgate.message"] for span in deliveries} == {held["id"]}
    jobs = {line["job"] for line in observed.events("delivery")}
    assert {span.facts["schoolgate.job"] for span in deliveries} == jobs
    parents = {span.parent for span in observed.collector.named("send")}
    assert {span.id for span in deliveries} <= parents


def test_no_word_of_a_message_and_no_address_is_in_either(observed: Observed) -> None:
    log = "\n".join(json.dumps(line, ensure_ascii=False) for line in observed.log)
    told = b"".join(observed.collector.raw).decode("utf-8", "replace")
    assert len(told) > 1000
    for text in (log.lower(), told.lower()):
        assert [word for word in (*WORDS, *ADDRESSES) if word in text] == []


def test_nothing_is_said_but_what_the_table_has(observed: Observed) -> None:
    said = {name for span in observed.collector.spans for name in span.facts}
    assert said <= set(map(str, Fact))
    assert len(said) > 8
    assert [span for span in observed.collector.spans if span.events] == []
