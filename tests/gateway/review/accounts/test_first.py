"""The first start: the lead of each school gets a link, in a file."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.review.accounts.first import FirstLink, first_file, first_links
from gateway.reviewers.person import Grant
from gateway.reviewers.roles import Role
from gateway.store.accounts import NoSuchAccountError, account_for, make_account
from gateway.store.invitations import make_invitation
from gateway.store.place import StoreError
from tests.gateway.review.accounts.conftest import Door
from tests.support.review import LEAD, OAKFIELD, RIVERSIDE, Office

URL = "https://gate.oakfield.sch.uk"


def start(office: Office) -> tuple[FirstLink, ...]:
    return first_links(office.site.settings, office.seal, URL, office.clock.now)


def test_each_lead_gets_a_link_in_a_file_of_this_user_only(office: Office) -> None:
    links = start(office)
    assert [each.email for each in links] == [LEAD, "dpl@riverside.sch.uk"]
    path = first_file(office.site.settings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "".join(f"{each.email} {each.url}\n" for each in links)
    assert account_for(LEAD).grants == (Grant(Role.LEAD, OAKFIELD),)


def test_one_who_leads_two_schools_gets_one(office: Office) -> None:
    settings = office.site.settings
    schools = tuple(
        each.model_copy(update={"data_protection_lead": LEAD.upper()}) for each in settings.school
    )
    site = replace(office.site, settings=settings.model_copy(update={"school": schools}))
    (only,) = first_links(site.settings, office.seal, URL, office.clock.now)
    assert only.email == LEAD
    assert {each.school for each in account_for(LEAD).grants} == {OAKFIELD, RIVERSIDE}


def test_the_link_works_and_goes_from_the_file(office: Office, door: Door) -> None:
    first, _second = start(office)
    came = door.arrive(first.url.removeprefix(URL))
    assert came.answer["Location"] == "/me/second-factor"
    path = first_file(office.site.settings)
    assert LEAD not in path.read_text()
    assert start(office) == ()
    assert not path.exists()


def test_it_works_for_a_day(office: Office, door: Door) -> None:
    first, _second = start(office)
    office.clock.now += timedelta(hours=24)
    assert door.arrive(first.url.removeprefix(URL)).answer.status_code == 404


def test_a_new_start_makes_new_ones_while_nobody_has_come(office: Office, door: Door) -> None:
    old, _ = start(office)
    new, _ = start(office)
    assert door.arrive(old.url.removeprefix(URL)).answer.status_code == 404
    assert door.arrive(new.url.removeprefix(URL)).answer.status_code == 302


def test_a_link_that_somebody_has_made_for_longer_stays(office: Office, door: Door) -> None:
    account = make_account(office.seal, LEAD, "", (Grant(Role.LEAD),), "root (shell)", office.clock.now)
    token = make_invitation(office.seal, account, "root (shell)", office.clock.now)
    assert [each.email for each in start(office)] == ["dpl@riverside.sch.uk"]
    assert door.arrive(f"/invitation/{token}").answer.status_code == 302


def test_the_link_is_not_in_what_is_printed_of_it(office: Office) -> None:
    first, _second = start(office)
    assert first.url not in repr(first)


def test_a_file_that_cannot_be_written_is_told_from_a_database_that_is_away(office: Office) -> None:
    path = first_file(office.site.settings)
    path.mkdir()  # nor deleted
    with pytest.raises(StoreError, match=rf"{path}: the links for the first sign-in cannot be written"):
        start(office)
    with pytest.raises(NoSuchAccountError):
        account_for(LEAD)
