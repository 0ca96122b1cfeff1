"""Nothing that the gateway is built on asks for the gateway's own source."""

from __future__ import annotations

import pytest

from tests.trust.advisories import read_lock
from tests.trust.licences import CORRECTIONS, LESSER, WORDS, declared, not_allowed

LOCKED = sorted(read_lock())


def test_no_dependency_binds_more_than_itself() -> None:
    too_much = {package: not_allowed(package, declared(package)) for package in LOCKED}
    assert {package: names for package, names in too_much.items() if names} == {}


@pytest.mark.parametrize(
    "expression", ["GPL-3.0-or-later", "AGPL-3.0-only", "MIT AND GPL-2.0-only", "LGPL-3.0-only"]
)
def test_what_binds_more_is_found(expression: str) -> None:
    assert not_allowed("django", expression)


def test_the_lesser_licence_is_no_way_in_for_the_greater() -> None:
    assert not_allowed("py7zr", "LGPL-2.1-or-later AND GPL-3.0-only") == {"GPL-3.0-only"}


@pytest.mark.parametrize("package", sorted(LESSER))
def test_what_is_named_as_lesser_is_locked_and_is_so(package: str) -> None:
    assert package in LOCKED
    assert declared(package).startswith("LGPL-")


def test_no_correction_is_left_over() -> None:
    assert set(CORRECTIONS) <= set(LOCKED)


def test_a_licence_of_unknown_words_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(WORDS, "PSFL")
    with pytest.raises(LookupError, match="defusedxml"):
        declared("defusedxml")
