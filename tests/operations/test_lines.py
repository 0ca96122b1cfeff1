"""A line of the log, as text for people and as an object for programs."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest

from gateway.service.journal import JournalFormatter
from gateway.service.lines import JsonFormatter, Line

HELD = Line(
    "message",
    (("id", "7K2M"), ("recipients", 2), ("rules", ("a", "b")), ("repeated", False)),
)


def record(said: object, level: int = logging.INFO, *args: object, error: Any = None) -> logging.LogRecord:
    made = logging.LogRecord("schoolgate", level, "", 0, said, args, error)
    made.created = 1795425302.118
    return made


def as_object(said: object, level: int = logging.INFO, *args: object, error: Any = None) -> dict[str, Any]:
    text = JsonFormatter().format(record(said, level, *args, error=error))
    assert text.isascii()
    assert "\n" not in text
    made: dict[str, Any] = json.loads(text)
    return made


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (Line("stopping"), "stopping"),
        (HELD, "message id=7K2M recipients=2 rules=a,b repeated=no"),
        (Line("confined", (("by", ()),)), "confined by=-"),
        (Line("rules-read", (("school", "Oakfield Academy"),)), 'rules-read school="Oakfield Academy"'),
        (Line("rules-read", (("school", 'The "Old" School'),)), 'rules-read school="The \\"Old\\" School"'),
        (Line("rules-read", (("school", "Ysgol\nŵy"),)), 'rules-read school="Ysgol\\nŵy"'),
        (Line("x", (("value", ""),)), 'x value=""'),
        (Line("x", (("room", "store"),), "see `schoolgate doctor`"), "x room=store see `schoolgate doctor`"),
    ],
)
def test_as_text(line: Line, text: str) -> None:
    assert str(line) == text
    assert record(line).getMessage() == text


def test_as_an_object() -> None:
    assert as_object(HELD) == {
        "time": "2026-11-23T09:15:02.118Z",
        "level": "info",
        "event": "message",
        "id": "7K2M",
        "recipients": 2,
        "rules": ["a", "b"],
        "repeated": False,
    }


def test_advice_is_a_field_of_its_own() -> None:
    said = as_object(Line("rules-refused", (("school", "Ŵy\u2028"),), "the old ones stay"), logging.ERROR)
    assert (said["school"], said["advice"], said["level"]) == ("Ŵy\u2028", "the old ones stay", "error")


def test_what_a_library_says_is_an_object_too_without_the_error_s_text() -> None:
    try:
        raise ValueError("Grace Bishop")
    except ValueError:
        said = as_object("lost %d\nbeats", logging.WARNING, 3, error=sys.exc_info())
    assert said["event"] == "library"
    assert said["logger"] == "schoolgate"
    assert said["said"] == "lost 3\nbeats"
    assert said["error"] == "ValueError"
    assert "Grace" not in json.dumps(said)


def test_the_journal_has_its_priority_in_front_of_the_object() -> None:
    line = JournalFormatter(JsonFormatter()).format(record(HELD, logging.WARNING))
    assert line.startswith("<4>{")
    assert json.loads(line.removeprefix("<4>"))["event"] == "message"
