"""From the link of the first start to the pages, by code, by passkey, and by an OpenID provider."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.pages.conftest import accessibility_faults
from tests.support.certificates import write_secret
from tests.support.codes import code_of
from tests.support.openid_provider import CLIENT, PASSWORD, SECRET, running_provider
from tests.support.process import GatewayProcess
from tests.support.school import LEAD, write_school

OURS = "copper kettle on a stile"
GRACE = "grace.bishop@oakfield.sch.uk"


@dataclass(frozen=True)
class Gate:
    """A gateway at a name of its own: passkeys do not belong to numbers."""

    url: str
    gateway: GatewayProcess
    directory: Path


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    directory = tmp_path_factory.mktemp("signing-in")
    review, provider = free_port(), free_port()
    url = f"http://localhost:{review}"
    back = f"{url}/sign-in/with/the-trust/login/callback/"
    with running_provider(provider, tmp_path_factory.mktemp("provider"), back) as server:
        write_secret(directory / "secret", SECRET.encode())
        sign_in = (
            f'{{ provider = "openid", name = "The Trust", client_id = "{CLIENT}",'
            f' client_secret_file = "secret", server_url = "{server}", second_factor = "provider" }}'
        )
        config = write_school(
            directory, "smtp://127.0.0.1:9", review=f'public_url = "{url}"\nsign_in = [{sign_in}]'
        )
        config.write_text(
            config.read_text().replace(
                '[review]\nlisten = "127.0.0.1:0"', f'[review]\nlisten = "127.0.0.1:{review}"'
            )
        )
        gateway = GatewayProcess(config).start()
        yield Gate(url, gateway, directory / "data")
        gateway.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def looked_at(page: Page) -> None:
    """What a screen reader and a keyboard find on the page has no fault."""
    assert accessibility_faults(page) == []


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def choose_password(page: Page, link: str, name: str) -> None:
    page.goto(link)
    looked_at(page)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("New password").fill(OURS)
    page.get_by_label("The same password again").fill(OURS)
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("Set up your second step")
    looked_at(page)


def test_from_the_first_start_to_the_start_page_and_in_again(gate: Gate, page: Page) -> None:
    file = gate.directory / "first-sign-in"
    email, link = file.read_text().split()
    assert email == LEAD
    log = gate.gateway.log.read_text()
    assert str(file) in log
    assert link not in log

    choose_password(page, link, "Henry Tudor")
    page.get_by_role("link", name="Use a code app").click()
    looked_at(page)
    page.locator("summary").click()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret, -1))
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    assert page.locator(".codes li").count() == 10
    looked_at(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("People")
    assert not file.exists()

    press(page, "Sign out")
    expect(page.get_by_role("status").first).to_have_text("You are signed out.")
    looked_at(page)
    page.get_by_label("E-mail address").fill(LEAD)
    page.get_by_label("Password", exact=True).fill(OURS)
    press(page, "Sign in with a password")
    expect(page.locator("h1")).to_have_text("Your second step")
    looked_at(page)
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    press(page, "Sign in")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("People")
    for path in ("/me", "/people", "/people/invite", "/people/1", "/me/password"):
        page.goto(gate.url + path)
        looked_at(page)


def test_with_a_passkey(gate: Gate, context: BrowserContext, page: Page) -> None:
    link = gate.gateway.command("reviewer", "add", GRACE, "--role", "deputy").stdout.strip()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    choose_password(page, link, "Grace Bishop")
    page.get_by_role("link", name="Use a passkey").click()
    looked_at(page)
    press(page, "Set up the passkey")
    expect(page.locator("h1")).to_have_text("Your recovery codes")

    press(page, "Sign out")
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("link", name="Grace Bishop")).to_be_visible()

    press(page, "Sign out")
    page.get_by_label("E-mail address").fill(GRACE)
    page.get_by_label("Password", exact=True).fill(OURS)
    press(page, "Sign in with a password")
    press(page, "Use your passkey")
    expect(page.get_by_role("link", name="Grace Bishop")).to_be_visible()


def test_with_an_openid_provider(gate: Gate, page: Page) -> None:
    email = "nobody@oakfield.sch.uk"
    gate.gateway.command("reviewer", "add", email, "--role", "auditor", "--password-stdin", stdin=OURS + "\n")
    page.goto(f"{gate.url}/sign-in")
    press(page, "Sign in with The Trust")
    page.wait_for_url(re.compile("/accounts/login/"))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").last.click()
    page.wait_for_url(re.compile(f"^{gate.url}/(?!sign-in)"))
    expect(page.get_by_role("link", name=email)).to_be_visible()
    page.goto(f"{gate.url}/me")
    expect(page.locator("main")).to_contain_text("With your account at The Trust.")
    looked_at(page)


def test_pages_on_which_something_is_wrong(gate: Gate, page: Page) -> None:
    for path in (
        "/invitation/none",
        "/sign-in/closed",
        "/sign-in/cancelled",
        "/sign-in/with/the-trust/login/",
    ):
        page.goto(gate.url + path)
        looked_at(page)
    page.goto(f"{gate.url}/sign-in/with/the-trust/login/callback/?state=forged&code=1")
    expect(page.locator("h1")).to_have_text("You are not signed in")
    looked_at(page)
