"""What was measured: a leak is told from noise, from an outlier, and from a start that still warms up."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.soak.growth import MB, Limits, growing, slope, trends
from tests.soak.meter import Sample

LIMITS = Limits(warm_up_seconds=60, life_seconds=120)
RATE = 10  # messages a second


def sample(second: int, **measured: int) -> Sample:
    usual = {"rss": 160 * MB, "fds": 30, "threads": 8, "children": 2, "worker_rss": 90 * MB}
    usual |= {"database": 5000 * RATE * second, "wal": 4 * MB}
    return Sample(float(second), 1, RATE * second, **usual | measured)


def life(measure: Callable[[int], dict[str, int]], seconds: int = 600) -> list[Sample]:
    return [sample(second, **measure(second)) for second in range(0, seconds, 2)]


def noisy(second: int) -> dict[str, int]:
    draw = random.Random(second)
    return {
        "rss": 160 * MB + draw.randrange(8 * MB),
        "fds": 25 + draw.randrange(20),
        "threads": 7 + draw.randrange(4),
        "wal": draw.randrange(8 * MB),
    }


def test_noise_is_not_growth() -> None:
    assert growing(life(noisy), LIMITS) == []
    assert {each.name for each in trends(life(noisy), LIMITS)} == {
        "memory",
        "memory of a worker",
        "file descriptors",
        "threads",
        "children",
    }


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("memory", lambda second: {"rss": 160 * MB + second * RATE * 8 * 1024}),
        ("memory of a worker", lambda second: {"worker_rss": 90 * MB + second * RATE * 20 * 1024}),
        ("file descriptors", lambda second: {"fds": 30 + second * RATE // 100}),
        ("threads", lambda second: {"threads": 8 + second // 60}),
        ("children", lambda second: {"children": 2 + second // 100}),
    ],
)
def test_a_leak_is_found(name: str, leak: Callable[[int], dict[str, int]]) -> None:
    (complaint,) = growing(life(lambda second: noisy(second) | leak(second)), LIMITS)

    assert complaint.startswith(f"{name} grew by ")


def test_messages_in_hand_are_not_growth() -> None:
    """More and more of them, and of what they need, but in between there are none."""
    busy = life(lambda second: noisy(second) | ({"rss": (160 + second // 10) * MB} if second % 10 else {}))

    assert growing(busy, LIMITS) == []


def test_one_outlier_bends_nothing() -> None:
    samples = life(noisy)
    samples[-2] = sample(596, rss=900 * MB)

    assert growing(samples, LIMITS) == []


def test_the_warm_up_is_left_out() -> None:
    assert growing(life(lambda second: {"rss": (60 + 2 * min(second, 50)) * MB}), LIMITS) == []


def test_a_short_life_says_nothing() -> None:
    assert trends(life(noisy, seconds=170), LIMITS) == []


def test_each_life_is_judged_by_itself() -> None:
    """A gateway that is started again begins small."""
    first = life(noisy)
    second = [
        Sample(each.at + 600, 2, each.messages + 6000, 60 * MB, 30, 8, 2, 90 * MB, each.database, 0)
        for each in life(noisy)
    ]

    assert {each.life for each in trends([*first, *second], LIMITS)} == {1, 2}


def test_a_log_that_is_never_cut_back() -> None:
    (complaint,) = growing(life(lambda second: {"wal": second * MB // 2}), LIMITS)

    assert complaint.startswith("the database's log grew to ")


def test_messages_that_cost_more_and_more_database() -> None:
    (complaint,) = growing(life(lambda second: {"database": 100 * second**2}), LIMITS)

    assert complaint.startswith("a message cost ")


def test_the_slope_is_a_median() -> None:
    assert slope([(0, 0), (1, 2), (2, 4), (3, 600), (4, 8)]) == 2
    assert slope([(1, 5)]) == 0
