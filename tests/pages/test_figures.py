"""The figures as somebody sees them: drawn, readable, and with their numbers."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import NAMED_TEXT, message


def test_the_figures_of_this_week(oakfield: Oakfield, lead: Page) -> None:
    oakfield.hold(message(NAMED_TEXT, subject="PE kit"), "figures@example.com")
    lead.goto(f"http://{oakfield.gateway.review}/figures")
    expect(lead.get_by_role("img", name="Messages by week")).to_be_visible()
    lead.locator("summary", has_text="The numbers as a table").first.click()
    assert lead.locator("table tbody tr").nth(11).locator("td").first.inner_text() == "1"
    assert accessibility_faults(lead) == []
    lead.set_viewport_size({"width": 390, "height": 844})
    wide = lead.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
