"""Somebody goes away and comes back, in a real browser; what they read can be read by everybody."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from gateway.reviewers.roles import Role
from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.review import signed_in


def test_away_and_back(oakfield: Oakfield, lead: Page) -> None:
    signed_in(oakfield.gateway.config.parent / "data", "jo.evans@oakfield.sch.uk", Role.DEPUTY)
    site, today = f"http://{oakfield.gateway.review}", date.today()

    lead.goto(f"{site}/me/absence")
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_text("Choose who does your work.")).to_be_visible()
    assert accessibility_faults(lead) == []

    lead.get_by_label("Last day away").fill((today + timedelta(days=4)).isoformat())
    lead.get_by_label("Who does your work?").select_option(label="jo.evans (jo.evans@oakfield.sch.uk)")
    lead.get_by_role("button", name="Save").click()
    expect(lead.get_by_role("status")).to_have_text("jo.evans does your work while you are away.")
    assert accessibility_faults(lead) == []

    lead.get_by_role("button", name="I am back already").click()
    expect(lead.get_by_role("status")).to_have_text("You do your work yourself again.")
