"""A line of the log is a fixed word and typed fields, written as text or as a JSON object."""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Value = str | int | bool | tuple[str, ...]

TEXT = "%(asctime)s %(levelname)s %(message)s"
LIBRARY = "library"  # the word for what is not ours
_BARE = re.compile(r'[^\s"=]+')


@dataclass(frozen=True, slots=True)
class Line:
    """What an event says of itself, and one fixed sentence of advice where somebody has to act."""

    word: str
    fields: tuple[tuple[str, Value], ...] = ()
    advice: str = ""

    def __str__(self) -> str:
        """`word name=value name=value advice`."""
        said = (f"{name}={_as_text(value)}" for name, value in self.fields)
        return " ".join((self.word, *said, *([self.advice] if self.advice else ())))

    def as_object(self) -> dict[str, Value]:
        advice: dict[str, Value] = {"advice": self.advice} if self.advice else {}
        return {"event": self.word, **dict(self.fields), **advice}


class JsonFormatter(logging.Formatter):
    """One object a line: `time` (RFC 3339, UTC), `level`, `event`, and the event's own fields.

    What a library says is the event "library", with an error's class and never its text. Letters beyond
    ASCII are escaped: some of them end a line for some readers.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        head = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
        }
        said = record.msg.as_object() if isinstance(record.msg, Line) else _of_a_library(record)
        return json.dumps(head | said)


def _of_a_library(record: logging.LogRecord) -> dict[str, Any]:
    said = {"event": LIBRARY, "logger": record.name, "said": record.getMessage()}
    kind = record.exc_info[0] if record.exc_info else None
    return said | ({"error": kind.__name__} if kind else {})


def _as_text(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(value) or "-"
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text, ensure_ascii=False)
