"""Somebody who has never seen Schoolgate: from the link that `make run` prints to the tenth ruling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.conftest import accessibility_faults
from tests.pages.demo import TEACHER, Demo, running_demo
from tests.support.codes import code_of
from tests.support.waiting import wait_until

PASSWORD = "copper kettle on a stile"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("newcomer") / "demo") as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()


def let_in(demo: Demo, page: Page) -> None:
    """By what stands on the pages alone."""
    page.goto(demo.link)
    page.get_by_label("Your name").fill("Jo Evans")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    press(page, "Go on")
    follow(page, "Use a code app")
    page.locator("summary", has_text="The camera does not work?").click()
    page.get_by_label("Code", exact=True).fill(code_of(page.locator("#secret").inner_text()))
    press(page, "Go on")
    follow(page, "I have kept them")


def open_case(page: Page, subject: str) -> None:
    """From the list of held mail, as the eye finds it: by its subject."""
    page.get_by_role("link", name="Held mail").first.click()
    page.locator("tbody tr", has_text=f"“{subject}”").get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text(TEACHER)


def rule(page: Page, subject: str, choice: str, button: str, note: str = "") -> None:
    open_case(page, subject)
    page.locator("#rulings summary").get_by_text(choice, exact=True).click()
    if note:
        page.locator("#rulings details[open] textarea").fill(note)
    press(page, button)


def done(page: Page) -> None:
    expect(page.locator(".notice.good")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Held mail")


def test_ten_rulings_without_reading_anything(demo: Demo, page: Page) -> None:
    let_in(demo, page)
    expect(page.locator("h1")).to_have_text("Held mail")
    assert page.locator("tbody tr").count() == 7

    rule(page, "Reading partners", "As it was written", "Release it")
    done(page)
    rule(page, "Attendance", "Return it to the sender", "Return it", "Please write to his own parents.")
    done(page)
    rule(page, "One more thing", "By secure mail", "Send by secure mail")
    done(page)
    rule(page, "Staff meeting", "Return it to the sender", "Return it")  # a rule sent it: nobody reads a note
    done(page)
    rule(page, "Lunch numbers", "By secure mail", "Send by secure mail")
    done(page)

    open_case(page, "Football club")
    page.locator("#rulings summary").get_by_text("With names shortened", exact=True).click()
    follow(page, "See it first")
    press(page, "Send it like this")
    done(page)

    demo.send("office@coaches.example", "Grace Bishop needs a seat at the front.\n", "A seat")
    row = page.locator("tbody tr", has_text="“A seat”")
    expect(row).to_be_visible(timeout=30_000)  # it appears without reloading
    for subject in ("Transport: WISNIEWSKI, Lukasz", "A seat"):
        page.locator("tbody tr", has_text=f"“{subject}”").get_by_role("checkbox").check()
    press(page, "Decide on the ticked ones together")
    page.locator("#rulings summary").get_by_text("Return them with one note", exact=True).click()
    page.locator("#rulings details[open] textarea").fill("Initials are enough for a coach.")
    press(page, "Return all 2")
    follow(page, "Back to held mail")

    for subject in ("Ninth", "Tenth"):
        demo.send("office@coaches.example", "Grace Bishop needs a seat at the front.\n", subject)
    page.get_by_role("link", name="Held mail").first.click()
    rule(page, "Ninth", "As it was written", "Release it")
    done(page)
    rule(page, "Tenth", "As it was written", "Release it")
    done(page)
    expect(page.locator("main")).to_contain_text("Nothing waits")
    assert accessibility_faults(page) == []

    wait_until(lambda: demo.left("world", "Tenth"), "the tenth message")
    wait_until(lambda: demo.left("secure-mail", "Lunch numbers"), "secure mail")
    assert "Harpreet Kaur" in demo.left("world", "Reading partners")[0]
    assert not demo.left("world", "A seat")
    (shortened,) = wait_until(lambda: demo.left("world", "Football club"), "the shortened message")
    assert "Bishop" not in shortened
