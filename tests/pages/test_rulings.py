"""Rulings as people make them, and the mail that then arrives: a real browser, a real gateway, a sink."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from playwright.sync_api import Browser, Page, expect

from gateway.reviewers.roles import Role
from tests.pages.conftest import Oakfield, accessibility_faults
from tests.support.review import LEAD, SECOND_LEAD, signed_in
from tests.support.school import NAMED_TEXT, TEACHER, message
from tests.support.sink import Taken
from tests.support.waiting import wait_until

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def head(oakfield: Oakfield, browser: Browser) -> Iterator[Page]:
    """The lead's deputy, at a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    cookie = signed_in(oakfield.gateway.config.parent / "data", SECOND_LEAD, Role.DEPUTY)
    url = f"http://{oakfield.gateway.review}"
    context.add_cookies([{"name": "schoolgate", "value": cookie, "url": url}])
    yield context.new_page()
    context.close()


def held(oakfield: Oakfield, *to: str, subject: str = "PE kit") -> str:
    """Holds a message that names a pupil, and gives the id of its case."""
    code, said = oakfield.gateway.send(TEACHER, to, named(subject).as_bytes())
    assert code == 250, said
    return oakfield.case(to[0])


def named(subject: str) -> EmailMessage:
    return message(NAMED_TEXT, subject=subject)


def opened(oakfield: Oakfield, page: Page, case: str) -> Page:
    page.goto(f"http://{oakfield.gateway.review}/cases/{case}/ruling")
    return page


def choose(page: Page, ruling: str) -> None:
    page.locator("#rulings summary").get_by_text(ruling, exact=True).click()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def arrived(oakfield: Oakfield, to: str) -> Taken:
    (copy,) = wait_until(lambda: oakfield.sink.to(to), f"the message to {to}")
    return copy


def told(oakfield: Oakfield, subject: str) -> str:
    """The text of the notice with this subject, once its sender has it."""

    def notices() -> list[str]:
        taken = (message_from_bytes(each.content, policy=default) for each in oakfield.sink.to(TEACHER))
        return [
            str(each.get_body(("plain",)).get_content())  # type: ignore[attr-defined]
            for each in taken
            if each["Subject"] == subject
        ]

    return wait_until(notices, f"the notice “{subject}”")[0]


def test_let_go(oakfield: Oakfield, lead: Page) -> None:
    case = held(oakfield, "released@example.com")
    opened(oakfield, lead, case)
    choose(lead, "As it was written")
    expect(lead.locator("#rulings")).to_contain_text(
        f"It goes to released@example.com as it was written. {TEACHER} is told."
    )
    press(lead, "Release it")
    expect(lead.locator(".notice.good")).to_contain_text(f"Released: the message from {TEACHER}")
    assert arrived(oakfield, "released@example.com").content.endswith(
        NAMED_TEXT.replace("\n", "\r\n").encode()
    )
    assert "The data protection lead has released it" in told(
        oakfield, "On its way: “PE kit” to released@example.com"
    )
    expect(opened(oakfield, lead, case).locator("#rulings")).to_contain_text("released it (today")


def test_by_secure_mail(oakfield: Oakfield, lead: Page) -> None:
    opened(oakfield, lead, held(oakfield, "secured@example.org"))
    choose(lead, "By secure mail")
    press(lead, "Send by secure mail")
    assert b"Grace Bishop" in arrived(oakfield, "secured@example.org").content
    assert "It goes by secure mail to:" in told(oakfield, "On its way: “PE kit” to secured@example.org")


def test_with_names_shortened(oakfield: Oakfield, lead: Page) -> None:
    opened(oakfield, lead, held(oakfield, "shortened@example.com", subject="About Grace Bishop"))
    choose(lead, "With names shortened")
    lead.get_by_role("link", name="See it first").click()
    assert lead.locator(".letter del").all_inner_texts() == ["Grace Bishop", "Grace Bishop"]
    assert lead.locator(".letter ins").all_inner_texts() == ["G.B.", "G.B."]
    assert accessibility_faults(lead) == []
    assert not oakfield.sink.to("shortened@example.com")
    press(lead, "Send it like this")
    assert b"Bishop" not in arrived(oakfield, "shortened@example.com").content


def test_to_some_then_returned_to_the_others(oakfield: Oakfield, lead: Page) -> None:
    yes, no = "some-yes@example.com", "some-no@example.com"
    case = held(oakfield, yes, no)
    opened(oakfield, lead, case)
    choose(lead, "To some of them only")
    press(lead, "Release it to those I ticked")
    expect(lead.get_by_role("alert")).to_contain_text("Nobody is ticked")
    lead.get_by_label(yes).check()
    press(lead, "Release it to those I ticked")
    assert arrived(oakfield, yes)
    opened(oakfield, lead, case)
    choose(lead, "Return it to the sender")
    lead.get_by_label("Add your own words").fill("He is not her father.")
    press(lead, "Return it")
    assert "He is not her father." in told(oakfield, f"Not sent: “PE kit” to {no}")
    assert not oakfield.sink.to(no)


def test_two_people_delete(oakfield: Oakfield, lead: Page, head: Page) -> None:
    case = held(oakfield, "deleted@example.com")
    opened(oakfield, lead, case)
    choose(lead, "Delete it")
    lead.get_by_label("Why must it be deleted?").fill("Her account was taken over.")
    press(lead, "Ask for it to be deleted")
    opened(oakfield, lead, case)
    expect(lead.get_by_role("button", name="Agree, and delete it")).to_have_count(0)
    opened(oakfield, head, case)
    expect(head.locator("#rulings")).to_contain_text("Her account was taken over.")
    assert accessibility_faults(head) == []
    press(head, "Agree, and delete it")
    assert "deleted from the quarantine" in told(oakfield, "Not sent: “PE kit” to deleted@example.com")
    assert not oakfield.sink.to("deleted@example.com")
    record = oakfield.gateway.command("quarantine", "show", case).stdout
    assert f"{LEAD}  deletion-proposed" in record
    assert f"{SECOND_LEAD}  deleted  asked for by {LEAD}" in record


def test_two_at_one_case(oakfield: Oakfield, lead: Page, head: Page) -> None:
    """They see each other; who is slower is told by the page, and in any case by the server."""
    to = "two@example.com"
    case = held(oakfield, to)
    opened(oakfield, head, case)
    opened(oakfield, lead, case)
    expect(lead.get_by_role("status")).to_contain_text("head has this open too.")
    slower = lead.context.new_page()
    opened(oakfield, slower, case)
    choose(head, "As it was written")
    press(head, "Release it")
    choose(slower, "Return it to the sender")
    slower.get_by_label("Add your own words").fill("Use initials.")
    press(slower, "Return it")
    expect(slower.locator("h1")).to_have_text("Somebody was faster")
    expect(slower.get_by_role("alert")).to_contain_text("head released it (today")
    assert accessibility_faults(slower) == []
    choose(lead, "As it was written")
    expect(lead.get_by_role("status")).to_contain_text("head released it (today", timeout=15_000)
    expect(lead.get_by_role("button", name="Release it", exact=True)).to_be_disabled()
    assert arrived(oakfield, to)


def test_several_at_once(oakfield: Oakfield, lead: Page, head: Page) -> None:
    people = ("bulk-1@example.com", "bulk-2@example.com")
    cases = [held(oakfield, to) for to in people]
    lead.goto(f"http://{oakfield.gateway.review}/cases/rulings?case={cases[0]}&case={cases[1]}")
    assert accessibility_faults(lead) == []
    opened(oakfield, head, cases[0])
    choose(head, "As it was written")
    press(head, "Release it")
    choose(lead, "Release them")
    press(lead, "Release all 2")
    expect(lead.get_by_role("status")).to_contain_text("1 message was released.")
    expect(lead.get_by_role("alert")).to_contain_text("head released it (today")
    assert all(arrived(oakfield, to) for to in people)


def test_it_can_be_read_and_pressed(oakfield: Oakfield, lead: Page, head: Page) -> None:
    long = f"{'a-very-long-address' * 3}@{'long.' * 20}example.com"
    case = held(oakfield, long, "worker@example.org")
    faults: list[str] = []
    for page in (lead, head):
        page.on("console", lambda said: faults.append(said.text))  # what the security policy blocks
        opened(oakfield, page, case)
        for summary in page.locator("#rulings summary").all():
            summary.click()
            assert page.evaluate(OVERFLOW) == 0, "it can be moved sideways"
            assert accessibility_faults(page) == []
    assert faults == []
