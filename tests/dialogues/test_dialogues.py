"""Every dialogue of this folder, played with the real gateway."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dialogues.conftest import RELAY, Scene
from tests.dialogues.player import Player, Script, parse_script, read_script

SCRIPTS = [read_script(path) for path in sorted(Path(__file__).parent.rglob("*.smtp"))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_dialogue(script: Script, scene_of: Callable[[str], Scene]) -> None:
    scene = scene_of(script.gateway)
    words = {}
    if any("{loop}" in step.text for step in script.steps):
        words["loop"] = scene.own_loop_field()
        scene.sink.taken.clear()
    Player(scene.gateway.port, scene.arrived, words).play(script)


def test_every_gateway_is_spoken_to() -> None:
    assert {script.gateway for script in SCRIPTS} == set(RELAY)


@pytest.mark.parametrize(
    "wrong",
    ["S: 503", "S: 250\nand: XYZZY", "S: 250\nnot: SIZE", "S: 250\nEOF", "arrived: 1", "has: .", "S*2: 250-"],
    ids=repr,
)
def test_the_player_notices_what_is_not_as_written(wrong: str, scene_of: Callable[[str], Scene]) -> None:
    scene = scene_of("plain")
    script = parse_script(f"# why\nC: EHLO mail.oakfield.sch.uk\nC: NOOP\n{wrong}\nC: QUIT", "wrong")
    with pytest.raises(AssertionError, match=r"wrong\.smtp:\d"):
        Player(scene.gateway.port, scene.arrived, {}).play(script)


@pytest.mark.parametrize("text", ["C: no reason given\n", "# why\nX: what\n", "# why\nno verb\n"], ids=repr)
def test_what_is_not_a_script_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"first line|not a line"):
        parse_script(text, "wrong")
