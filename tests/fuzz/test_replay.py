"""Every committed input keeps its promise, and so does what once broke one."""

from __future__ import annotations

import pytest

from tests.fuzz.inputs import FOUND, corpus_of, found_for
from tests.fuzz.minimise import MOST_BYTES, MOST_INPUTS
from tests.fuzz.target import Target
from tests.fuzz.targets import BY_NAME, TARGETS

_NOTES = FOUND / "README.md"


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_the_corpus(target: Target) -> None:
    inputs = corpus_of(target.name)
    assert inputs, "there is nothing to begin with"
    assert len(inputs) <= MOST_INPUTS
    assert sum(path.stat().st_size for path in inputs) <= MOST_BYTES
    for path in inputs:
        target.check(path.read_bytes())


@pytest.mark.parametrize("name", BY_NAME)
def test_what_was_found(name: str) -> None:
    for path in found_for(name):
        assert f"`{name}/{path.name}`" in _NOTES.read_text(encoding="utf-8"), "nobody says what it was"
        BY_NAME[name].check(path.read_bytes())


def test_nothing_is_found_for_a_target_that_is_gone() -> None:
    assert {path.name for path in FOUND.iterdir() if path.is_dir()} <= set(BY_NAME)
