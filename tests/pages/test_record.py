"""The record and what is kept, in a real browser: read, filtered, taken away."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import NAMED_TEXT, message

PHONE = {"width": 390, "height": 844}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_who_did_what_is_read_filtered_and_taken_away(oakfield: Oakfield, lead: Page) -> None:
    oakfield.hold(message(NAMED_TEXT, subject="PE kit"), "somebody@gmail.com")
    lead.goto(f"http://{oakfield.gateway.review}/")
    lead.get_by_role("link", name="Record", exact=True).click()
    expect(lead.get_by_role("heading", name="Record", level=1)).to_be_visible()
    expect(lead.locator("#entries")).to_contain_text("held a message")
    assert accessibility_faults(lead) == []
    lead.get_by_label("Kind").select_option("What became of mail")
    lead.get_by_role("button", name="Show").click()
    expect(lead.locator("#entries tbody tr")).to_have_count(2)  # held, and by another rule only watched
    with lead.expect_download() as table:
        lead.get_by_role("button", name="For a spreadsheet (CSV)").click()
    rows = list(csv.reader(io.StringIO(_text(table.value.path()), newline="")))
    watched = "noted what rules on monitor would have done with a message"
    assert {row[6] for row in rows[1:]} == {"held a message", watched}
    with lead.expect_download() as lines:
        lead.get_by_role("button", name="For an examiner (JSON Lines)").click()
    actions = {json.loads(line)["action"] for line in _text(lines.value.path()).splitlines()}
    assert actions == {"held", "watched"}
    lead.goto(f"http://{oakfield.gateway.review}/record")
    expect(lead.locator("#entries")).to_contain_text("exported data")
    done: subprocess.CompletedProcess[str] = oakfield.gateway.command("audit", "verify")
    assert done.returncode == 0, done.stderr


def test_nothing_found_and_a_day_that_is_none(oakfield: Oakfield, lead: Page) -> None:
    lead.goto(f"http://{oakfield.gateway.review}/record?who=nobody")
    expect(lead.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert accessibility_faults(lead) == []
    lead.goto(f"http://{oakfield.gateway.review}/record?first=soon")
    expect(lead.get_by_role("status")).to_contain_text("makes no sense")
    assert accessibility_faults(lead) == []


def test_on_a_phone_and_what_is_kept(oakfield: Oakfield, lead: Page) -> None:
    lead.set_viewport_size(PHONE)  # type: ignore[arg-type]
    lead.goto(f"http://{oakfield.gateway.review}/record")
    expect(lead.locator(".top nav [aria-current]")).to_be_in_viewport(ratio=1)
    assert lead.evaluate(OVERFLOW) == 0
    lead.get_by_role("link", name="What is kept, and for how long").click()
    expect(lead.get_by_role("heading", name="What goes in the next 30 days")).to_be_visible()
    assert lead.evaluate(OVERFLOW) == 0
    assert accessibility_faults(lead) == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")
