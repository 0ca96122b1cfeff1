"""The figures as a table of 100 columns."""

from __future__ import annotations

import os
import platform
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table

from tests.bench.rounds import Figures, Rates, Row
from tests.bench.source import SESSIONS

WIDTH = 100


def rendering(figures: Figures, load: str) -> RenderableType:
    """`load` says what sent and what received."""
    return Group(_table(figures), _notes(figures, load))


def _table(figures: Figures) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=(0, 0, 0, 1), pad_edge=False)
    table.add_column("message", no_wrap=True)
    for heading in (
        "straight\nmsg/s",
        "gateway\nmsg/s",
        "\nratio",
        "kept:\nstraight",
        "\ngateway",
        "\nratio",
        "idle ms:\nstraight",
        "gateway\nmedian",
        "\np99",
        "\nCPU ms",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in figures.rows:
        table.add_row(*_cells(row))
    table.add_row("2 KB, held", "", f"{figures.held:,.0f}")
    return table


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.label,
        *_rates(row.new),
        *_rates(row.kept),
        _ms(row.straight_delays.median),
        _ms(row.delays.median),
        _ms(row.delays.p99),
        f"{row.cpu * 1000:.2f}",
    )


def _rates(rates: Rates) -> tuple[str, str, str]:
    return f"{rates.straight:,.0f}", f"{rates.gateway:,.0f}", f"{rates.ratio:.0%}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def _notes(figures: Figures, load: str) -> str:
    usage = figures.usage
    return (
        f"{load}, {SESSIONS} at once; a new connection for each message, or kept.\n"
        "Idle: one message at a time on one connection. CPU: of relay and workers, for one message.\n"
        f"Peak memory: relay {_mb(usage.relay_peak)} MB, {usage.workers} workers {_mb(usage.worker_peak)} MB "
        f"each. {figures.sent:,} messages sent, {figures.arrived:,} arrived.\n"
        f"1,500 pupils on the roster. {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{date.today():%d %B %Y}."
    )


def _mb(size: int) -> str:
    return f"{size / 1024**2:.0f}"
