"""What commands print is what was said, and nothing in it steers the terminal."""

from __future__ import annotations

import pytest

from gateway.cli.common import print_table, safe


def test_control_characters_are_shown_as_such() -> None:
    assert safe("a\x1b[31mb\r\nc\u202ed") == "a\ufffd[31mb\ufffd\nc\ufffdd"


def test_brackets_in_a_table_are_brackets(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("rule", "subject"), [("hold [monitor]", "[bold]Trip[/bold] :smile: \\[x]")], "none")
    printed = capsys.readouterr().out
    assert "hold [monitor]" in printed
    assert "[bold]Trip[/bold]" in printed
    assert ":smile:" in printed
    assert "\\[x]" in printed
