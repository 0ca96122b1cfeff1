"""Whom secure mail reaches: domains on the borders of labels, addresses in their one spelling."""

from __future__ import annotations

import pytest

from gateway.policy.reach import EVERYBODY, NOBODY, SecureReach

SOME = SecureReach(
    domains=frozenset({"nhs.net", "xn--cole-9oa.example"}), addresses=frozenset({"grace.bishop@example.org"})
)


@pytest.mark.parametrize(
    "address",
    [
        "zoe.oneill@nhs.net",
        "Zoe.ONeill@NHS.net.",
        "<h.tudor@leeds.nhs.net>",
        '"henry tudor"@nhs.net',
        "h.tudor@école.example",
        "Grace.Bishop@Example.ORG",
        '"grace.bishop"@example.org',
    ],
)
def test_reached(address: str) -> None:
    assert SOME.reaches(address)


@pytest.mark.parametrize(
    "address",
    [
        "h.tudor@notnhs.net",
        "h.tudor@nhs.net.example",
        "h.tudor@net",
        "nhs.net",
        "h.tudor@",
        "",
        "grace.bishop+x@example.org",
        "bishop@example.org",
        "h.tudor@mail.example.org",
        "grace.bishop@example.org@example.com",
    ],
)
def test_not_reached(address: str) -> None:
    assert not SOME.reaches(address)
    assert EVERYBODY.reaches(address)
    assert not NOBODY.reaches(address)


def test_whether_it_is_there() -> None:
    assert EVERYBODY.is_there
    assert SOME.is_there
    assert not NOBODY.is_there
