"""The figures as a table of 100 columns."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table

from tests.bench.peers.relays import OURS, STRAIGHT
from tests.bench.peers.rounds import Row
from tests.bench.source import SESSIONS

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """What the bench found: `held` messages of 2 KB a second, and the bytes of memory of each relay."""

    rows: tuple[Row, ...]
    held: float
    memory: Mapping[str, int]


def rendering(figures: Figures) -> RenderableType:
    return Group(_table(figures), _notes(figures))


def _table(figures: Figures) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("message", "relay"):
        table.add_column(heading, no_wrap=True)
    for heading in (
        "delivered\nmsg/s",
        "accepted\nmsg/s",
        "idle ms\nmedian",
        "\np99",
        "half load\nmedian",
        "\np99",
        "CPU ms\na message",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in figures.rows:
        if row.relay == STRAIGHT:
            table.add_section()
        table.add_row(*_cells(row), style="bold" if row.relay == OURS else "")
    table.add_section()
    table.add_row("2 KB, held", OURS, "", f"{figures.held:,.0f}", style="bold")
    return table


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.mail,
        row.relay,
        f"{row.delivered:,.0f}",
        f"{row.accepted:,.0f}",
        *(
            f"{seconds * 1000:.1f}"
            for delays in (row.idle, row.busy)
            for seconds in (delays.median, delays.p99)
        ),
        f"{row.cpu * 1000:.1f}" if row.cpu else "",
    )


def _notes(figures: Figures) -> str:
    memory = ", ".join(f"{label} {size / 1024**2:.0f} MB" for label, size in figures.memory.items())
    return (
        f"smtp-source into smtp-sink, {SESSIONS} at once, a new connection for each message; all relays\n"
        "side by side in one run, their rounds in turn. Delivered: until the target has them. Half load:\n"
        "at a steady pace of half of that. CPU: of all processes of the relay.\n"
        f"Memory afterwards: {memory}.\n"
        "1,500 pupils; rspamd has a multimap of them, amavis no names, and neither looks into a docx.\n"
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {date.today():%d %B %Y}."
    )
