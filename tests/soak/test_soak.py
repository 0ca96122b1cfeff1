"""A short soak in which every fault comes about once: nothing is lost. And with a bug put in, it says so."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from tests.soak.conductor import Fault, Track
from tests.soak.faults import feel, tracks
from tests.soak.growth import Limits
from tests.soak.hops import Manner, Mood, Phase
from tests.soak.letters import KINDS, Way
from tests.soak.mailer import Manner as BadManner
from tests.soak.parts import Extent
from tests.soak.run import Soak
from tests.soak.table import markdown, rendering

SEED = 20261123
SHORT = Extent(50, tracks(pace=0.5, shared=True), rate=12, badly=0.05, loaded=True, workers=1)
FLAWED = Extent(
    1,
    tracks=(),
    rate=30,
    accepted=30,
    badly=0,
    loaded=True,
    rulings_killed=False,
    sample_seconds=0.2,
    workers=1,
    settle_seconds=30,
)


@pytest.mark.timeout(600)
def test_nothing_is_lost_whatever_happens(tmp_path: Path) -> None:
    figures = Soak(tmp_path, SEED, SHORT).run()

    Console(width=110).print(rendering(figures))
    assert figures.complaints == (), markdown(figures)
    assert {str(manner) for manner in BadManner} <= set(figures.faults)
    assert {kind.name for kind in KINDS} == set(figures.letters)
    assert figures.answers["250"] > 100
    assert figures.judgement.twice


PUT_OFF = Fault("secure mail puts off", partial(feel, Way.SECURE, Mood(Phase.MAIL, Manner.TEMPORARY)))
SECURE = Track("secure", [PUT_OFF], 0, 0.1)
QUICK_LIMITS = Limits(warm_up_seconds=0, life_seconds=2, floor_seconds=0.3, fds_noise=12)
LONG_ENOUGH_TO_GROW = replace(FLAWED, seconds=3, rate=15, accepted=60, limits=QUICK_LIMITS)


@pytest.mark.parametrize(
    ("flaw", "complaint", "extent"),
    [
        ("forgets", "LOST for", FLAWED),
        ("settles blindly", "LOST for", replace(FLAWED, tracks=(SECURE,))),
        ("leaks", "LET OUT", FLAWED),
        ("sends twice", "without a reason", FLAWED),
        ("hoards", "file descriptors grew", LONG_ENOUGH_TO_GROW),
    ],
)
def test_it_finds_a_bug(tmp_path: Path, flaw: str, complaint: str, extent: Extent) -> None:
    figures = Soak(tmp_path, SEED, replace(extent, flaw=flaw)).run()

    assert any(complaint in each for each in figures.complaints), figures.complaints
