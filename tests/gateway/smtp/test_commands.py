"""Lines of the dialogue: the word in any case of letters, what stands behind it, and what is none."""

from __future__ import annotations

import pytest

from gateway.smtp.commands import Command, parse_command


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (b"NOOP", Command("NOOP", None)),
        (b"quit", Command("QUIT", None)),
        (b"Mail  FROM:<a@oakfield.sch.uk> ", Command("MAIL", "FROM:<a@oakfield.sch.uk>")),
        (b"EHLO ", Command("EHLO", None)),
        (b"VRFY Zo\xc3\xab", Command("VRFY", "Zoë")),
        (b"VRFY \xff", Command("VRFY", "\udcff")),
        (b"", None),
        (b" NOOP", None),
        (b"NO\xc3\xabP", None),
        (b"\xff\xff", None),
    ],
)
def test_a_line(line: bytes, command: Command | None) -> None:
    assert parse_command(line) == command
