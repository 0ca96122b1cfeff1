"""An outside address that looks like a colleague's among colleagues is found; those meant are not."""

from __future__ import annotations

import time

import pytest

from detectors.colleague_namesake import find
from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from tests.detectors.sent import FACTS, SENDER, sent, without_staff

HEAD = "headteacher@oakfield.sch.uk"


@pytest.mark.parametrize(
    ("recipients", "to", "kind"),
    [
        ((HEAD, "sarah.jones@gmail.com"), "", "address"),
        ((HEAD, "sjones82@gmail.com"), "", "address"),
        ((HEAD, "jones.sarah@firm.example"), "", "address"),
        ((HEAD, "sj1990@gmail.com"), "Sarah Jones <sj1990@gmail.com>", "display-name"),
        ((HEAD, "sj1990@gmail.com"), '"Jones, Sarah" <SJ1990@gmail.com>', "display-name"),
        (("t.hale@oakfield.sch.uk", "tom.hale@gmail.com"), "", "address"),  # another recipient's name
        (("thale@oakfield.sch.uk", "tomh@gmail.com"), "Tom Hale <tomh@gmail.com>", "display-name"),
    ],
)
def test_found(recipients: tuple[str, ...], to: str, kind: str) -> None:
    found = list(find(sent(*recipients, to=to)))
    assert [(each.kind, each.recipients) for each in found] == [(kind, recipients[1:])]


@pytest.mark.parametrize(
    "recipients",
    [
        ("sarah.jones@gmail.com",),  # nobody inside
        (HEAD, "sarah.jones@gmail.com", "a@firm.example"),  # more outside than inside
        (HEAD, "ruth.bishop@gmail.com"),  # a contact
        (HEAD, "sarah.jones@leeds.gov.uk"),  # a professional
        (HEAD, "sarah.jones@caterlunch.example"),  # a supplier
        (HEAD, "m.okafor@gmail.com"),  # the sender's own
        (HEAD, "sarah@firm.example"),
        (HEAD, "ruth.jones@gmail.com"),
        (HEAD, "office@firm.example"),
        ("gbishop@pupils.oakfield.sch.uk", "sarah.jones@gmail.com"),  # pupils are no colleagues
        (HEAD, "s.jones@oakfield.sch.uk"),
        (),
    ],
)
def test_left_alone(recipients: tuple[str, ...]) -> None:
    assert list(find(sent(*recipients))) == []


def test_without_a_list_of_staff_only_the_other_recipients_count() -> None:
    facts = without_staff()
    assert not list(find(sent(HEAD, "sarah.jones@gmail.com", facts=facts)))
    assert list(find(sent("s.jones@oakfield.sch.uk", "sarah.jones@gmail.com", facts=facts)))


def test_a_hostile_header_takes_no_time() -> None:
    recipients = (HEAD, "x" * 100_000 + "@gmail.com")
    matter = sent(*recipients, to="<" * 200_000, cc='"a" <a@b.example>, ' * 20_000)
    started = time.process_time()
    assert list(find(matter)) == []
    assert time.process_time() - started < 1.0


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, (HEAD, "sj1990@gmail.com")))
    raw = b'To: headteacher@oakfield.sch.uk, "Sarah Jones" <sj1990@gmail.com>\r\n\r\nSee you there.\r\n'
    (finding,) = inspect(raw, FACTS, Budget(), sending).of(DetectorId.COLLEAGUE_NAMESAKE)
    assert (finding.text, finding.kind) == ("sj1990@gmail.com", "display-name")
