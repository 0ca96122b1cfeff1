"""Reads the tables of cases, which are written to be read by people: one Markdown file for each preset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One row: a message from somebody to somebody, what becomes of it, and by which rules of the preset.

    becomes: the disposition; "reminder" where it is delivered as it is and the sender is told something
    acting, recording: the rules that match, by whether they act
    not_by: rules that come near, and do not match
    """

    preset: str
    message: str
    sender: str
    to: str
    becomes: str
    acting: frozenset[str]
    recording: frozenset[str]
    not_by: frozenset[str]

    def __str__(self) -> str:
        return f"{self.preset}: {self.message}, {self.sender} to {self.to}"


def _case(preset: str, line: str) -> Case:
    message, sender, to, becomes, rules, not_by = (cell.strip() for cell in line.split("|")[1:-1])
    named = [name for name in rules.split(", ") if name]
    recording = frozenset(name.strip("()") for name in named if name.startswith("("))
    acting = frozenset(name for name in named if not name.startswith("("))
    return Case(
        preset, message, sender, to, becomes, acting, recording, frozenset(filter(None, not_by.split(", ")))
    )


def cases() -> list[Case]:
    """Every row of every table, in order."""
    return [case for file in sorted(HERE.glob("*.md")) for case in _of(file)]


def _of(file: Path) -> list[Case]:
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [_case(file.stem, line) for line in lines if not line.startswith(("| message", "| ---"))]
