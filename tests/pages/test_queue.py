"""The list of held mail: what came through SMTP is found, keys move through it, and new mail appears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.review import signed_in
from tests.support.school import CONSUMER, NAMED_TEXT, message

POLL = 16_000  # milliseconds: a little more than the page waits before it asks again
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
FILES = "An unprotected attachment about a pupil to an outside address"
ZOE_TEXT = "Dear parent,\n\nZoë O'Neill was late again.\n\nA. Teacher\n"


@dataclass(frozen=True)
class Held:
    """The numbers of three held messages. The first two have the same reason, the third has another too."""

    grace: str
    zoe: str
    listed: str


@pytest.fixture(scope="module")
def held(oakfield: Oakfield) -> Held:
    grace, zoe, listed = "grace@example.com", "zoe@example.com", CONSUMER
    oakfield.hold(message(NAMED_TEXT, subject="PE kit"), grace)
    oakfield.hold(message(ZOE_TEXT, subject="Late again"), zoe)
    mail = message("The list is attached.\n", subject="The list")
    mail.add_attachment(
        b"forename,surname\nGrace,Bishop\n", maintype="text", subtype="csv", filename="Year 8.csv"
    )
    oakfield.hold(mail, listed)
    return Held(*map(oakfield.case, (grace, zoe, listed)))


@pytest.fixture
def queue(oakfield: Oakfield, lead: Page, held: Held) -> Iterator[Page]:
    """The page as it is opened, with a clock that tests put on."""
    faults: list[str] = []
    lead.on("pageerror", lambda error: faults.append(str(error)))
    lead.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    lead.clock.install()
    lead.goto(f"http://{oakfield.gateway.review}/cases")
    yield lead
    assert faults == []


def opens(case: str) -> str:
    return f"#open-{case}"


def search(page: Page, words: str) -> None:
    page.get_by_label("Search", exact=True).fill(words)
    page.get_by_role("button", name="Search").click()


def test_a_pupil_is_found_by_name(queue: Page, held: Held) -> None:
    assert accessibility_faults(queue) == []
    search(queue, "o'neill ZOE")
    expect(queue.locator(opens(held.zoe))).to_be_visible()
    expect(queue.locator(opens(held.grace))).to_have_count(0)
    search(queue, "wombat")
    expect(queue.get_by_role("heading", name="Nothing fits")).to_be_visible()
    assert accessibility_faults(queue) == []
    queue.get_by_role("link", name="Back to all that waits").click()
    expect(queue.locator(opens(held.grace))).to_be_visible()


def test_it_is_filtered_and_a_filter_is_taken_away(queue: Page, held: Held) -> None:
    queue.get_by_text("Show only some").click()
    queue.get_by_label("Held by the rule").select_option(label=FILES)
    queue.get_by_role("button", name="Show", exact=True).click()
    expect(queue.locator(opens(held.listed))).to_be_visible()
    expect(queue.locator(opens(held.zoe))).to_have_count(0)
    assert accessibility_faults(queue) == []
    queue.get_by_role("link", name=f"Rule: {FILES}").click()
    expect(queue.locator(opens(held.zoe))).to_be_visible()


def test_keys_move_through_the_list_and_open_a_message(queue: Page, held: Held) -> None:
    queue.keyboard.press("j")  # nothing, for the list has not the focus
    expect(queue.locator("#queue :focus")).to_have_count(0)
    queue.locator(opens(held.grace)).focus()
    for key, focused in (
        ("j", held.zoe),
        ("k", held.grace),
        ("ArrowDown", held.zoe),
        ("ArrowUp", held.grace),
    ):
        queue.keyboard.press(key)
        expect(queue.locator(opens(focused))).to_be_focused()
    queue.keyboard.press("x")
    expect(queue.locator(f"#pick-{held.grace}")).to_be_checked()
    queue.keyboard.press("?")
    expect(queue.get_by_text("The one before")).to_be_visible()
    assert accessibility_faults(queue) == []
    queue.locator(opens(held.grace)).focus()
    queue.keyboard.press("/")
    expect(queue.get_by_label("Search", exact=True)).to_be_focused()
    queue.keyboard.type("jxk/?")
    expect(queue.get_by_label("Search", exact=True)).to_have_value("jxk/?")
    queue.locator(opens(held.grace)).focus()
    queue.keyboard.press("Enter")
    queue.wait_for_url(f"**/cases/{held.grace}")


def test_several_are_ticked_where_their_reasons_are_the_same(queue: Page, held: Held) -> None:
    together = queue.get_by_role("button", name="Decide on the ticked ones together")
    together.click()
    expect(queue.get_by_text("Tick the messages first.")).to_be_visible()
    queue.locator(f"#pick-{held.grace}").check()
    queue.get_by_role("button", name="Tick all with the same reason").click()
    expect(queue.locator(f"#pick-{held.zoe}")).to_be_checked()
    expect(queue.locator(f"#pick-{held.listed}")).not_to_be_checked()
    queue.locator(f"#pick-{held.listed}").check()
    together.click()
    expect(queue.get_by_text("They are held for different reasons")).to_be_visible()
    assert accessibility_faults(queue) == []
    queue.get_by_role("button", name="Untick all").click()
    expect(queue.locator("input[name=case]:checked")).to_have_count(0)


def test_a_new_message_appears_and_nothing_is_lost(oakfield: Oakfield, queue: Page, held: Held) -> None:
    queue.locator(f"#pick-{held.zoe}").check()
    queue.locator(opens(held.grace)).focus()
    queue.clock.fast_forward(POLL)  # nothing is new
    expect(queue.locator("#news")).to_be_empty()
    oakfield.hold(message(NAMED_TEXT, subject="Swimming"), "new@example.com")
    queue.clock.fast_forward(POLL)
    expect(queue.locator("#news")).to_have_text("1 new since you opened this page")
    expect(queue.locator(opens(oakfield.case("new@example.com")))).to_be_visible()
    expect(queue).to_have_title(re.compile(r"\(\d\) Held mail – Schoolgate"))
    expect(queue.locator(f"#pick-{held.zoe}")).to_be_checked()
    expect(queue.locator(opens(held.grace))).to_be_focused()
    assert accessibility_faults(queue) == []


def test_what_somebody_else_returns_goes_and_the_focus_stays(oakfield: Oakfield, queue: Page) -> None:
    oakfield.hold(message(NAMED_TEXT, subject="Detention"), "gone@example.com")
    case = oakfield.case("gone@example.com")
    queue.clock.fast_forward(POLL)
    queue.locator(opens(case)).focus()
    done = oakfield.gateway.command("quarantine", "return", case, "--reason", "Use initials.")
    assert done.returncode == 0, done.stderr
    queue.clock.fast_forward(POLL)
    expect(queue.locator(opens(case))).to_have_count(0)
    expect(queue.locator("#cases a[id^=open-]").last).to_be_focused()
    queue.get_by_role("link", name="Returned").click()
    expect(queue.locator(opens(case))).to_be_visible()


def test_a_list_that_cannot_be_brought_up_to_date_says_so(queue: Page) -> None:
    queue.route("**/cases/rows*", lambda route: route.fulfill(status=503, body="busy"))
    queue.clock.fast_forward(POLL)
    expect(queue.get_by_text("This list is not up to date")).to_be_visible()
    queue.unroute("**/cases/rows*")
    queue.clock.fast_forward(POLL)
    expect(queue.get_by_text("This list is not up to date")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone_it_is_read_without_moving_sideways(
    oakfield: Oakfield, browser: Browser, held: Held, scripts: bool
) -> None:
    phone = browser.new_context(viewport=ViewportSize(width=390, height=844), java_script_enabled=scripts)
    cookie = signed_in(oakfield.gateway.config.parent / "data")
    url = f"http://{oakfield.gateway.review}"
    phone.add_cookies([{"name": "schoolgate", "value": cookie, "url": url}])
    page = phone.new_page()
    page.goto(f"{url}/cases?severity=1")
    expect(page.locator(opens(held.zoe))).to_be_visible()
    if scripts:
        assert page.evaluate(OVERFLOW) == 0
        assert accessibility_faults(page) == []
    search(page, "zoe@example.com")
    expect(page.locator(opens(held.zoe))).to_be_visible()
    phone.close()
