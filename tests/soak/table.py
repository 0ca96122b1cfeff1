"""The figures of a soak, as tables for the eye and as Markdown for the record."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tests.soak.growth import MB, Trend
from tests.soak.judging import Place
from tests.soak.letters import KINDS
from tests.soak.meter import Sample
from tests.soak.run import Figures
from tests.soak.serverfaults import FAILED_OVER, KILLED, RESTARTED

MOST_COMPLAINTS = 40
NO_SMALL_DISK = (
    "Nothing may be mounted here, so the storage had no small disk of its own: a full disk was not tried."
)
SHORT = "No life of the gateway was long enough to say whether its memory grows: not tried."


@dataclass(frozen=True, slots=True)
class Section:
    """A table: its title, what the columns are called, and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rendering(figures: Figures) -> RenderableType:
    """For a terminal."""
    parts: list[RenderableType] = [Text(line) for line in _head(figures)]
    for section in _sections(figures):
        table = Table(title=section.title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for number, column in enumerate(section.columns):
            table.add_column(column, justify="right" if number else "left")
        for row in section.rows:
            table.add_row(*row)
        parts.append(table)
    return Group(*parts, *(Text(line) for line in _verdict(figures)))


def markdown(figures: Figures) -> str:
    """For a file. What it came to is said first."""
    lines = ["# Soak", "", f"By `{_command(figures)}`.", "", *_head(figures), "", *_verdict(figures), ""]
    for section in _sections(figures):
        lines += [f"## {section.title}", "", _row(section.columns)]
        lines += ["| --- |" + " ---: |" * (len(section.columns) - 1), *map(_row, section.rows), ""]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _command(figures: Figures) -> str:
    """What runs the same programme of faults again."""
    nodes = f" NODES={figures.nodes}" if figures.nodes else ""
    return f"make soak MINUTES={round(figures.seconds / 60)} SEED={figures.seed}{nodes}"


def _head(figures: Figures) -> list[str]:
    accepted = figures.answers["250"]
    return [
        f"Seed {figures.seed}, {figures.seconds / 60:.1f} minutes with faults and"
        f" {figures.settled_seconds:.0f} s to settle, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, {date.today():%d %B %Y}.",
        f"{figures.letters.total():,} letters, {accepted:,} answers of 250,"
        f" {accepted / figures.seconds:.1f} a second; {len(figures.deaths)} ends of the gateway,"
        f" {figures.faults.total():,} faults.",
        *_of_nodes(figures),
    ]


def _of_nodes(figures: Figures) -> list[str]:
    """What is said only where several share a database."""
    if not figures.nodes:
        return []
    times = (f"{figures.faults[each]:,}" for each in (FAILED_OVER, RESTARTED, KILLED))
    failed_over, restarted, killed = times
    return [
        f"{figures.nodes} nodes on PostgreSQL, which failed over to its standby {failed_over} times, was"
        f" restarted {restarted} times and killed {killed} times.",
    ]


def _verdict(figures: Figures) -> list[str]:
    said = [] if figures.disk_was_small or figures.nodes else [NO_SMALL_DISK]
    said += [] if figures.trends else [SHORT]
    if not figures.complaints:
        return [*said, "Nothing was lost, nothing was let out, and every duplicate has its reason."]
    shown = figures.complaints[:MOST_COMPLAINTS]
    left = len(figures.complaints) - len(shown)
    more = [f"- and {left} more"] if left else []
    return [
        *said,
        f"FAILED, with {len(figures.complaints)} complaints:",
        *(f"- {each}" for each in shown),
        *more,
    ]


def _sections(figures: Figures) -> list[Section]:
    places = {str(place): figures.judgement.places.get(place, 0) for place in Place}
    reasons = {str(reason): count for reason, count in figures.judgement.twice.items()}
    kinds = {kind.name: figures.letters[kind.name] for kind in KINDS}
    return [
        _counts("Letters", "kind", kinds),
        _counts("Answers to the school's server", "answer", _sorted(figures.answers)),
        _counts("Where each recipient of what was answered 250 found it", "place", places),
        _counts("Came once more than it should", "because", reasons or {"never": 0}),
        _counts("Taken by", "server", {**figures.deliveries, "notices": figures.notices}),
        _counts("Rulings from the shell", "ruling", _sorted(figures.rulings)),
        _counts("Ends of the gateway", "by", _ends(figures)),
        *([_nodes(figures)] if figures.nodes else []),
        _counts("Faults", "fault", _sorted(figures.faults)),
        *([_counts("Faults that did not come about", "fault", figures.missed)] if figures.missed else []),
        _use(figures.samples),
        *([_growth(figures.trends)] if figures.trends else []),
        _database(figures),
    ]


def _counts(title: str, column: str, counts: Mapping[str, int]) -> Section:
    return Section(title, (column, "times"), tuple((key, f"{count:,}") for key, count in counts.items()))


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return {key: counts[key] for key in sorted(counts)}


def _ends(figures: Figures) -> dict[str, int]:
    ends = dict(Counter(str(death.cause) for death in figures.deaths))
    return ends | {f"not ready: {line}": count for line, count in figures.failed_starts.items()}


def _nodes(figures: Figures) -> Section:
    rows = []
    for node in range(1, figures.nodes + 1):
        ends = sum(death.node == node for death in figures.deaths)
        rows.append((f"node {node}", f"{ends:,}", f"{figures.sent_by[node]:,}"))
    return Section("Nodes", ("node", "ends", "letters that it sent on"), tuple(rows))


def _use(samples: Sequence[Sample]) -> Section:
    """First and last: the medians of the first and the last tenth of the samples."""
    quantities: tuple[tuple[str, Callable[[Sample], float]], ...] = (
        ("memory of the gateway, MB", lambda each: each.rss / MB),
        ("memory of the largest worker, MB", lambda each: each.worker_rss / MB),
        ("file descriptors", lambda each: each.fds),
        ("threads", lambda each: each.threads),
        ("child processes", lambda each: each.children),
        ("database, MB", lambda each: each.database / MB),
        ("its log (WAL), MB", lambda each: each.wal / MB),
    )
    rows = []
    for name, of in quantities:
        values = [of(each) for each in samples] or [0]
        tenth = max(1, len(values) // 10)
        figures = (median(values[:tenth]), median(values[-tenth:]), max(values))
        rows.append((name, *(f"{each:,.1f}" for each in figures)))
    return Section("Use", ("quantity", "first", "last", "peak"), tuple(rows))


def _growth(trends: Sequence[Trend]) -> Section:
    """Of each quantity the life in which it grew most."""
    rows = []
    for name in dict.fromkeys(each.name for each in trends):
        worst = max((each for each in trends if each.name == name), key=lambda each: each.growth / each.most)
        rows.append((name, *map(_amount, (worst.first, worst.last, worst.growth, worst.most))))
    lives = len({(each.node, each.life) for each in trends})
    title = f"Growth within a life: the worst of {lives} lives that lasted long enough"
    return Section(title, ("quantity", "first", "last", "growth", "allowed"), tuple(rows))


def _amount(value: float) -> str:
    return f"{value / MB:,.1f} MB" if abs(value) > 10_000 else f"{value:,.1f}"


def _database(figures: Figures) -> Section:
    before, after = figures.costs
    rows = (
        ("messages on record", f"{figures.stored:,}"),
        ("bytes of database for a message, first half of the run", f"{before:,.0f}"),
        ("second half", f"{after:,.0f}"),
    )
    return Section("Database", ("quantity", "value"), rows)
