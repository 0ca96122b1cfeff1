"""Answers of pupils and parents that would go to a private mailbox are found; others are not."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.personal_reply_address import find
from tests.detectors.sent import FACTS, SENDER, sent

RUTH = "ruth.bishop@gmail.com"
PUPIL = "gbishop@pupils.oakfield.sch.uk"


@pytest.mark.parametrize(
    ("recipients", "reply_to", "concerned"),
    [
        ((RUTH,), "m.okafor@gmail.com", (RUTH,)),
        ((PUPIL,), "Mary Okafor <MARY@Hotmail.co.uk>", (PUPIL,)),
        (("head@oakfield.sch.uk", RUTH), "m.okafor@oakfield.sch.uk, m@gmail.com", (RUTH,)),
        ((RUTH,), "sarah@jones-family.example", (RUTH,)),  # a colleague's private address
        ((RUTH,), "m.okafor@oakfield.sch.uk", ()),
        ((RUTH,), "m.okafor@firm.example", ()),
        ((RUTH,), RUTH, ()),
        ((RUTH,), "s.jones@oakfield.sch.uk", ()),
        (("tom@firm.example",), "m.okafor@gmail.com", ()),
        (("head@oakfield.sch.uk",), "m.okafor@gmail.com", ()),
        ((RUTH,), "", ()),
        ((RUTH,), "gmail.com", ()),
        ((), "m.okafor@gmail.com", ()),
    ],
)
def test_reply_addresses(recipients: tuple[str, ...], reply_to: str, concerned: tuple[str, ...]) -> None:
    found = list(find(sent(*recipients, reply_to=reply_to)))
    assert [each.recipients for each in found] == ([concerned] if concerned else [])


def test_a_private_sender_is_another_matter() -> None:
    assert list(find(sent(RUTH, **{"from": "m.okafor@gmail.com"}))) == []


def test_a_hostile_field_takes_no_time() -> None:
    matter = sent(RUTH, reply_to="<a@" * 2_000_000)
    started = time.process_time()
    assert list(find(matter)) == []
    assert time.process_time() - started < 0.5


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, (RUTH,)))
    raw = b"Subject: Trip\r\nReply-To: mary@gmail.com\r\n\r\nSee you on Friday.\r\n"
    (finding,) = inspect(raw, FACTS, Budget(), sending).of(DetectorId.PERSONAL_REPLY_ADDRESS)
    assert (finding.text, str(finding.location)) == ("mary@gmail.com", "header:Reply-To")
