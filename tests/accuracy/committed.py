"""The figures that are committed beside the measure, below which none may fall."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.accuracy.figures import TOLERANCE, Figure, Group

COMMITTED = Path(__file__).with_name("committed.toml")
_NEEDS_CORPORA = frozenset({"pupils drawn at random"})
_GROUPS_NEED_CORPORA = frozenset({Group.STRANGERS, Group.CALIBRATION})


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that is worse than what was committed; `now` is None where it was not measured."""

    group: Group
    name: str
    committed: float
    now: float | None


def falls(measured: Sequence[Figure], path: Path = COMMITTED, *, with_corpora: bool) -> list[Fall]:
    """Raises OSError where there is nothing committed, ValueError where it is no TOML of ours."""
    now = {(figure.group, figure.name): figure for figure in measured}
    found = []
    for group, name, value in _committed(path):
        figure = now.get((group, name))
        if figure is None:
            if with_corpora or not _needs_corpora(group, name):
                found.append(Fall(group, name, value, None))
        elif _is_worse(figure, value):
            found.append(Fall(group, name, value, figure.value))
    return found


def commit(measured: Sequence[Figure], path: Path = COMMITTED) -> None:
    lines = ["# Written by `python -m tests.accuracy --commit`, when the figures are meant to be these."]
    for group in Group:
        rows = [figure for figure in measured if figure.group is group]
        if rows:
            lines += ["", f"[{json.dumps(group.value)}]"]
            lines += [f"{json.dumps(each.name, ensure_ascii=False)} = {each.value:.4f}" for each in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _committed(path: Path) -> list[tuple[Group, str, float]]:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        (Group(group), name, float(value)) for group, rows in tables.items() for name, value in rows.items()
    ]


def _needs_corpora(group: Group, name: str) -> bool:
    return group in _GROUPS_NEED_CORPORA or name in _NEEDS_CORPORA


def _is_worse(figure: Figure, committed: float) -> bool:
    loss = figure.value - committed if figure.less_is_better else committed - figure.value
    return loss > TOLERANCE[figure.group]
