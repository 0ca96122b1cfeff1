"""Several gateways share a database that fails over, while they are killed: nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from tests.soak.conductor import Fault, Track
from tests.soak.faults import feel
from tests.soak.hops import Manner, Mood, Phase
from tests.soak.letters import Way
from tests.soak.parts import Extent
from tests.soak.run import Soak
from tests.soak.serverfaults import FAILED_OVER, SERVER, STAYS_AWAY, short_tracks
from tests.soak.table import markdown, rendering

SEED = 20261123
NODES = 3
SHORT = Extent(15, short_tracks(NODES), rate=10, badly=0.05, loaded=True, workers=1, nodes=NODES, grace="3")
SLOW = Fault("secure mail is slow", partial(feel, Way.SECURE, Mood(Phase.DOT, Manner.DAWDLE)))
FLAWED = Extent(
    5,
    (Track("secure", [SLOW], 0, 0.1),),
    rate=15,
    accepted=60,
    badly=0,
    loaded=True,
    rulings_killed=False,
    workers=1,
    settle_seconds=30,
    nodes=2,
    grace="1",
)


@pytest.mark.timeout(300)
def test_nothing_is_lost_whichever_fails(tmp_path: Path) -> None:
    figures = Soak(tmp_path, SEED, SHORT).run()

    Console(width=110).print(rendering(figures))
    assert figures.complaints == (), markdown(figures)
    assert {fault.name for fault in SERVER} | {STAYS_AWAY} <= set(figures.faults)
    assert figures.faults[FAILED_OVER]
    assert all(figures.sent_by[node] for node in range(1, NODES + 1))
    assert {death.node for death in figures.deaths} == {1, 2, 3}
    assert figures.answers["250"] > 100


@pytest.mark.timeout(300)
@pytest.mark.parametrize("flaw", ["ignores leases", "takes from the living"])
def test_it_finds_a_bug_that_takes_two_nodes(tmp_path: Path, flaw: str) -> None:
    """Whether two meet at one delivery in these few seconds is chance, so there are three goes at it."""
    complaints: list[str] = []
    for go in range(3):
        folder = tmp_path / str(go)
        folder.mkdir()
        complaints += Soak(folder, SEED + go, replace(FLAWED, flaw=flaw)).run().complaints
        if any("without a reason" in each for each in complaints):
            return
    pytest.fail(f"three times nothing was noticed: {complaints}")
