"""A message whose every field is an attempt at a script, on the pages that show it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import NAMED_TEXT, TEACHER, message

PARENT = "hostile@example.com"
RUNS = "document.title = 'taken over', fetch('/taken-over'), alert(1)"
SHOWN = "qq<script>"
SAID = f'{SHOWN}{RUNS}</script>"\'><img src=x onerror="{RUNS}"><svg onload="{RUNS}">{{{{7*7}}}}'
HTML = f"""\
<p onclick="{RUNS}">Grace Bishop</p><script>{RUNS}</script><img src=x onerror="{RUNS}">
<svg><animate onbegin="{RUNS}" attributeName=x dur=1s></svg>
<iframe srcdoc='<script>alert(1)</script>'></iframe>
<a id=go href="javascript:{RUNS}">click</a>
<form action="javascript:{RUNS}"><button>go</button></form>
<style>@import '//evil.example/x.css';</style>
<meta http-equiv=refresh content='0;url=/taken-over'>
"""


def _mail() -> EmailMessage:
    sender = f'"{SAID[:60]}" <{TEACHER}>'
    mail = message(f"{NAMED_TEXT}\n{SAID}", subject=SAID, html=HTML, sender=sender)
    for name in (f"{SAID}.txt", 'a"><script>alert(1)</script>.html'):
        mail.add_attachment(f"Grace Bishop was late. {SAID}", filename="x.txt")
        part = list(mail.iter_attachments())[-1]
        del part["Content-Disposition"]
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    return mail


@pytest.fixture(scope="module")
def case(oakfield: Oakfield) -> str:
    oakfield.hold(_mail(), PARENT)
    return oakfield.case(PARENT)


@pytest.fixture
def watched(lead: Page) -> Iterator[Page]:
    """In which nothing may run, be refused by the policy, or fail."""
    seen: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        seen.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def on_console(said: ConsoleMessage) -> None:
        if said.type == "error":  # what the policy has refused is one
            seen.append(said.text)

    def on_request(asked: Request) -> None:
        if "taken-over" in asked.url or "evil" in asked.url:
            seen.append(asked.url)

    lead.on("dialog", on_dialog)
    lead.on("console", on_console)
    lead.on("request", on_request)
    lead.on("pageerror", lambda error: seen.append(f"an error: {error}"))
    yield lead
    assert seen == []


def test_nothing_runs_on_any_page(oakfield: Oakfield, watched: Page, case: str) -> None:
    home = f"http://{oakfield.gateway.review}"
    pages = {
        "/cases": SHOWN,
        "/cases?q=qq%3Cscript%3E&state=all": "Held mail",
        f"/cases/{case}": SHOWN,
        f"/cases/{case}/message": SHOWN,
        f"/cases/{case}/files/1": SHOWN,
        f"/cases/{case}/ruling": PARENT,
        f"/cases/rulings?case={case}": PARENT,
        f"/cases/{case}/exception?kind=not-a-pupil&place=0": "Grace Bishop",
        f"/incidents/new?case={case}": "Open an incident",
        "/record": case,
        "/figures": "Figures",
        "/exceptions": "Exceptions",
        "/find": "Find",
        "/status": "Status",
    }
    for path, said in pages.items():
        watched.goto(f"{home}{path}")
        expect(watched.get_by_text(said).first).to_be_attached()
        assert "taken over" not in watched.title()


def test_nor_in_the_message_as_it_looks(oakfield: Oakfield, watched: Page, case: str) -> None:
    watched.goto(f"http://{oakfield.gateway.review}/cases/{case}")
    watched.get_by_text("As it looks").click()
    frame = watched.frame_locator("iframe.looks")
    frame.get_by_text("Grace Bishop").click()
    frame.get_by_text("click").click()
    expect(frame.get_by_text("Grace Bishop")).to_be_visible()
    assert "taken over" not in watched.title()


def test_nor_when_the_page_of_the_message_is_opened_by_itself(
    oakfield: Oakfield, watched: Page, case: str
) -> None:
    watched.goto(f"http://{oakfield.gateway.review}/cases/{case}/html")
    watched.get_by_text("Grace Bishop").click()
    assert watched.title() == "-"


def test_pages_about_what_went_wrong_can_be_read_by_everybody(oakfield: Oakfield, lead: Page) -> None:
    for path, status in (("/nothing", 404), ("/cases/NOSUCHCASE", 404), ("/find/start", 405)):
        answer = lead.goto(f"http://{oakfield.gateway.review}{path}")
        assert answer is not None
        assert answer.status == status
        assert accessibility_faults(lead) == []
        expect(lead.get_by_role("link", name="To the start")).to_be_visible()
