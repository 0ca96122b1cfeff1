"""Pictures as values: where each bar, dot and label of a chart stands, in units of its view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 720.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 12.0, 12.0, 28.0
_COLUMN_HEIGHT = 240.0
_ROW, _BAR = 44.0, 14.0  # of a chart of rules: each row, and the bar below its label
_MOST_WEEK_LABELS = 13
_FEWEST_STEPS = 2


@dataclass(frozen=True, slots=True)
class Rect:
    """A bar, or a part of one. `series` counts from 0; `said` is what it stands for, in words."""

    x: float
    y: float
    width: float
    height: float
    series: int
    said: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A value, with the line up to a second one."""

    x: float
    y: float
    upper: float
    said: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word on the picture; `x` and `y` are its middle or its beginning, as the chart has it."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of this size, its scale on the left and its labels below or beside."""

    height: float
    bars: tuple[Rect, ...] = ()
    dots: tuple[Dot, ...] = ()
    scale: tuple[Label, ...] = ()
    labels: tuple[Label, ...] = ()
    values: tuple[Label, ...] = ()
    width: float = WIDTH
    left: float = _LEFT


def stacked(names: Sequence[str], columns: Sequence[Sequence[int]], said: Sequence[Sequence[str]]) -> Chart:
    """One bar for each name, made of its values on top of one another.

    columns: for each name the values of all series
    said: for each of them what it stands for
    """
    top = scale_top(max((sum(column) for column in columns), default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(len(names), 1)
    width = min(step * 0.7, 40.0)
    bars: list[Rect] = []
    for number, (column, words) in enumerate(zip(columns, said, strict=True)):
        floor_at = 0
        x = _LEFT + step * number + (step - width) / 2
        for series, (value, text) in enumerate(zip(column, words, strict=True)):
            if value:
                y = _y(floor_at + value, top)
                bars.append(Rect(_r(x), y, _r(width), _r(_y(floor_at, top) - y), series, text))
            floor_at += value
    return Chart(_COLUMN_HEIGHT, tuple(bars), scale=_scale(top), labels=_below(names, step))


def spread(names: Sequence[str], values: Sequence[tuple[float, float] | None], said: Sequence[str]) -> Chart:
    """One dot for each name that has a value, with a line up to its second value."""
    top = scale_top(max((each[1] for each in values if each), default=0))
    step = (WIDTH - _LEFT - _RIGHT) / max(len(names), 1)
    dots = tuple(
        Dot(_r(_LEFT + step * (number + 0.5)), _y(each[0], top), _y(each[1], top), words)
        for number, (each, words) in enumerate(zip(values, said, strict=True))
        if each is not None
    )
    return Chart(_COLUMN_HEIGHT, dots=dots, scale=_scale(top), labels=_below(names, step))


def rows(names: Sequence[str], values: Sequence[Sequence[int]], said: Sequence[Sequence[str]]) -> Chart:
    """One bar for each name, from the left, below its name, with its sum behind it."""
    top = max((sum(row) for row in values), default=0) or 1
    room = WIDTH - 64.0  # for the sum
    bars, labels, sums = [], [], []
    for number, (name, row, words) in enumerate(zip(names, values, said, strict=True)):
        y, x = number * _ROW + 22, 0.0
        for series, (value, text) in enumerate(zip(row, words, strict=True)):
            if value:
                width = room * value / top
                bars.append(Rect(_r(x), y, _r(max(width, 1.0)), _BAR, series, text))
                x += width
        labels.append(Label(0, y - 7, name))
        sums.append(Label(_r(x + 6), y + _BAR - 2, f"{sum(row):,}"))
    height = _ROW * len(names)
    return Chart(height, tuple(bars), labels=tuple(labels), values=tuple(sums), left=0)


def scale_top(greatest: float) -> float:
    """A round number at or above it: 1, 2 or 5 with noughts, in whole steps from nought."""
    if greatest <= _FEWEST_STEPS:
        return float(_FEWEST_STEPS)
    return ceil(greatest / _step(greatest)) * _step(greatest)


def _step(greatest: float) -> float:
    """So that there are two to five steps."""
    rough = greatest / 5
    power = 10.0 ** floor(log10(rough))
    fitting = next(each for each in (1, 2, 5, 10) if each * power >= rough)
    return max(fitting * power, 1.0)


def _scale(top: float) -> tuple[Label, ...]:
    step = _step(top) if top > _FEWEST_STEPS else 1.0
    count = round(top / step)
    return tuple(Label(_LEFT - 8, _y(step * each, top), f"{step * each:,.0f}") for each in range(count + 1))


def _below(names: Sequence[str], step: float) -> tuple[Label, ...]:
    """As many as can be read; the last one always."""
    every = max(1, ceil(len(names) / _MOST_WEEK_LABELS))
    return tuple(
        Label(_r(_LEFT + step * (number + 0.5)), _COLUMN_HEIGHT - 8, name)
        for number, name in enumerate(names)
        if (len(names) - 1 - number) % every == 0
    )


def _y(value: float, top: float) -> float:
    return _r(_TOP + (_COLUMN_HEIGHT - _TOP - _BOTTOM) * (1 - value / top))


def _r(value: float) -> float:
    return round(value, 1)
