"""Ten thousand held messages keep nobody waiting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import Client

from gateway.reviewers.roles import Role
from tests.gateway.review.queue.many import hold_many
from tests.gateway.review.queue.reading import polled
from tests.support.review import Office, open_office
from tests.support.timing import quickest

COUNT = 10_000
MOST = 0.2  # seconds of processor time


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = open_office(tmp_path_factory.mktemp("many") / "data")
    hold_many(office, COUNT)
    yield office
    connections.close_all()


def took(browser: Client, address: str, status: int = 200, **headers: str) -> float:
    """Seconds of processor time."""

    def get() -> None:
        assert browser.get(address, headers=headers).status_code == status

    return quickest(get)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "state=all",
        "after=2026-11-08T00:00:00%2B00:00 MANY00000000",
        "rule=pupil-name-external-1",
        "sender=teacher.7",
        "severity=3&private=yes",
        "q=museum trip",
        "q=example.com",
    ],
)
def test_the_page_of_a_whole_trust(crowded: Office, query: str) -> None:
    lead = crowded.client(crowded.account("trust@oakfield.sch.uk", Role.LEAD, None))
    assert took(lead, f"/cases?{query}") < MOST


def test_the_page_of_somebody_with_a_few_rules(crowded: Office) -> None:
    account = crowded.account("jo@oakfield.sch.uk", Role.REVIEWER, rules="pupil-name-external-3 another")
    assert took(crowded.client(account), "/cases") < MOST


def test_asking_whether_anything_is_new(crowded: Office) -> None:
    lead = crowded.client(crowded.account("trust@oakfield.sch.uk", Role.LEAD, None))
    assert took(lead, polled(lead.get("/cases")), 204, hx_request="true", x_by_itself="yes") < MOST / 2
