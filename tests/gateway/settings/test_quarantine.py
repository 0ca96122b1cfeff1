"""[quarantine]: how long a held message waits, and what becomes of it in the desks of the schools."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.actions.patience import Patience
from gateway.desks import patience_of
from gateway.settings import Settings, SettingsError, parse_settings

REST = """
[school]
name = "Oakfield Academy"
domains = ["oakfield.sch.uk"]
data_protection_lead = "dpl@oakfield.sch.uk"
[relay]
next_hop = "smtp://127.0.0.1:2600"
[quarantine]
"""


def settings(lines: str) -> Settings:
    return parse_settings(REST + lines, "schoolgate.toml", Path("/etc/schoolgate"))


@pytest.mark.parametrize(
    ("lines", "patience"),
    [
        ("", Patience(5, 1, frozenset(range(5)))),
        ("decide_within_days = 0.5\nremind_before_hours = 3", Patience(0.5, 0.125)),
        ("remind_before_hours = 0", Patience(5, 0)),
        ('counted_days = ["sunday", "monday"]', Patience(5, 1, frozenset({6, 0}))),
        ('counted_days = "wednesday"', Patience(5, 1, frozenset({2}))),
    ],
)
def test_patience(lines: str, patience: Patience) -> None:
    assert patience_of(settings(lines)) == patience


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("decide_within_days = 0", "quarantine.decide_within_days: must be more than 0"),
        ("decide_within_days = 400", "quarantine.decide_within_days: must be at most 365"),
        ("remind_before_hours = -1", "quarantine.remind_before_hours: must be at least 0"),
        ("counted_days = []", "quarantine.counted_days: must not be empty"),
        (
            "decide_within_days = 1",
            "quarantine: remind_before_hours is 24, and must be less than the hours that decide_within_days "
            "gives: 24",
        ),
        (
            'counted_days = ["Montag"]',
            "quarantine.counted_days: must be one of 'monday', 'tuesday', 'wednesday', 'thursday', "
            "'friday', 'saturday' or 'sunday'",
        ),
    ],
)
def test_what_cannot_be(lines: str, says: str) -> None:
    with pytest.raises(SettingsError) as raised:
        settings(lines)
    assert str(raised.value) == f"schoolgate.toml: {says}"
