"""From and the envelope name two people: found, unless one may write for the other."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.sender_mismatch import find
from tests.detectors.sent import FACTS, sent

RUTH = "ruth.bishop@gmail.com"


@pytest.mark.parametrize(
    ("sender", "author", "kind"),
    [
        ("m.okafor@oakfield.sch.uk", "p.frost@oakfield.sch.uk", "colleague"),
        ("m.okafor@oakfield.sch.uk", "Peter Frost <p.frost@mail.oakfield.sch.uk>", "colleague"),
        ("m.okafor@oakfield.sch.uk", "mary@gmail.com", "outside"),
        ("m.okafor@oakfield.sch.uk", '"m.okafor@oakfield.sch.uk" <mary@gmail.com>', "outside"),
        ("m.okafor@oakfield.sch.uk", "m.okafor@oakfield.sch.uk.example", "outside"),
        ("m.okafor@oakfield.sch.uk", "m.okafor@gmail.com", "outside"),
        # one person, or written for another
        ("m.okafor@oakfield.sch.uk", '"ruth@gmail.com via form" <m.okafor@oakfield.sch.uk>', None),
        ("m.okafor@oakfield.sch.uk", "Mary Okafor <M.Okafor@Oakfield.sch.uk>", None),
        ("m.okafor@oakfield.sch.uk", "m.okafor@mail.oakfield.sch.uk", None),
        ("m.okafor+lists@oakfield.sch.uk", "m.okafor@oakfield.sch.uk", None),
        ("mokafor@oakfield.sch.uk", "mary.okafor@oakfield.sch.uk", None),
        ("p.frost@oakfield.sch.uk", "headteacher@oakfield.sch.uk", None),  # both are his
        ("m.okafor@oakfield.sch.uk", "office@oakfield.sch.uk", None),  # she is of the office
        ("prvs=123abc=m.okafor@oakfield.sch.uk", "m.okafor@oakfield.sch.uk", None),
        # programs, and what has no sender of the school's
        ("no-reply@oakfield.sch.uk", "p.frost@oakfield.sch.uk", None),
        ("bounces+7@oakfield.sch.uk", "mary@gmail.com", None),
        ("", "p.frost@oakfield.sch.uk", None),
        ("mary@gmail.com", "p.frost@oakfield.sch.uk", None),
        ("m.okafor@oakfield.sch.uk", "", None),
        ("m.okafor@oakfield.sch.uk", "Mary Okafor", None),
        ("m.okafor@oakfield.sch.uk", "p.frost@oakfield.sch.uk, m.okafor@oakfield.sch.uk", None),
    ],
)
def test_from_and_envelope(sender: str, author: str, kind: str | None) -> None:
    found = list(find(sent(RUTH, sender=sender, **{"from": author})))
    assert [each.kind for each in found] == ([kind] if kind else [])


def test_a_colleague_is_less_sure_than_a_stranger() -> None:
    (colleague,) = find(sent(RUTH, **{"from": "p.frost@oakfield.sch.uk"}))
    (stranger,) = find(sent(RUTH, **{"from": "mary@gmail.com"}))
    assert colleague.confidence < 0.5 < stranger.confidence


@pytest.mark.parametrize(
    ("author", "fields", "count"),
    [
        ("p.frost@oakfield.sch.uk", {"Sender": "m.okafor@oakfield.sch.uk"}, 0),  # on behalf of
        ("mary@gmail.com", {"Sender": "m.okafor@oakfield.sch.uk"}, 1),
        ("mary@gmail.com", {"resent_from": "m.okafor@oakfield.sch.uk"}, 0),
        ("m.okafor@oakfield.sch.uk", {"resent_from": "mary@gmail.com"}, 1),
    ],
)
def test_what_the_header_declares(author: str, fields: dict[str, str], count: int) -> None:
    found = list(find(sent(RUTH, sender="m.okafor@oakfield.sch.uk", **{"from": author}, **fields)))
    assert len(found) == count


def test_a_hostile_header_takes_no_time() -> None:
    matter = sent(RUTH, sender="prvs=" + "=" * 1_000_000 + "@oakfield.sch.uk", **{"from": "<a@" * 2_000_000})
    started = time.process_time()
    assert list(find(matter)) == []
    assert time.process_time() - started < 0.5


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope("m.okafor@oakfield.sch.uk", (RUTH,)))
    raw = b"From: Mary <mary@gmail.com>\r\nSubject: Trip\r\n\r\nSee you on Friday.\r\n"
    (finding,) = inspect(raw, FACTS, Budget(), sending).of(DetectorId.SENDER_MISMATCH)
    assert (finding.text, str(finding.location)) == ("mary@gmail.com", "header:From")
