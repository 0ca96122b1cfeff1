"""A greeting of somebody who is not among the recipients is found, and only where that can be told."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.other_greeting import find
from detectors.people.recipients import Recipients
from tests.detectors.sent import FACTS, SENDER, sent

RUTH = "ruth.bishop@gmail.com"  # Ruth Bishop, mother of Grace Bishop
KHAN = "akhan7@hotmail.co.uk"  # Mrs Aisha Khan, mother of Zoë O'Neill
TOM = "tom.hale@firm.example"


@pytest.mark.parametrize(
    ("recipient", "greeting", "confidence"),
    [
        (RUTH, "Dear Mrs Khan", 0.9),
        (RUTH, "Dear Mr and Mrs Khan", 0.9),
        (RUTH, "Hi Aisha", 0.9),
        (RUTH, "Good morning Zoë", 0.9),
        (RUTH, "Dear Mrs O'Neill", 0.9),
        (RUTH, "Hello Aisha and Tom", 0.9),
        (KHAN, "Dear Ms Bishop", 0.9),
        (KHAN, "Dear Mr H Tudor", 0.9),
        (TOM, "Dear Mrs Khan", 0.6),
        (TOM, "Hi Aisha", 0.6),
        ("Aisha Khan <ak1990@firm.example>", "Hi Henry", 0.7),
        ("Mrs Aisha Khan <info.desk@firm.example>", "Dear Mrs Khan", None),
    ],
)
def test_found(recipient: str, greeting: str, confidence: float | None) -> None:
    address = recipient.rpartition("<")[2].rstrip(">")
    found = list(find(sent(address, to=recipient, body=f"{greeting},\n\nplease see below.\n")))
    if confidence is None:
        assert found == []
    else:
        assert [(each.text, each.confidence, each.recipients) for each in found] == [
            (greeting, confidence, (address,))
        ]


@pytest.mark.parametrize(
    ("recipient", "greeting"),
    [
        (RUTH, "Dear Ruth"),
        (RUTH, "Dear Mrs Bishop"),
        (RUTH, "Dear Mr and Mrs Bishop"),
        (RUTH, "Dear Mrs R Bishop"),
        (RUTH, "Hi Grace"),  # her child
        (RUTH, "Dear Ruth and Henry"),
        (RUTH, "Dear Mrs Bishopp"),  # a slip
        (KHAN, "Hi Ayesha"),
        (KHAN, "Dear Mrs O'Neill"),  # called like her child
        (KHAN, "Dear Ms Khan"),
        ("tudors@btinternet.com", "Dear Mrs Khan"),  # "Mum" is no name
        (TOM, "Hi Tom"),
        (TOM, "Hi Thomas"),
        (TOM, "Dear Mr Hale"),
        ("t.hale@firm.example", "Hi Aisha"),  # an initial says too little
        ("hale.family@firm.example", "Hi Aisha"),
        ("office@firm.example", "Dear Mrs Khan"),
        ("elizabeth.jones@firm.example", "Hi Beth"),
        # nobody in particular
        *(
            (RUTH, greeting)
            for greeting in (
                "Dear all",
                "Dear Parents and Carers",
                "Dear Sir or Madam",
                "Dear Sir/Madam",
                "Dear Sirs",
                "Dear Parent/Carer",
                "Dear Year 7 families",
                "Hi there",
                "Hi",
                "Hello everyone",
                "Good morning",
                "Dear Customer",
                "Dear Head of Year",
                "Hi Reception",
                "Hi I wondered whether the trip is on",
                "Dear Mrs Khan and colleagues",
            )
        ),
    ],
)
def test_left_alone(recipient: str, greeting: str) -> None:
    assert list(find(sent(recipient, body=f"{greeting},\n\nplease see below.\n"))) == []


@pytest.mark.parametrize(
    "body",
    [
        "> Dear Mrs Khan,\n> see you there",
        "On 3 March 2026 Aisha Khan wrote:\nDear Mrs Khan,\n",
        "-----Original Message-----\nDear Mrs Khan,\n",
        "From: Aisha\nSent: 3 March 2026\nTo: Henry\nDear Mrs Khan,\n",
        "Thank you.\n\n\n1\n2\n3\n4\n5\n6\nDear Mrs Khan,\n",
        "I told dear Mrs Khan, who was here.",
        "",
        "\n\n",
    ],
)
def test_what_is_quoted_or_no_greeting(body: str) -> None:
    assert list(find(sent(RUTH, body=body))) == []


@pytest.mark.parametrize(
    ("recipients", "count"),
    [
        ((RUTH, KHAN), 1),  # the list knows both
        ((RUTH, TOM), 0),  # it does not know the second
        ((TOM, "amy.frost@firm.example"), 0),
        ((RUTH, "sarah.jones@oakfield.sch.uk"), 1),
        ((RUTH, "henry.tudor@oakfield.sch.uk"), 0),  # the colleague is greeted
        ((RUTH, "office@oakfield.sch.uk"), 0),  # whoever is at the office
        (("henry@oakfield.sch.uk",), 0),  # nobody outside
        ((RUTH, *(f"amy.frost{number}@oakfield.sch.uk" for number in range(5))), 0),
    ],
)
def test_several_recipients(recipients: tuple[str, ...], count: int) -> None:
    assert len(list(find(sent(*recipients, body="Hi Henry,\nsee you there.")))) == count


def test_hostile_text_takes_no_time() -> None:
    bodies = ("Dear " * 4_000_000, "\n" * 20_000_000, "Hi " + "a-" * 10_000_000, "on " + "x " * 10_000_000)
    matters = [sent(RUTH, body=body) for body in bodies]
    started = time.process_time()
    assert not [finding for matter in matters for finding in find(matter)]
    assert time.process_time() - started < 1.0


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, (RUTH,)))
    raw = b"Content-Type: text/html\r\n\r\n<p>Dear Mrs Khan,</p><p>See you on Friday.</p>\r\n"
    (finding,) = inspect(raw, FACTS, Budget(), sending).of(DetectorId.OTHER_GREETING)
    assert (finding.text, str(finding.location)) == ("Dear Mrs Khan", "body")
