"""An incident from a held message to the document for the data protection officer, in a real browser."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import NAMED_TEXT, message
from tests.support.system import needs


def test_from_the_message_to_the_document(oakfield: Oakfield, lead: Page, tmp_path: Path) -> None:
    oakfield.hold(message(NAMED_TEXT, subject="PE kit"), "incident@example.com")
    case = oakfield.case("incident@example.com")
    url = f"http://{oakfield.gateway.review}"
    lead.goto(f"{url}/incidents")
    assert accessibility_faults(lead) == []
    lead.goto(f"{url}/incidents/new?case={case}")
    lead.get_by_label("A short name for it").fill("PE kit to a stranger")
    lead.get_by_label("What happened?").fill("A message about a pupil went to a wrong address.")
    assert accessibility_faults(lead) == []
    lead.get_by_role("button", name="Open the incident").click()
    expect(lead.get_by_text("hours and")).to_be_visible()
    lead.get_by_label("What was done, or who was told what?").fill("Rang the parent, who has deleted it.")
    lead.get_by_role("button", name="Note it down").click()
    expect(lead.get_by_text("Rang the parent, who has deleted it.")).to_be_visible()
    assert accessibility_faults(lead) == []
    with lead.expect_download() as download:
        lead.get_by_role("link", name="The report as a document").click()
    document = tmp_path / "report.docx"
    download.value.save_as(document)
    assert "A message about a pupil went to a wrong address." in as_text(document)
    assert "Rang the parent" in as_text(document)
    lead.set_viewport_size({"width": 390, "height": 844})
    wide = lead.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0


def as_text(document: Path) -> str:
    """As LibreOffice reads it."""
    office = needs("soffice", "libreoffice-writer")
    home = f"-env:UserInstallation=file://{document.parent}/office"
    subprocess.run(
        [
            office,
            home,
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            document.parent,
            document,
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
    return document.with_suffix(".txt").read_text(encoding="utf-8")
