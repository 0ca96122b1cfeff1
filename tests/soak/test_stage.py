"""A file is changed between two starts of a gateway, never during one: it is known who has read it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from tests.soak.gatekeeper import Gatekeeper
from tests.soak.site import Site
from tests.soak.stage import Node, Stage
from tests.support.process import GatewayProcess

EVENT = "rules-read"
FILE = "policy.toml"


@pytest.fixture
def keeper(tmp_path: Path) -> Gatekeeper:
    """Of a gateway that there is only the log of."""
    log = tmp_path / "log"
    log.touch()
    keeper = Gatekeeper(cast(GatewayProcess, SimpleNamespace(log=log)))
    keeper.is_up.set()
    return keeper


@pytest.fixture
def stage(tmp_path: Path, keeper: Gatekeeper) -> Stage:
    (tmp_path / FILE).write_text("old", encoding="utf-8")
    return Stage(tmp_path, (Node(keeper, tmp_path),), cast(Site, None), {})


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def test_it_waits_for_a_start(stage: Stage, keeper: Gatekeeper, aside: ThreadPoolExecutor) -> None:
    file = stage.folder / FILE
    with keeper.starting:
        change = aside.submit(stage.change, FILE, "new", EVENT)
        with pytest.raises(TimeoutError):
            change.result(0.2)
        assert file.read_text(encoding="utf-8") == "old"

    change.result(5)
    assert file.read_text(encoding="utf-8") == "new"


def test_who_was_up_has_to_say_so(stage: Stage, keeper: Gatekeeper) -> None:
    node, log = stage.nodes[0], keeper.gateway.log
    log.write_text(f"{EVENT}\n", encoding="utf-8")
    change = stage.change(FILE, "new", EVENT)
    assert not node.has_taken_up(EVENT, *change.counts, change.written)

    log.write_text(f"{EVENT}\n{EVENT}\n", encoding="utf-8")
    assert stage.is_in_force(change)


def test_who_starts_afterwards_has_read_it(stage: Stage, keeper: Gatekeeper) -> None:
    change = stage.change(FILE, "new", EVENT)
    keeper.began = change.written + 0.1

    assert stage.is_in_force(change)
