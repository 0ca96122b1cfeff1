"""Two addresses of which one is probably a slip are found; relatives, colleagues and lists are not."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.similar_recipients import find
from tests.detectors.sent import FACTS, SENDER, sent


@pytest.mark.parametrize(
    ("one", "other", "kind", "doubtful"),
    [
        ("ruth.hale@gmail.com", "ruth.hales@gmail.com", "one-letter-off", 2),
        ("amir.hale@gmail.com", "amri.hale@gmail.com", "one-letter-off", 2),
        ("ruth.hale@firm.example", "ruthhale@firm.example", "one-letter-off", 2),
        ("ruthhale82@gmail.com", "rutthhale82@gmail.com", "one-letter-off", 2),
        ("sara.jones@leeds.gov.uk", "sarah.jones@leeds.gov.uk", "one-letter-off", 2),
        ("ruth.bishop@gmail.com", "ruth.bishpo@gmail.com", "one-letter-off", 1),  # the first is a contact
        ("ruth.bishop@gmail.com", "ruthbishop@ymail.com", "other-provider", 1),
        ("ruth.hale@yahoo.com", "ruth.hale@hotmail.com", "other-provider", 2),
        ("tudors@btinternet.com", "tudors@hotmail.com", "other-provider", 1),
    ],
)
def test_pairs_found(one: str, other: str, kind: str, doubtful: int) -> None:
    """`doubtful`: how many of the two the school does not know, the second always among them."""
    found = list(find(sent(one, other)))
    assert [each.kind for each in found] == [kind]
    assert len(found[0].recipients) == doubtful
    assert found[0].recipients[-1] == other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.khan@firm.example", "s.khan@firm.example"),  # initials
        ("akhans@firm.example", "skhans@firm.example"),
        ("khansa@firm.example", "khansb@firm.example"),
        ("tudor1@gmail.com", "tudor2@gmail.com"),
        ("henry.tudor82@gmail.com", "henry.tudor8@gmail.com"),
        ("ruth.hale@gmail.com", "ruthhale@gmail.com"),  # one mailbox
        ("ruth.hale+trip@firm.example", "ruth.hale@firm.example"),
        ("ruth.hale@gmail.com", "ruth.hales@hotmail.com"),
        ("ruth.hale@firm.example", "ruth.hale@other.example"),  # no private mailboxes
        ("s.jones@oakfield.sch.uk", "s.joness@oakfield.sch.uk"),  # a slip at the school comes back
        ("r.hale@gmail.com", "ro.hale@gmail.com"),
        ("office@gmail.com", "office@hotmail.com"),
        ("amy@gmail.com", "may@gmail.com"),
        ("ruth.hale@gmail.com", "tom.frost@gmail.com"),
    ],
)
def test_pairs_left_alone(one: str, other: str) -> None:
    assert list(find(sent(one, other))) == []


def test_one_recipient_is_like_nobody() -> None:
    assert list(find(sent("ruth.hale@gmail.com"))) == []


def test_two_forenames_may_be_two_people() -> None:
    (finding,) = find(sent("jean.hale@gmail.com", "sean.hale@gmail.com"))
    assert finding.confidence == 0.5


def test_long_lists_are_nobodys_typing_and_take_no_time() -> None:
    listed = sent(*(f"parent.of{'x' * (number % 30)}@gmail{number}.com" for number in range(10_000)))
    hostile = sent(*("a" * 10_000 + f"{number}@gmail.com" for number in range(200)))
    started = time.process_time()
    assert list(find(listed)) == []
    assert list(find(hostile)) == []
    assert time.process_time() - started < 1.0


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, ("ruth.hale@gmail.com", "ruth.hales@gmail.com")))
    report = inspect(b"Subject: Trip\r\n\r\nSee you on Friday.\r\n", FACTS, Budget(), sending)
    (finding,) = report.of(DetectorId.SIMILAR_RECIPIENTS)
    assert finding.detail.startswith("Two of the addresses differ")
