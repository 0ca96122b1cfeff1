"""The sender opens the link in the notice on a phone, and puts the message right."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO

import pytest
import pyzipper
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.pages.conftest import Oakfield
from tests.support.school import LEAD, NAMED_TEXT, message
from tests.support.waiting import wait_until

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
SIZES = "all => all.map(each => each.getBoundingClientRect().height)"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# WCAG 2.2 §1.4.3: the least contrast of any text on the page, with the nearest background that is painted.
CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => parts(colour).slice(0, 3).map(value => value / 255)
    .map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4)
    .reduce((sum, value, at) => sum + value * [.2126, .7152, .0722][at], 0);
  const painted = element => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const texts = [...document.body.querySelectorAll('*')].filter(each =>
    [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  return Math.min(...texts.map(each => {
    const [one, other] = [light(getComputedStyle(each).color), light(painted(each))].sort();
    return (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
  }));
}"""


def named(subject: str = "PE kit", **headers: str) -> EmailMessage:
    return message(NAMED_TEXT, subject=subject, **headers)


def listed() -> EmailMessage:
    mail = message("The list is attached.\n", subject="The list")
    mail.add_attachment(
        b"forename,surname\nGrace,Bishop\n", maintype="text", subtype="csv", filename="list.csv"
    )
    return mail


def opened(page: Page, summary: str) -> None:
    page.locator("summary", has_text=summary).click()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_it_is_withdrawn(oakfield: Oakfield, phone: Page) -> None:
    to = "withdrawn@example.com"
    phone.goto(oakfield.hold(named(), to))
    assert heading(phone) == "Your message has not been sent yet"
    expect(phone.get_by_role("button", name="Withdraw this message")).to_be_hidden()
    opened(phone, "Withdraw it")
    press(phone, "Withdraw this message")
    assert heading(phone) == "You withdrew this message"
    phone.reload()
    assert heading(phone) == "You withdrew this message"
    assert all(to not in list(case["recipients"]) for case in oakfield.gateway.cases())  # type: ignore[call-overload]
    assert not oakfield.sink.to(to)


def test_the_lead_is_asked(oakfield: Oakfield, phone: Page) -> None:
    to = "asked@example.com"
    phone.goto(oakfield.hold(named(), to))
    opened(phone, "Ask for it")
    press(phone, "Ask")
    expect(phone.get_by_role("alert")).to_contain_text("You have not asked yet")
    phone.locator("textarea").fill("Her family needs it before noon.")
    press(phone, "Ask")
    expect(phone.locator(".note")).to_contain_text("You asked for it to be let go on")
    case = oakfield.case(to)
    wait_until(
        lambda: any(b"before noon" in each.content for each in oakfield.sink.to(LEAD)), "the lead's letter"
    )
    details = json.loads(oakfield.gateway.command("quarantine", "show", "--json", case).stdout)
    assert details["asked"]["reason"] == "Her family needs it before noon."
    assert "before noon" in oakfield.gateway.command("quarantine", "show", case).stdout
    assert "before noon" not in json.dumps(details["audit"])


def test_somebody_is_taken_off(oakfield: Oakfield, phone: Page) -> None:
    stays, goes = "stays@example.com", "goes@example.com"
    phone.goto(oakfield.hold(named(), stays, goes))
    opened(phone, "Take somebody off")
    phone.get_by_label(goes).check()
    press(phone, "Take them off")
    expect(phone.locator("main")).to_contain_text("You took somebody off")
    expect(phone.locator("main")).not_to_contain_text(goes)
    oakfield.gateway.command("quarantine", "release", oakfield.case(stays))
    wait_until(lambda: oakfield.sink.to(stays), "the message")
    assert not oakfield.sink.to(goes)
    phone.reload()
    assert heading(phone) == "Your message has been let go"


def test_names_are_shortened_and_it_is_sent(oakfield: Oakfield, phone: Page) -> None:
    to, mail = "shortened@example.com", named("About Grace Bishop")
    phone.goto(oakfield.hold(mail, to))
    phone.get_by_role("link", name="See it first").click()
    assert phone.locator(".letter del").all_inner_texts() == ["Grace Bishop", "Grace Bishop"]
    assert phone.locator(".letter ins").all_inner_texts() == ["G.B.", "G.B."]
    assert not oakfield.sink.to(to)
    press(phone, "Send it like this")
    assert heading(phone) == "Your message is on its way"
    (copy,) = wait_until(lambda: oakfield.sink.to(to), "the message")
    assert b"Bishop" not in copy.content
    assert copy.content.endswith(NAMED_TEXT.replace("Grace Bishop", "G.B.").replace("\n", "\r\n").encode())
    assert len(oakfield.told(mail, 2)) == 2


def test_files_are_locked_and_it_is_sent(oakfield: Oakfield, phone: Page) -> None:
    to, mail = "locked@example.com", listed()
    phone.goto(oakfield.hold(mail, to))
    press(phone, "Lock the files and send")
    passphrase = phone.locator(".passphrase").inner_text()
    expect(phone.locator("main")).to_contain_text("Tell them by phone, never by e-mail.")
    phone.get_by_role("link", name="I have written it down").click()
    expect(phone.locator("main")).to_contain_text("You sent it with the files locked")
    expect(phone.locator("body")).not_to_contain_text(passphrase)
    (copy,) = wait_until(lambda: oakfield.sink.to(to), "the message")
    assert passphrase.encode() not in copy.content
    received = message_from_bytes(copy.content, policy=default)
    (file,) = received.iter_attachments()  # type: ignore[attr-defined]
    with pyzipper.AESZipFile(BytesIO(file.get_content())) as archive:
        (name,) = archive.namelist()
        with pytest.raises(RuntimeError, match="requires a password"):
            archive.read(name)
        assert archive.read(name, passphrase.encode())


def test_it_is_sent_by_secure_mail(oakfield: Oakfield, phone: Page) -> None:
    to = "secure@example.org"
    phone.goto(oakfield.hold(named(), to))
    press(phone, "Send by secure mail")
    expect(phone.locator("main")).to_contain_text("You sent it by secure mail")
    (copy,) = wait_until(lambda: oakfield.sink.to(to), "the message")
    assert b"Grace Bishop" in copy.content


def test_a_scanner_that_opens_everything_changes_nothing(oakfield: Oakfield, phone: Page) -> None:
    to = "scanned@example.com"
    link = oakfield.hold(named(), to)
    for _ in range(2):
        phone.goto(link)
        for each in phone.locator("a[href]").all():
            address = str(each.get_attribute("href"))
            assert phone.request.get(f"{link.rpartition('/')[0]}/{address}").ok
    assert oakfield.case(to)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
def test_it_can_be_read_and_pressed(
    oakfield: Oakfield, browser: Browser, scheme: str, screen: ViewportSize
) -> None:
    long = f"{'a-very-long-address' * 3}@{scheme}.{screen['width']}.{'long.' * 20}example.com"
    link = oakfield.hold(named(subject="x" * 300), long, f"other@{scheme}-{screen['width']}.example.com")
    context = browser.new_context(viewport=screen, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text))  # what the security policy blocks is said here
    for path in (link, f"{link}?way=shorten-names", f"{link}x"):
        page.goto(path)
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate(OVERFLOW) == 0, "it can be moved sideways"
        assert page.evaluate(CONTRAST) >= 4.5
        heights = page.locator("button, .button, summary, label:has(input)").evaluate_all(SIZES)
        assert all(height >= 44 for height in heights)
    assert [each for each in faults if "404" not in each] == []
    context.close()
