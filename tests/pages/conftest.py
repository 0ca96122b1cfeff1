"""A real browser in front of a real gateway: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.process import GatewayProcess
from tests.support.review import signed_in
from tests.support.school import TEACHER, write_school
from tests.support.sink import Sink
from tests.support.system import needs

LINK = re.compile(r"/m/[\w-]+")


@dataclass(frozen=True)
class Oakfield:
    """A gateway whose mail, whether out, home or by secure mail, lands in `sink`."""

    gateway: GatewayProcess
    sink: Sink

    def hold(self, mail: EmailMessage, *to: str) -> str:
        """Sends a message that is held, and gives the address in its sender's notice."""
        code, said = self.gateway.send(TEACHER, to, mail.as_bytes())
        assert code == 250, said
        (notice,) = self.told(mail, 1)
        texts = [part for part in notice.walk() if part.get_content_type() == "text/plain"]
        link = LINK.search(str(texts[0].get_content()))  # type: ignore[attr-defined]
        assert link, "the notice has no link"
        return f"http://{self.gateway.review}{link[0]}"

    def told(self, mail: EmailMessage, count: int) -> list[EmailMessage]:
        """The notices to the sender about it, when there are so many."""
        about = str(mail["Message-ID"]).encode()
        taken = self.sink.wait_for(
            count, where=lambda each: each.recipients == (TEACHER,) and about in each.content
        )
        return [message_from_bytes(each.content, policy=default) for each in taken]  # type: ignore[misc]

    def case(self, to: str) -> str:
        (case,) = [each for each in self.gateway.cases() if to in list(each["recipients"])]  # type: ignore[call-overload]
        return str(case["id"])


@pytest.fixture(scope="module")
def oakfield(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oakfield]:
    """With the starter policy, and secure mail that reaches example.org only."""
    sink = Sink().start()
    secure = f'next_hop = "{sink.url}"\nrecipients = ["example.org"]'
    config = write_school(tmp_path_factory.mktemp("oakfield"), sink.url, secure_mail=secure)
    gateway = GatewayProcess(config).start()
    yield Oakfield(gateway, sink)
    gateway.stop()
    sink.stop()


@pytest.fixture(scope="module")  # no longer: while it runs, no other event loop can
def browser() -> Iterator[Browser]:
    path = needs("chromium", "chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def lead(oakfield: Oakfield, browser: Browser) -> Iterator[Page]:
    """The data protection lead of Oakfield at a desk, signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    cookie = signed_in(oakfield.gateway.config.parent / "data")
    url = f"http://{oakfield.gateway.review}"
    context.add_cookies([{"name": "schoolgate", "value": cookie, "url": url}])
    yield context.new_page()
    context.close()


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on the page as it is shown: rule, and where."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [
        f"{fault['id']}: {node['html']}" for fault in found.response["violations"] for node in fault["nodes"]
    ]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small screen without JavaScript, as a mail program's own browser may be."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield context.new_page()
    assert context.cookies() == []
    context.close()
