"""Invented pupil lists for these tests, on the disk and as values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from detectors.roster import Contact, Pupil
from gateway.roster.source import Source
from gateway.roster.taking import SchoolLists

NOW = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
TODAY = NOW.date()
GRACE = Pupil("1", "Grace", "Bishop", date_of_birth="2014-02-03", upn="A000000000001")
HENRY = Pupil("2", "Henry", "Tudor", date_of_birth="2013-09-30", upn="A000000000002")
ZOE = Pupil(
    "3", "Zoë", "O'Neill", date_of_birth="2015-05-05", contacts=(Contact("Ann", "", ("a@x.example",)),)
)
HEADINGS = "id,forename,surname\n"
NAMES = [
    f"{forename},{surname}"
    for surname in ("Bishop", "Tudor")
    for forename in ("Ada", "Ben", "Cy", "Di", "Eve")
]


def write_list(path: Path, pupils: int = 10, more: str = "") -> Path:
    """So many pupils of NAMES under the ids 0, 1, 2 …; `more` is lines of their own."""
    lines = (f"{number},{name}\n" for number, name in enumerate(NAMES[:pupils]))
    path.write_text(HEADINGS + "".join(lines) + more, encoding="utf-8")
    return path


def lists_of(*paths: Path, months: int = 12) -> SchoolLists:
    return SchoolLists("Oakfield Academy", tuple(map(Source, paths)), months)
