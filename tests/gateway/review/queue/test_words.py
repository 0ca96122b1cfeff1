"""The words of the queue."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from detectors.sending import RecipientClass as R
from gateway.actions.plan import CaseState
from gateway.review.queue.words import SEVERITIES, STATES, class_in_words, moment_in_words

NOW = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # 23:30 in London


@pytest.fixture
def london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("london")
@pytest.mark.parametrize(
    ("when", "words"),
    [
        (datetime(2026, 6, 30, 8, 5, tzinfo=UTC), "today 09:05"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), "tomorrow 00:00"),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "tomorrow 23:59"),
        (datetime(2026, 6, 28, 23, 30, tzinfo=UTC), "yesterday 00:30"),
        (datetime(2026, 7, 3, 14, 40, tzinfo=UTC), "Fri 3 Jul, 15:40"),
        (datetime(2026, 11, 3, 15, 40, tzinfo=UTC), "Tue 3 Nov, 15:40"),
        (datetime(2025, 11, 3, 15, 40, tzinfo=UTC), "Mon 3 Nov 2025, 15:40"),
    ],
)
def test_a_moment_is_told_by_the_clock_on_the_wall(when: datetime, words: str) -> None:
    assert moment_in_words(when, NOW) == words


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ({R.EXTERNAL, R.PERSONAL}, "a private mailbox"),
        ({R.EXTERNAL, R.PERSONAL, R.CONTACT}, "a parent or carer on the pupil list"),
        ({R.OWN, R.PERSONAL}, "looks like the sender’s own private account"),
        (set(), ""),
    ],
)
def test_the_most_telling_class_describes_a_recipient(classes: set[R], words: str) -> None:
    assert class_in_words(frozenset(classes)) == words


def test_everything_has_words() -> None:
    assert all(class_in_words(frozenset({each})) for each in R)
    assert set(STATES) == set(CaseState)
    assert len(set(map(str, SEVERITIES))) == 6
