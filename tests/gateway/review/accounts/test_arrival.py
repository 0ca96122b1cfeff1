"""Somebody follows the link of an invitation."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from gateway.reviewers.roles import Role
from gateway.store import models
from gateway.store.accounts import close_account
from tests.gateway.review.accounts.conftest import GRACE, PASSWORD, Door, account
from tests.support.codes import code_of


def test_the_page_says_who_invited_whom_to_what(door: Door) -> None:
    page = door.office.stranger().get(door.invite()).content.decode()
    for said in (GRACE, "dpl@oakfield.sch.uk", "Data protection lead", "Oakfield Academy"):
        assert said in page


def test_to_look_changes_nothing(door: Door) -> None:
    path = door.invite()
    before = models.Audit.objects.count()
    for _ in range(3):
        assert door.office.stranger().get(path).status_code == 200
    assert models.Audit.objects.count() == before
    assert door.arrive(path).answer.status_code == 302


def test_with_a_password_and_codes_one_is_in(door: Door) -> None:
    came = door.arrive(door.invite())
    assert came.answer["Location"] == "/me/second-factor"
    assert came.browser.get("/")["Location"] == "/me/second-factor"
    door.set_up_app(came.browser)
    assert came.browser.get("/me").status_code == 200


def test_recovery_codes_are_shown_once(door: Door) -> None:
    browser, _secret = door.settle()
    first = browser.get("/me/second-factor/codes")
    codes = re.findall(r"<li>(\d{8})</li>", first.content.decode())
    assert len(set(codes)) == 10
    assert all(code in first.content.decode() for code in codes)
    again = browser.get("/me/second-factor/codes").content.decode()
    assert not any(code in again for code in codes)


def test_it_works_once(door: Door) -> None:
    path = door.invite()
    door.arrive(path)
    second = door.arrive(path, "another long password")
    assert second.answer.status_code == 404
    assert second.browser.get("/me").status_code == 302
    assert account().check_password(PASSWORD)


def test_it_works_for_seven_days(door: Door) -> None:
    path = door.invite()
    door.office.clock.now += timedelta(days=7, seconds=-1)
    assert door.office.stranger().get(path).status_code == 200
    door.office.clock.now += timedelta(seconds=1)
    assert door.arrive(path).answer.status_code == 404


def test_a_forged_one_does_not_work(door: Door) -> None:
    path = door.invite()
    assert door.arrive(path[:-1] + ("A" if path[-1] != "A" else "B")).answer.status_code == 404
    assert door.office.stranger().get("/invitation/%F0%9F%92%A5").status_code == 404


def test_that_of_a_closed_account_does_not_work(door: Door) -> None:
    path = door.invite()
    close_account(door.office.seal, account().pk, "dpl@oakfield.sch.uk", door.office.clock.now)
    assert door.arrive(path).answer.status_code == 404


def test_only_the_digest_of_its_token_is_kept(door: Door) -> None:
    token = door.invite().rpartition("/")[2]
    assert token not in str(list(models.Invitation.objects.values()))


@pytest.mark.parametrize(
    "password", ["short", "grace.bishop", "Grace Bishop 1", "passwordpassword", "123456789012", GRACE]
)
def test_an_easy_password_is_not_taken(door: Door, password: str) -> None:
    came = door.arrive(door.invite(), password)
    assert came.answer.status_code == 400
    assert not account().has_usable_password()


def test_two_passwords_that_differ_are_not_taken(door: Door) -> None:
    path = door.invite()
    given = {"name": "Grace", "password1": PASSWORD, "password2": PASSWORD + "."}
    answer = door.office.stranger().post(path, given)
    assert answer.status_code == 400
    assert "not the same password" in answer.content.decode()


def test_whoever_was_signed_in_here_before_is_signed_out(door: Door) -> None:
    browser = door.office.client()
    came = door.arrive(door.invite(), browser=browser)
    assert came.answer.status_code == 302
    assert browser.session["_auth_user_id"] == str(account().pk)
    assert browser.get("/me")["Location"] == "/me/second-factor"


def test_guessing_links_is_throttled(door: Door) -> None:
    browser = door.office.stranger()
    answers = [browser.get(f"/invitation/{number}").status_code for number in range(40)]
    assert set(answers) == {404, 429}
    assert "one minute" in browser.get("/invitation/x").content.decode()


def test_all_of_it_is_on_the_record(door: Door) -> None:
    door.settle(role=Role.REVIEWER)
    said = door.office.record()
    assert said == [
        ("dpl@oakfield.sch.uk", "granted"),
        ("dpl@oakfield.sch.uk", "invited"),
        (GRACE, "invitation-used"),
        (GRACE, "signed-in"),
        (GRACE, "sign-in-changed"),
    ]


def test_a_code_that_set_an_app_up_does_not_open_the_account(door: Door) -> None:
    door.settle()
    stranger = door.office.stranger()
    door.sign_in(stranger)
    assert stranger.post("/sign-in/code", {"code": door.first_code}).status_code == 200
    assert stranger.get("/me").status_code == 302


def test_a_code_that_runs_out_as_it_is_sent_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = door.arrive(door.invite()).browser
    browser.get("/me/second-factor/app")
    secret = str(browser.session["mfa.totp.secret"])
    monkeypatch.setattr("gateway.review.accounts.forms.yield_hotp_counters_from_time", lambda: iter([1]))
    answer = browser.post("/me/second-factor/app", {"code": code_of(secret)})
    assert answer.status_code == 200
    assert "Wait for the next one" in answer.content.decode()
