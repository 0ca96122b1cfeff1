"""What is read afresh for Prometheus: ages and what runs out, and nothing that nobody can tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gateway.review.readings import readings_of
from gateway.review.status import ListStatus, RenewalStatus, SchoolStatus, Status
from gateway.store.figures import Figures

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)


def lines(status: Status) -> set[str]:
    text = readings_of(status, NOW).decode()
    return {line.removeprefix("schoolgate_") for line in text.splitlines() if not line.startswith("#")}


def test_ages_are_those_of_the_oldest() -> None:
    figures = Figures(3, NOW - 5 * HOUR, 2, NOW - HOUR, 1, NOW - 2 * HOUR)
    shown = lines(Status((), (), figures))
    assert {
        "open_cases 3.0",
        "open_case_age_seconds 18000.0",
        "outbox_deliveries 2.0",
        "outbox_age_seconds 3600.0",
        "unseen_cases 1.0",
        "unseen_case_age_seconds 7200.0",
    } <= shown


def test_what_is_not_there_is_not_old() -> None:
    assert {"open_case_age_seconds 0.0", "outbox_age_seconds 0.0"} <= lines(
        Status((), (), Figures(0, None, 0, None))
    )


def test_a_clock_that_was_put_back_makes_nothing_younger_than_new() -> None:
    assert "outbox_age_seconds 0.0" in lines(Status((), (), Figures(0, None, 1, NOW + HOUR)))


def test_what_nobody_can_tell_is_left_out() -> None:
    shown = lines(Status((), ("The database cannot be read.",), None))
    assert shown == {"working 0.0", "pupils 0.0"}


def test_a_school_s_lists_and_rules() -> None:
    lists = (
        ListStatus("pupils.csv", 900, NOW - HOUR),
        ListStatus("sixth form.csv", 200, NOW - 50 * HOUR, refused=True, old=True),
    )
    school = SchoolStatus(
        'Ysgol "Ŵy"', 1100, 0, "Starter", lists=lists, rules_refused=True, passing=("a", "b")
    )
    shown = lines(Status((school, SchoolStatus("Oakfield Academy", 4, 0, "Starter")), (), None))
    label = r'{school="Ysgol \"Ŵy\""}'
    assert {
        "pupils 1104.0",
        f"roster_lists_refused{label} 1.0",
        f"roster_lists_old{label} 1.0",
        f"roster_age_seconds{label} 180000.0",
        f"rules_refused{label} 1.0",
        f"rules_passing_unchecked{label} 2.0",
        'roster_age_seconds{school="Oakfield Academy"} 0.0',
    } <= shown


def test_what_has_to_be_made_anew() -> None:
    ended = RenewalStatus(NOW - HOUR, NOW - 48 * HOUR, 365)
    assert {
        "certificate_left_seconds -3600.0",
        "key_age_seconds 172800.0",
        "key_age_limit_seconds 3.1536e+07",
    } <= lines(Status((), (), None, renewals=ended))
