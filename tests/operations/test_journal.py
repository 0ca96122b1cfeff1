"""Every line of what is logged has its priority; whether it is the journal is not guessed."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest

from gateway.service.journal import JournalFormatter, is_journal


@pytest.mark.parametrize(
    ("level", "line"),
    [
        (logging.DEBUG, "<7>x"),
        (logging.INFO, "<6>x"),
        (logging.INFO + 5, "<6>x"),
        (logging.WARNING, "<4>x"),
        (logging.ERROR, "<3>x"),
        (logging.CRITICAL, "<2>x"),
        (1, "<7>x"),
    ],
)
def test_priorities(level: int, line: str) -> None:
    assert JournalFormatter().format(logging.LogRecord("a", level, "", 0, "x", (), None)) == line


def test_each_line_of_several_has_its_own() -> None:
    """Otherwise the second would be a message of its own, of no importance."""
    record = logging.LogRecord("a", logging.ERROR, "", 0, "one\ntwo\r\n<0>three", (), None)
    assert JournalFormatter().format(record).split("\n") == ["<3>one", "<3>two", "<3><0>three"]


def test_only_the_stream_that_is_named_is_the_journal(tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as log, (tmp_path / "other").open("w") as other:
        there = (tmp_path / "log").stat()
        named = {"JOURNAL_STREAM": f"{there.st_dev}:{there.st_ino}"}
        assert is_journal(log, named)
        assert not is_journal(other, named)
        assert not is_journal(log, {})
        assert not is_journal(io.StringIO(), named)
    assert not is_journal(log, named), "closed"
