"""Every page, at a desk, on a phone and in the dark: nothing that axe-core finds, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.conftest import Oakfield, accessibility_faults
from tests.pages.screenshots import PAGES
from tests.support.review import signed_in
from tests.support.school import NAMED_TEXT, message

LOOKS = {"desk": ((1280, 900), "light"), "phone": ((390, 844), "light"), "dark": ((1280, 900), "dark")}
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", params=LOOKS)
def page(request: pytest.FixtureRequest, oakfield: Oakfield, browser: Browser) -> Iterator[Page]:
    """The lead, signed in, with a message that is held."""
    (width, height), scheme = LOOKS[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    cookie = signed_in(oakfield.gateway.config.parent / "data")
    context.add_cookies([{"name": "schoolgate", "value": cookie, "url": url(oakfield)}])
    oakfield.hold(message(NAMED_TEXT, subject="PE kit"), f"{request.param}@example.com")
    yield context.new_page()
    context.close()


def url(oakfield: Oakfield) -> str:
    return f"http://{oakfield.gateway.review}"


@pytest.mark.parametrize("name", PAGES)
def test_it_is_open_to_everybody(oakfield: Oakfield, page: Page, name: str) -> None:
    page.goto(url(oakfield) + PAGES[name])
    assert page.locator("h1").count() == 1
    assert accessibility_faults(page) == []
    assert page.evaluate(TOO_WIDE) == 0


def test_a_case_is(oakfield: Oakfield, page: Page) -> None:
    page.goto(f"{url(oakfield)}/cases")
    page.locator("tbody tr").get_by_role("link").first.click()
    page.locator("mark").first.wait_for(state="attached")
    assert accessibility_faults(page) == []
    assert page.evaluate(TOO_WIDE) == 0
