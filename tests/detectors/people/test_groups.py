"""Which of the school's groups an address is in."""

from __future__ import annotations

import pickle

import pytest

from detectors.people.groups import NO_GROUPS, Group, Groups

GROUPS = Groups(
    (
        Group("heads", frozenset({"head@oakfield.sch.uk", "élodie@oakfield.sch.uk"})),
        Group("office", patterns=("*@office.oakfield.sch.uk", "reception?@oakfield.sch.uk")),
        Group("police", domains=frozenset({"police.uk", "xn--lm-9ia.example"})),
        Group("outside", frozenset({"head@oakfield.sch.uk"}), domains=frozenset({"kent.police.uk"})),
        Group("nobody"),
    )
)


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("head@oakfield.sch.uk", {"heads", "outside"}),
        ("HEAD@Oakfield.Sch.UK.", {"heads", "outside"}),
        ('"head"@oakfield.sch.uk', {"heads", "outside"}),
        ("Élodie@oakfield.sch.uk", {"heads"}),
        ("head+trips@oakfield.sch.uk", set()),
        ("deputy@oakfield.sch.uk", set()),
        ("anyone@office.oakfield.sch.uk", {"office"}),
        ("anyone@notoffice.oakfield.sch.uk", set()),
        ("reception1@oakfield.sch.uk", {"office"}),
        ("reception12@oakfield.sch.uk", set()),
        ("pc@police.uk", {"police"}),
        ("pc@met.police.uk", {"police"}),
        ("pc@kent.police.uk", {"police", "outside"}),
        ("pc@notpolice.uk", set()),
        ("a@élm.example", {"police"}),
        ("@relay.example:head@oakfield.sch.uk", set()),
        ("head%oakfield.sch.uk@police.uk", set()),
        ("pc@police.uk@firm.example", set()),
        ("", set()),
        ("police.uk", set()),
    ],
)
def test_groups_of_an_address(address: str, names: set[str]) -> None:
    assert GROUPS.of(address) == names


def test_without_groups_nobody_is_in_one() -> None:
    assert NO_GROUPS.of("head@oakfield.sch.uk") == frozenset()


def test_they_go_to_the_workers_as_they_are() -> None:
    assert pickle.loads(pickle.dumps(GROUPS)) == GROUPS  # noqa: S301 - our own
