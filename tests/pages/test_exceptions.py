"""What was held by mistake is held no more: said on the page, and seen in the mail that follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.school import TEACHER, message
from tests.support.waiting import wait_until

PARENT, UNCLE = "parent@example.com", "uncle@example.com"
# A pupil is called Muhammad Al-Hassan: this is nobody's name, but near enough to be taken for his.
NEARLY, OTHER = "Mohammed Alhassan", "Grace Bishop"


def about(name: str) -> EmailMessage:
    return message(f"Dear parent,\n\n{name} has forgotten the book.\n\nA. Teacher\n", subject="Books")


@dataclass(frozen=True)
class Books:
    """Letters of a teacher about forgotten books."""

    oakfield: Oakfield

    def held(self, name: str, to: str = PARENT) -> str:
        """The case of a letter that names somebody."""
        before = set(self._cases())
        assert self.oakfield.gateway.send(TEACHER, (to,), about(name).as_bytes())[0] == 250
        (new,) = set(self._cases()) - before
        return new

    def passes(self, name: str, to: str = PARENT) -> bool:
        before, mail = len(self._cases()), about(name)
        assert self.oakfield.gateway.send(TEACHER, (to,), mail.as_bytes())[0] == 250
        sent = any(str(mail["Message-ID"]).encode() in each.content for each in self.oakfield.sink.to(to))
        assert sent is (len(self._cases()) == before)
        return sent

    def _cases(self) -> list[str]:
        return [str(each["id"]) for each in self.oakfield.gateway.cases()]


@pytest.fixture
def books(oakfield: Oakfield) -> Books:
    return Books(oakfield)


def go(page: Page, books: Books, path: str) -> None:
    page.goto(f"http://{books.oakfield.gateway.review}{path}")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def test_a_name_that_is_none_passes_until_it_is_revoked(books: Books, lead: Page) -> None:
    case = books.held(NEARLY)
    go(lead, books, f"/cases/{case}/exception?kind=not-a-pupil&place=0")
    effect = lead.locator("#effect .notice")
    expect(effect).to_contain_text(f"mail from {TEACHER} is no longer held")
    expect(effect).to_contain_text(f"because it says “{NEARLY}”")
    lead.get_by_role("link", name="a year, the longest there is").click()
    expect(lead.locator("#until-3, #until-2").last).to_have_attribute("aria-current", "true")
    assert accessibility_faults(lead) == []
    press(lead, "Make this exception")
    assert lead.url.endswith("exception?kind=not-a-pupil&place=0")  # the browser asks for a reason
    lead.get_by_label("It is somebody from history, the news or a book").check()
    press(lead, "Make this exception")
    expect(lead.get_by_role("status").first).to_contain_text("This message itself still waits")
    assert lead.url.endswith(f"/cases/{case}")

    assert books.passes(NEARLY)
    assert not books.passes(OTHER)
    assert (
        'schoolgate_exceptions_total{rule="pupil-name-external"} 1.0'
        in books.oakfield.gateway.get("/metrics")[1]
    )

    go(lead, books, "/exceptions")
    assert accessibility_faults(lead) == []
    expect(lead.locator("tbody tr")).to_contain_text(f"“{NEARLY}” is not a pupil")
    press(lead, "Revoke")
    expect(lead.get_by_role("status")).to_contain_text("Such mail is held again from now on.")
    assert not books.passes(NEARLY)


def test_what_is_fine_for_one_parent_and_revoked_from_a_shell(books: Books, lead: Page) -> None:
    case = books.held(OTHER)
    go(lead, books, f"/cases/{case}/exception?kind=fine&place=0&rule=pupil-name-external")
    lead.get_by_label("It is about their own child").check()
    press(lead, "Make this exception")
    expect(lead.get_by_role("status").first).to_contain_text("counts from now on")
    assert books.passes(OTHER)
    assert not books.passes(OTHER, UNCLE)
    (made,) = books.oakfield.gateway.command("exceptions", "list", "--json").stdout.splitlines()
    number = str(json.loads(made)["id"])
    books.oakfield.gateway.command("exceptions", "revoke", number)
    wait_until(lambda: not books.passes(OTHER), "the exception to end", seconds=4)


def test_a_pupils_own_name_comes_with_a_warning(books: Books, lead: Page) -> None:
    case = books.held(OTHER)
    go(lead, books, f"/cases/{case}/exception?kind=not-a-pupil&place=0")
    expect(lead.locator(".notice.bad")).to_contain_text(f"“{OTHER}” is the name of a pupil on your list")
    assert accessibility_faults(lead) == []
