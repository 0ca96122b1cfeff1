"""Somebody asks what the school has about them: they are found, and it is taken away, in a real browser."""

from __future__ import annotations

from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import message

PHONE = {"width": 390, "height": 844}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
TEXT = "Grace Bishop sat beside Zoë O'Neill. Siân Smith-Jones was ill.\n"


def test_a_pupil_is_found_and_all_of_it_taken_away(oakfield: Oakfield, lead: Page) -> None:
    mail = message(TEXT, subject="Grace Bishop and Zoë O'Neill")
    mail.add_attachment("Seats: Grace Bishop, Siân Smith-Jones\n", filename="Zoë O'Neill.txt")
    oakfield.hold(mail, "somebody@gmail.com")
    lead.goto(f"http://{oakfield.gateway.review}/")
    lead.get_by_role("link", name="Find", exact=True).click()
    assert accessibility_faults(lead) == []
    lead.get_by_label("Name or e-mail address").fill("grace")
    lead.keyboard.press("Enter")
    expect(lead.get_by_role("heading", name="Who is meant?")).to_be_visible()
    assert accessibility_faults(lead) == []
    lead.get_by_role("button", name="Show what is on record about Grace Bishop, pupil, Year 8").click()
    expect(lead.get_by_role("heading", name="Grace Bishop", exact=True)).to_be_visible()
    assert "grace" not in lead.url.lower()
    expect(lead.get_by_role("article")).to_have_count(1)
    expect(lead.get_by_role("article")).to_contain_text("Its text is still kept.")
    assert accessibility_faults(lead) == []
    lead.reload()
    expect(lead.get_by_role("article")).to_have_count(1)
    with lead.expect_download() as download:
        lead.get_by_role("button", name="Make the file").click()
    with ZipFile(download.value.path()) as archive:
        parts = {each: archive.read(each).decode() for each in archive.namelist()}
    assert "Grace Bishop sat beside █████. █████ was ill." in parts["dossier.html"]
    for part in parts.values():
        for other in ("Zoë", "Neill", "Siân", "Smith", "somebody@gmail.com"):
            assert other not in part


def test_nobody_on_a_phone(oakfield: Oakfield, lead: Page) -> None:
    lead.set_viewport_size(PHONE)  # type: ignore[arg-type]
    lead.goto(f"http://{oakfield.gateway.review}/find")
    lead.get_by_label("Name or e-mail address").fill("nobody@example.com")
    lead.get_by_role("button", name="Look up").click()
    expect(lead.get_by_role("status")).to_contain_text("Nobody on the school’s lists")
    assert lead.evaluate(OVERFLOW) == 0
    lead.get_by_role("button", name="Show what is on record for “nobody@example.com”").click()
    expect(lead.get_by_role("heading", name="Nothing is on record")).to_be_visible()
    assert lead.evaluate(OVERFLOW) == 0
    assert accessibility_faults(lead) == []
