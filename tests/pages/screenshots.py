"""Pictures of every page of the review side, with the demo schools behind it: `make screenshots`.

All of them go to a folder, for whoever looks after how the pages look; the few that the README shows to
`gateway/review/pictures`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from gateway.reviewers.roles import Role
from tests.pages.demo import Demo, running_demo
from tests.support.review import OAKFIELD, signed_in
from tests.support.system import needs

PICTURES = Path(__file__).resolve().parents[2] / "gateway" / "review" / "pictures"
DESK, PHONE = (1280, 900), (390, 844)
LOOKS = (("desk", DESK, "light"), ("phone", PHONE, "light"), ("dark", DESK, "dark"))
PAGES = {
    "queue": "/cases",
    "private": "/openings",
    "incidents": "/incidents",
    "new-incident": "/incidents/new",
    "find": "/find",
    "exceptions": "/exceptions",
    "figures": "/figures",
    "record": "/record",
    "retention": "/retention",
    "people": "/people",
    "invite": "/people/invite",
    "status": "/status",
    "me": "/me",
    "not-found": "/cases/NOSUCHCASE",
}
IN_README = ("queue", "case", "figures")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with running_demo(folder / "demo") as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=needs("chromium", "chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        cookie = signed_in(folder / "demo" / "data", "dpl@oakfield.sch.uk", Role.LEAD, OAKFIELD)
        for name, size, scheme in LOOKS:
            _all(browser, demo, cookie, folder / name, size, scheme)
        browser.close()
    for name in IN_README:
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.png").write_bytes((folder / "desk" / f"{name}.png").read_bytes())
    sys.stdout.write(f"{folder}\n")


def _all(browser: Browser, demo: Demo, cookie: str, folder: Path, size: tuple[int, int], scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale="en-GB",
    )
    context.add_cookies([{"name": "schoolgate", "value": cookie, "url": demo.url}])
    page = context.new_page()
    folder.mkdir(exist_ok=True)
    for name, path in PAGES.items():
        page.goto(demo.url + path)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    _case(page, demo, folder)
    context.close()
    stranger = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    page = stranger.new_page()
    for name, address in (("sign-in", f"{demo.url}/sign-in"), ("invitation", demo.link)):
        page.goto(address)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
    stranger.close()


def _case(page: Page, demo: Demo, folder: Path) -> None:
    """The message with two pupils, once its text is there."""
    page.goto(f"{demo.url}/cases")
    page.locator("tbody tr", has_text="Football club").get_by_role("link").first.click()
    page.locator("mark").first.wait_for(state="attached")
    page.screenshot(path=folder / "case.png", full_page=True)
    page.locator("#rulings summary").nth(1).click()
    page.screenshot(path=folder / "ruling.png", full_page=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="schoolgate-pages-")))
