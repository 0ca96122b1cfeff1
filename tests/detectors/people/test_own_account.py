"""Private addresses that resemble the sender's at work, and those that do not."""

from __future__ import annotations

import time

import pytest

from detectors.people.own_account import resembles


@pytest.mark.parametrize(
    ("work", "private"),
    [
        ("grace.bishop", "grace.bishop"),
        ("grace.bishop", "gracebishop82"),
        ("grace.bishop", "bishop.grace"),
        ("grace.bishop", "g_bishop"),
        ("grace.bishop", "bishopg1982"),
        ("grace.bishop", "graceb"),
        ("grace.bishop", "grace.mary.bishop"),
        ("grace.bishop", "gm.bishop"),
        ("grace.bishop", "gmbishop82"),
        ("gbi07", "gbi07"),
        ("20bishopg", "20bishopg"),
        ("grace.bishop", "grace.bishop+school"),
        ("bishop.grace", "g.bishop"),
        ("g.bishop", "grace-bishop"),
        ("gbishop", "grace.bishop"),
        ("gbishop", "bishop_g"),
        ("bishopg", "g.bishop"),
        ("zoë.kowalska", "zoe.kowalska"),
    ],
)
def test_own_account(work: str, private: str) -> None:
    assert resembles(private, work)


@pytest.mark.parametrize(
    ("work", "private"),
    [
        ("grace.bishop", "george.bishop"),  # a relative
        ("grace.bishop", "rm.bishop"),
        ("gbi07", "gbi08"),
        ("office", "office"),  # a role is nobody's name
        ("exams.office", "exams.office"),
        ("info", "info12"),
        ("grace.bishop", "bishop"),
        ("grace.bishop", "grace"),
        ("grace.bishop", "archbishop99"),
        ("grace.bishop", "ruth.bishop"),
        ("gbi", "gbi"),  # three letters are anybody's
        ("a.li", "ali"),
        ("a.li", "natali"),
        ("h.day", "holiday"),
        ("1234", "1234"),
        ("", "grace.bishop"),
        ("grace.bishop", ""),
    ],
)
def test_not_the_senders_own_account(work: str, private: str) -> None:
    assert not resembles(private, work)


def test_hostile_addresses_take_no_time() -> None:
    started = time.process_time()
    assert not resembles("a." * 500_000, "grace.bishop")
    assert not resembles("1" * 1_000_000, "gbi07")
    assert not resembles("grace.hale", "a." * 500_000)
    assert time.process_time() - started < 2.0
