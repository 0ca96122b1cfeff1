"""The speeds that are committed beside the bench, each as a share of the load sent straight to the sink.

Both sides are measured in turn in one run, so the share is much the same on machines of one kind; what the
machine is doing besides is not, and so whoever compares tries a few times and takes the best.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COMMITTED = Path(__file__).with_name("committed.toml")
LEAST = 0.9  # of what is committed


@dataclass(frozen=True, slots=True)
class Fall:
    """A kind of message that has become slower. Both figures are shares of the straight load."""

    label: str
    committed: float
    now: float

    def __str__(self) -> str:
        return f"{self.label}: {self.now:.1%} of the straight load, where {self.committed:.1%} is committed"


def falls(shares: Mapping[str, float], path: Path = COMMITTED) -> list[Fall]:
    """What is slower by more than a tenth. Raises KeyError where something committed was not measured."""
    committed = tomllib.loads(path.read_text(encoding="utf-8"))["share"]
    return [
        Fall(label, share, shares[label])
        for label, share in committed.items()
        if shares[label] < LEAST * share
    ]


def best(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {label: max(share, other.get(label, 0.0)) for label, share in one.items()}


def commit(shares: Mapping[str, float], path: Path = COMMITTED) -> None:
    lines = ["# Written by `python -m tests.bench --commit`, when it is meant to be so fast.", "[share]"]
    lines += [f"{json.dumps(label)} = {share:.4f}" for label, share in shares.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
