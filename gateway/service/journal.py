"""Lines for the journal: systemd keeps the time itself, and reads how grave a line is from its beginning."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TextIO

# sd-daemon(3), and syslog(3) before it.
_PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}


class JournalFormatter(logging.Formatter):
    """`<4>` in front of every line of a warning, and so on. `lines`: how the rest is written."""

    def __init__(self, lines: logging.Formatter | None = None) -> None:
        super().__init__()
        self._lines = lines or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        level = max((each for each in _PRIORITIES if each <= record.levelno), default=logging.DEBUG)
        head = f"<{_PRIORITIES[level]}>"
        return "\n".join(head + line for line in self._lines.format(record).splitlines())


def is_journal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether what is written there goes to the journal: $JOURNAL_STREAM, systemd.exec(5)."""
    try:
        there = os.fstat(stream.fileno())
    except (OSError, ValueError):  # a stream without a file, or a closed one
        return False
    return environment.get("JOURNAL_STREAM") == f"{there.st_dev}:{there.st_ino}"
