"""Whether what was measured grew within a life of the gateway: a slope that no outlier bends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from operator import attrgetter
from statistics import median

from tests.soak.meter import Sample

MB = 1024**2


@dataclass(frozen=True, slots=True)
class Limits:
    """What a life may grow by after its warm-up, in a thousand messages; and the least that is noise anyway.

    A life is judged when it lasted `life_seconds` after the warm-up, by the least of every `floor_seconds`:
    what messages in hand need comes and goes, and a leak lifts the floor. `wal`: the most bytes at any time;
    `database`: how many times as much a message may cost in the second half of the run as in the first.
    """

    warm_up_seconds: float = 60
    life_seconds: float = 120
    floor_seconds: float = 10
    memory: float = 1 * MB
    memory_noise: float = 16 * MB
    worker_noise: float = 64 * MB
    fds: float = 0.5
    fds_noise: float = 8
    threads_noise: float = 4
    children_noise: float = 2
    wal: int = 64 * MB
    database: float = 1.5


@dataclass(frozen=True, slots=True)
class Trend:
    """How a quantity went in one life: first and last third's medians, and the growth that the slope says."""

    name: str
    life: int
    first: float
    last: float
    growth: float
    most: float
    node: int = 1


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Theil and Sen: the median of the slopes between all pairs of points."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if b[0] != a[0]]
    return median(slopes) if slopes else 0.0


def trends(samples: Sequence[Sample], limits: Limits) -> list[Trend]:
    """Of each life that lasted long enough."""
    found = []
    whose = attrgetter("node", "life")
    for _, group in groupby(sorted(samples, key=whose), key=whose):
        lived = list(group)
        calm = [each for each in lived if each.at - lived[0].at >= limits.warm_up_seconds]
        if calm and calm[-1].at - calm[0].at >= limits.life_seconds:
            found += _of_life(calm, limits)
    return found


def _of_life(samples: Sequence[Sample], limits: Limits) -> list[Trend]:
    thousands = (samples[-1].messages - samples[0].messages) / 1000
    quantities: tuple[tuple[str, Callable[[Sample], float], float], ...] = (
        ("memory", attrgetter("rss"), limits.memory_noise + limits.memory * thousands),
        ("memory of a worker", attrgetter("worker_rss"), limits.worker_noise + limits.memory * thousands),
        ("file descriptors", attrgetter("fds"), limits.fds_noise + limits.fds * thousands),
        ("threads", attrgetter("threads"), limits.threads_noise),
        ("children", attrgetter("children"), limits.children_noise),
    )
    return [
        _trend(name, samples[0], _floor(samples, of, limits.floor_seconds), most)
        for name, of, most in quantities
    ]


def _trend(name: str, whose: Sample, points: Sequence[tuple[float, float]], most: float) -> Trend:
    third = max(1, len(points) // 3)
    first, last = (median(value for _, value in part) for part in (points[:third], points[-third:]))
    growth = slope(points) * (points[-1][0] - points[0][0])
    return Trend(name, whose.life, first, last, growth, most, whose.node)


def _floor(
    samples: Sequence[Sample], of: Callable[[Sample], float], seconds: float
) -> list[tuple[float, float]]:
    """The least in each stretch of so many seconds, by its number."""
    stretches = groupby(samples, key=lambda each: int((each.at - samples[0].at) / seconds))
    return [(number, min(map(of, stretch))) for number, stretch in stretches]


def growing(samples: Sequence[Sample], limits: Limits) -> list[str]:
    """Complaints."""
    found = [
        f"{each.name} grew by {each.growth:,.0f} in life {each.life}{_whose(each)}, from {each.first:,.0f} to"
        f" {each.last:,.0f}; {each.most:,.0f} is the most"
        for each in trends(samples, limits)
        if each.growth > each.most
    ]
    peak = max((each.wal for each in samples), default=0)
    if peak > limits.wal:
        found.append(f"the database's log grew to {peak:,} bytes; {limits.wal:,} is the most")
    before, after = database_costs(samples)
    if before > 0 and after > before * limits.database:
        found.append(f"a message cost {before:,.0f} bytes of database at first, and {after:,.0f} at last")
    return found


def _whose(trend: Trend) -> str:
    """Nothing where it is of the first, who may be the only one."""
    return f" of node {trend.node}" if trend.node > 1 else ""


def database_costs(samples: Sequence[Sample]) -> tuple[float, float]:
    """Bytes that the database grew by for each message, in the first and the second half of them."""
    if not samples or samples[-1].messages - samples[0].messages < 1000:
        return 0.0, 0.0  # a database grows by whole pages; of few messages it says nothing
    half = (samples[0].messages + samples[-1].messages) / 2
    middle = next(each for each in samples if each.messages >= half)
    return _cost(samples[0], middle), _cost(middle, samples[-1])


def _cost(start: Sample, end: Sample) -> float:
    messages = end.messages - start.messages
    return (end.database - start.database) / messages if messages else 0.0
