"""Who gets to a page, and who does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.review.accounts.factors import SHOWN
from gateway.reviewers.roles import Role
from tests.support.review import Office


def test_who_is_not_signed_in_is_asked_to(office: Office) -> None:
    answer = office.stranger().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=%2F")


def test_without_a_second_factor_one_has_to_be_set_up(office: Office) -> None:
    browser = office.stranger()
    browser.force_login(office.account())
    assert browser.get("/me")["Location"] == "/me/second-factor"


def test_with_one_the_page_opens(office: Office) -> None:
    assert office.client().get("/me").status_code == 200


def test_an_account_that_was_closed_opens_nothing(office: Office) -> None:
    account = office.account()
    browser = office.client(account)
    account.is_active = False
    account.save()
    assert browser.get("/me").status_code != 200


def test_without_a_role_nothing_opens(office: Office) -> None:
    account = office.account()
    account.grants.all().delete()
    assert office.client(account).get("/me").status_code == 403


@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_a_session_ends_after_a_pause(office: Office, minutes: int, stays: bool) -> None:
    browser = office.client()
    browser.get("/me")
    office.clock.now += timedelta(minutes=minutes)
    assert (browser.get("/me").status_code == 200) is stays


def test_a_session_ends_after_a_working_day(office: Office) -> None:
    browser = office.client()
    for _ in range(31):  # ten hours
        assert browser.get("/me").status_code == 200
        office.clock.now += timedelta(minutes=20)
    assert browser.get("/me").status_code == 302


def test_what_the_page_asks_for_by_itself_keeps_no_session(office: Office) -> None:
    browser = office.client()
    browser.get("/me")
    for _ in range(4):
        office.clock.now += timedelta(minutes=9)
        answer = browser.get("/me", headers={"X-By-Itself": "1"})
    assert answer.status_code == 302


def test_nothing_is_framed_cached_or_run(office: Office) -> None:
    answer = office.client(office.account(role=Role.AUDITOR)).get("/me")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert SHOWN not in answer.content.decode()
