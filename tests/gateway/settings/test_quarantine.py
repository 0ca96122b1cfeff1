"""[quarantine]: how long a held message waits, and what becomes of it in the desks of the schools."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from gateway.actions.closed_days import Closed, ClosedDays
from gateway.actions.patience import Patience
from gateway.desks import patience_of
from gateway.roster.terms import Holidays
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


NONE_CLOSED = (ClosedDays(),)
EIGHT_HOURS = 8 / 24


def patience(
    days: float = 5,
    remind_before: float = 1,
    counted: frozenset[int] = frozenset(range(5)),
    closed: tuple[Closed, ...] = NONE_CLOSED,
    ask_others: float = EIGHT_HOURS,
) -> Patience:
    return Patience(days, remind_before, counted, closed=closed, ask_others=ask_others)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", patience()),
        ("decide_within_days = 0.5\nremind_before_hours = 3", patience(0.5, 0.125)),
        ("remind_before_hours = 0", patience(5, 0)),
        ('counted_days = ["sunday", "monday"]', patience(counted=frozenset({6, 0}))),
        ('counted_days = "wednesday"', patience(counted=frozenset({2}))),
        ("escalate_after_hours = 0", patience(ask_others=0)),
        ("only_in_term = true", patience(closed=(ClosedDays(), Holidays()))),
        (
            "closed = [2026-12-28, [2026-12-25, 2026-12-27], 2027-05-03]",
            patience(
                closed=(
                    ClosedDays(
                        (
                            (date(2026, 12, 25), date(2026, 12, 28)),
                            (date(2027, 5, 3), date(2027, 5, 3)),
                        )
                    ),
                )
            ),
        ),
    ],
)
def test_patience(lines: str, expected: Patience) -> None:
    read = settings(lines)
    assert patience_of(read, read.school[0]) == expected


def test_each_school_has_its_own_terms() -> None:
    terms = "roster = { sources = [], terms = [[2026-09-02, 2026-10-16], [2026-10-26, 2026-12-18]] }\n"
    text = (
        '[[school]]\nname = "Oakfield Academy"\ndomains = ["oakfield.sch.uk"]\n'
        'data_protection_lead = "dpl@oakfield.sch.uk"\n'
        '[[school]]\nname = "Riverside Primary"\ndomains = ["riverside.sch.uk"]\n'
        f'data_protection_lead = "dpl@riverside.sch.uk"\n{terms}'
        '[relay]\nnext_hop = "smtp://127.0.0.1:2600"\n[quarantine]\nonly_in_term = true\n'
    )
    read = parse_settings(text, "schoolgate.toml", Path("/etc/schoolgate"))
    oakfield, riverside = (patience_of(read, school) for school in read.school)

    assert (oakfield.counts(date(2026, 10, 20)), oakfield.counts(date(2026, 10, 27))) == (True, False)
    assert (riverside.counts(date(2026, 10, 20)), riverside.counts(date(2026, 10, 27))) == (False, True)


@pytest.mark.parametrize(
    ("lines", "since"),
    [
        ("closed = [[2027-01-01, 9999-12-31]]", "2027-01-01"),
        ("closed = [[2027-01-01, 2028-02-01]]", "2027-01-01"),
        ("only_in_term = true\nclosed = [[2027-07-22, 2028-08-31]]", "2027-07-22"),
    ],
)
def test_a_school_that_is_never_open(lines: str, since: str) -> None:
    read = settings(lines)
    with pytest.raises(SettingsError) as raised:
        patience_of(read, read.school[0])
    assert str(raised.value) == (
        f"quarantine.closed: from {since} on there is no day for more than a year on which somebody at "
        "Oakfield Academy decides; held mail would wait for ever"
    )


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("decide_within_days = 0", "quarantine.decide_within_days: must be more than 0"),
        ("decide_within_days = 400", "quarantine.decide_within_days: must be at most 365"),
        ("remind_before_hours = -1", "quarantine.remind_before_hours: must be at least 0"),
        (
            "closed = [[2027-01-04, 2026-12-21]]",
            "quarantine.closed: what begins on 2027-01-04 ends before, on 2026-12-21",
        ),
        ('closed = ["Christmas"]', "quarantine.closed: must be a day without quotes, such as 2026-12-25"),
        ("escalate_after_hours = -1", "quarantine.escalate_after_hours: must be at least 0"),
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


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("", time(7, 30)),
        ('digest_at = "06:45"', time(6, 45)),
        ("digest_at = 06:45:00", time(6, 45)),
        ('digest_at = ""', None),
    ],
)
def test_when_the_overview_is_sent(line: str, at: time | None) -> None:
    assert settings(f"[review]\n{line}").review.digest_at == at


def test_a_time_that_is_none() -> None:
    with pytest.raises(SettingsError, match=r"review\.digest_at: must be a time of day in quotes"):
        settings('[review]\ndigest_at = "half past seven"')
