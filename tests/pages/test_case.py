"""A data protection lead reads a case: a held message with HTML and an attachment that came through SMTP."""

from __future__ import annotations

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import NAMED_TEXT, message

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
HTML = """\
<h1 style="color: rgb(20, 80, 120)">PE kit</h1><p>Grace Bishop has forgotten her PE kit again.</p>
<script>parent.document.title = "taken over"</script>
<img src="http://127.0.0.1:9/pixel" onerror="parent.document.title = 'taken over'">
<a href="http://evil.example/" target="_top">Read more</a>
"""


def _mail() -> EmailMessage:
    mail = message(NAMED_TEXT, subject="PE kit <script>document.title = 1</script>", html=HTML)
    document = Document()
    for number in range(80):
        document.add_paragraph(
            f"Entry {number}: the coach left at nine and was back in time for lunch again."
        )
    document.add_paragraph("On Tuesday Siân Smith-Jones was late.")
    content = BytesIO()
    document.save(content)
    mail.add_attachment(
        content.getvalue(),
        maintype="application",
        subtype="octet-stream",
        filename="log of Grace Bishop.docx",
    )
    return mail


@pytest.fixture(scope="module")
def case(oakfield: Oakfield) -> str:
    oakfield.hold(_mail(), "case@example.org")
    return f"http://{oakfield.gateway.review}/cases/{oakfield.case('case@example.org')}"


def test_the_reasons_and_the_message_are_on_one_page(lead: Page, case: str) -> None:
    asked: list[str] = []
    lead.on("request", lambda request: asked.append(request.url))
    lead.goto(case)
    expect(lead.get_by_role("heading", level=1)).to_contain_text("case@example.org")
    expect(lead.get_by_role("heading", name="Why it is held")).to_be_visible()
    expect(lead.get_by_text("Grace Bishop (Year 8)").first).to_be_visible()
    expect(lead.locator("mark", has_text="Grace Bishop").first).to_be_visible()
    expect(lead.get_by_role("heading", name="Your decision")).to_be_visible()
    assert lead.evaluate(OVERFLOW) == 0
    assert accessibility_faults(lead) == []
    assert not [url for url in asked if url.endswith("/html")]


def test_the_page_as_it_looks_is_shut_in(lead: Page, case: str) -> None:
    asked: list[str] = []
    lead.on("request", lambda request: asked.append(request.url))
    lead.goto(case)
    lead.get_by_text("As it looks").click()
    frame = lead.frame_locator("iframe.looks")
    expect(frame.get_by_role("heading", name="PE kit")).to_have_css("color", "rgb(20, 80, 120)")
    frame.get_by_text("Read more").click()
    expect(frame.get_by_text("Read more")).to_be_visible()
    assert "example.org" in lead.title()
    assert not [url for url in asked if "evil" in url or "pixel" in url]


def test_a_file_is_read_in_its_place_and_saved_when_asked(lead: Page, case: str, tmp_path: Path) -> None:
    lead.goto(case)
    lead.get_by_role("link", name="Read what it says").click()
    expect(lead.get_by_role("heading", name="What stands in")).to_be_focused()
    expect(lead.locator("mark", has_text="Siân Smith-Jones")).to_be_visible()
    expect(lead.get_by_text("Entry 3:")).to_be_hidden()
    lead.get_by_text("lines in which nothing was found").first.click()
    expect(lead.get_by_text("Entry 3:")).to_be_visible()
    lead.get_by_text("Save the file itself").click()
    lead.get_by_label("What you need it for").fill("To show the head")
    assert accessibility_faults(lead) == []
    with lead.expect_download() as saving:
        lead.get_by_role("button", name="Save the file").click()
    assert saving.value.suggested_filename == "log of Grace Bishop.docx"
    saving.value.save_as(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes()[:2] == b"PK"
    lead.reload()
    expect(lead.get_by_text("downloaded a file")).to_be_visible()
    expect(lead.get_by_text("To show the head")).to_be_visible()


def test_on_a_phone_the_decision_comes_after_the_reasons(lead: Page, case: str) -> None:
    lead.set_viewport_size({"width": 390, "height": 844})
    lead.goto(case)
    expect(lead.locator("mark").first).to_be_visible()
    tops = [
        lead.get_by_role("heading", name=name).evaluate("each => each.getBoundingClientRect().top")
        for name in ("Why it is held", "Your decision", "The message")
    ]
    assert tops == sorted(tops)
    assert lead.evaluate(OVERFLOW) == 0
    assert accessibility_faults(lead) == []
