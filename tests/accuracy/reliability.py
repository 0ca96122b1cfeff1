"""The reliability curve as a picture: how often a finding is right, beside how sure it is."""

from __future__ import annotations

from collections.abc import Sequence

from tests.accuracy.calibration import Band

SIDE = 300  # of the square that is drawn in, pixels
LEFT, TOP = 64, 40
WIDTH, HEIGHT = LEFT + SIDE + 36, TOP + SIDE + 96

_TEXT = '<text x="{:.0f}" y="{:.0f}" text-anchor="{}"{}>{}</text>'
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def svg(measured: Sequence[Band]) -> str:
    """One point for each band, its findings written beside it; the dotted line is where points belong."""
    points = [(_x(band.expected), _y(band.right)) for band in measured]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' font-family="sans-serif" font-size="12" fill="black">',
        "<title>How often a finding of a pupil's name is right, by its confidence</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        _text(LEFT + SIDE / 2, 22, "Findings of pupils' names: confidence and truth"),
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="none" stroke="black"/>',
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="grey" stroke-dasharray="3 3"/>',
        *_ticks(),
        _text(LEFT + SIDE / 2, TOP + SIDE + 42, "confidence of the finding, mean of its band"),
        _text(18, TOP + SIDE / 2, "share that is right", f' transform="rotate(-90 18 {TOP + SIDE / 2:.0f})"'),
        f'<polyline points="{line}" fill="none" stroke="black" stroke-width="1.5"/>',
        *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points),
        *_counts(measured),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _x(value: float) -> float:
    return LEFT + value * SIDE


def _y(value: float) -> float:
    return TOP + (1 - value) * SIDE


def _text(x: float, y: float, text: str, more: str = "", anchor: str = "middle") -> str:
    return _TEXT.format(x, y, anchor, more, text)


def _ticks() -> list[str]:
    marks = []
    for tick in _TICKS:
        marks.append(_text(_x(tick), TOP + SIDE + 18, f"{tick:.1f}"))
        marks.append(_text(LEFT - 8, _y(tick) + 4, f"{tick:.1f}", anchor="end"))
    return marks


def _counts(measured: Sequence[Band]) -> list[str]:
    """How many findings each point stands for, in two lines under the axis."""
    counts = [f"{band.low:.1f} to {band.high:.1f}: {band.findings:,}" for band in measured]
    half = (len(counts) + 1) // 2
    lines = ("Findings: " + "; ".join(counts[:half]), "; ".join(counts[half:]))
    return [
        _text(LEFT + SIDE / 2, TOP + SIDE + 66 + 16 * at, line, ' font-size="11"')
        for at, line in enumerate(lines)
    ]
