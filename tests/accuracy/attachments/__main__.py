"""Prints the figures; ends with 1 where something is below what it was."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.accuracy import evasion
from tests.accuracy.attachments.measure import KindFigures, Share, kinds_of, truth_of
from tests.conftest import CORPORA
from tests.samples.makers import MAKERS


def main() -> int:
    console = Console(width=120)
    figures = list(kinds_of(MAKERS))
    console.print(_table(figures))
    shares = [share for each in figures for share in (each.carriers, each.protection, each.disclosed)]
    shares += _truth(console, CORPORA)
    missed = [name for share in shares for name in share.missed]
    for name in missed:
        console.print(f"  missed: {name}", highlight=False)
    return 1 if missed else 0


def _table(figures: list[KindFigures]) -> Table:
    table = Table(title="What is read, judged and opened, by kind of file")
    for heading in ("kind", "carriers read", "protection right", "disclosed passwords found", "ms", "MB"):
        table.add_column(heading, justify="left" if heading == "kind" else "right")
    for each in figures:
        cost = (f"{each.cost.milliseconds:.1f}", f"{each.cost.megabytes:.0f}") if each.cost else ("", "")
        shown = map(_shown, (each.carriers, each.protection, each.disclosed))
        table.add_row(each.kind, *shown, *cost)
    table.add_section()
    table.add_row("all", *map(_shown, _sums(figures)), "", "")
    return table


def _sums(figures: list[KindFigures]) -> Iterator[Share]:
    for shares in zip(*((each.carriers, each.protection, each.disclosed) for each in figures), strict=True):
        yield Share(sum(each.right for each in shares), sum(each.total for each in shares))


def _shown(share: Share) -> str:
    return f"{share.right} of {share.total}" if share.total else ""


def _truth(console: Console, corpora: Path) -> list[Share]:
    """Files of others, where the folder with them is there."""
    if not corpora.is_dir():
        console.print("The folder of real mail and files is not there, so nothing of it is measured.")
        return []
    truth = truth_of(corpora)
    for kind, share in truth.items():
        console.print(f"protection of others' files, {kind}: {_shown(share)}", highlight=False)
    for line in evasion.lines(evasion.measure(corpora)):
        console.print(line, highlight=False)
    return list(truth.values())


if __name__ == "__main__":
    sys.exit(main())
