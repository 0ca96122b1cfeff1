"""The figures as tables of 110 columns."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.box import SIMPLE_HEAD
from rich.console import Group as Lines
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from tests.accuracy.calibration import Band
from tests.accuracy.committed import Fall
from tests.accuracy.figures import STRANGERS, Figure, Group, interval
from tests.accuracy.outcome import Outcome, Series

WIDTH = 110
WORST_CELLS = 15
CELLS_OF_A_FORM = 2  # shown, so that one bad form does not hide the others
EXAMPLE = 30  # characters shown


def rendering(
    outcomes: Sequence[Outcome], figures: Sequence[Figure], bands: Sequence[Band]
) -> RenderableType:
    parts: list[RenderableType] = [
        _heading("Recall: messages in which the pupil was found"),
        *(_share_line(figure) for figure in figures if figure.group is Group.RECALL),
        _two_columns("by form", _of(figures, Group.FORMS)),
        _two_columns("by carrier", _of(figures, Group.CARRIERS)),
        _worst_cells(outcomes),
        _heading("Precision: sentences that tempt"),
        _two_columns("nobody is named, and nothing was found", _of(figures, Group.HAZARDS)),
        _two_columns("a pupil is named, and was found", _of(figures, Group.PUPILS)),
        *_strangers(outcomes, figures),
        *_calibration(figures, bands),
        *_crashes(outcomes),
    ]
    return Lines(*parts)


def as_json(figures: Sequence[Figure], bands: Sequence[Band], fallen: Sequence[Fall]) -> str:
    values: dict[str, dict[str, object]] = defaultdict(dict)
    for figure in figures:
        values[figure.group][figure.name] = {"value": round(figure.value, 4), "of": figure.of}
    rows = [
        {
            "from": band.low,
            "to": band.high,
            "findings": band.findings,
            "in_1000_messages": round(band.weight, 2),
            "confidence": round(band.expected, 4),
            "right": round(band.right, 4),
        }
        for band in bands
    ]
    worse = [
        {"group": fall.group, "name": fall.name, "committed": fall.committed, "now": fall.now}
        for fall in fallen
    ]
    return json.dumps({"figures": values, "confidence": rows, "fallen": worse}, ensure_ascii=False, indent=1)


def fall_lines(fallen: Iterable[Fall]) -> list[str]:
    return [
        f"Fallen: {fall.group}, {fall.name}: {fall.committed:.4f} is committed, "
        + ("it is no longer measured." if fall.now is None else f"{fall.now:.4f} now.")
        for fall in fallen
    ]


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _of(figures: Iterable[Figure], group: Group) -> list[Figure]:
    return sorted((figure for figure in figures if figure.group is group), key=lambda figure: figure.value)


def _share_line(figure: Figure) -> Text:
    low, high = interval(figure.value, figure.of)
    return Text(
        f"  {figure.name}: {figure.value:.2%} of {figure.of:,} messages (95 % sure: {low:.2%} to {high:.2%})"
    )


def _two_columns(title: str, figures: Sequence[Figure]) -> Table:
    """Worst first, down the left and then down the right."""
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in (title, ""):
        table.add_column(heading, width=40, no_wrap=True)
        table.add_column("share", justify="right")
        table.add_column("of", justify="right")
    half = (len(figures) + 1) // 2
    for pair in zip_longest(figures[:half], figures[half:]):
        table.add_row(*(cell for figure in pair for cell in _cells(figure)))
    return table


def _cells(figure: Figure | None) -> tuple[str | Text, ...]:
    if figure is None:
        return "", "", ""
    return Text(figure.name), f"{figure.value:.1%}", f"{figure.of:,}"


def _worst_cells(outcomes: Iterable[Outcome]) -> RenderableType:
    cells = defaultdict(list)
    for outcome in outcomes:
        if outcome.series is Series.MATRIX:
            cells[outcome.row, outcome.column].append(outcome)
    missed = {place: [each for each in cell if not each.found] for place, cell in cells.items()}
    worst = sorted(
        (place for place in cells if missed[place]), key=lambda at: -len(missed[at]) / len(cells[at])
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    heading = f"worst of {len(worst):,} cells with a miss"
    for text, width in ((heading, 38), ("carrier", 30), ("found", 6), ("missed", EXAMPLE)):
        table.add_column(text, width=width, no_wrap=True)
    for place in _varied(worst)[:WORST_CELLS]:
        found = len(cells[place]) - len(missed[place])
        table.add_row(
            *map(Text, place), f"{found} of {len(cells[place])}", Text(_shown(missed[place][0].example))
        )
    return table


def _varied(places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    shown: Counter[str] = Counter()
    varied = []
    for form, carrier in places:
        shown[form] += 1
        if shown[form] <= CELLS_OF_A_FORM:
            varied.append((form, carrier))
    return varied


def _shown(example: str) -> str:
    """What cannot be seen is written out."""
    text = "".join(letter if letter.isprintable() else f"<{ord(letter):04X}>" for letter in example)
    return text if len(text) <= EXAMPLE else text[: EXAMPLE - 1] + "…"


def _strangers(outcomes: Sequence[Outcome], figures: Sequence[Figure]) -> list[RenderableType]:
    if not _of(figures, Group.STRANGERS):
        return []
    lines: list[RenderableType] = [_heading("Precision: mail of strangers, rosters drawn at random")]
    for figure in _of(figures, Group.STRANGERS):
        series = STRANGERS[figure.name]
        low, high = interval(figure.value / 1000, figure.of)
        held = {outcome.source for outcome in outcomes if outcome.series is series and outcome.held}
        every = {outcome.source for outcome in outcomes if outcome.series is series}
        rosters = len({outcome.column for outcome in outcomes if outcome.series is series})
        lines.append(
            Text(
                f"  {figure.name}: {figure.value:.2f} of 1,000 held (95 % sure: {low * 1000:.2f} to "
                f"{high * 1000:.2f}); {len(held):,} of {len(every):,} messages by any of {rosters} rosters"
            )
        )
    return lines


def _calibration(figures: Sequence[Figure], bands: Sequence[Band]) -> list[RenderableType]:
    if not _of(figures, Group.CALIBRATION):
        return []
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("confidence", "findings", "in 1,000 messages", "expected right", "right"):
        table.add_column(heading, justify="right")
    for band in bands:
        table.add_row(
            f"{band.low:.1f} to {band.high:.1f}",
            f"{band.findings:,}",
            f"{band.weight:.2f}",
            f"{band.expected:.1%}",
            f"{band.right:.1%}",
        )
    error = next(each for each in figures if each.name == "expected error")
    return [
        _heading("Calibration, in a mixture that resembles mail (see calibration.py)"),
        table,
        Text(f"  Expected calibration error: {error.value:.3f}"),
    ]


def _crashes(outcomes: Iterable[Outcome]) -> list[RenderableType]:
    count = sum(outcome.crashed for outcome in outcomes)
    return [Text(f"\nName finding crashed on {count:,} messages.", style="bold")] if count else []
