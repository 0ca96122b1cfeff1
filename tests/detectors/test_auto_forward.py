"""Mail that a mailbox rule sent on is found; mail that people send is not."""

import pytest

from detectors.auto_forward import find
from detectors.context import Directory, Facts, School
from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Finding, Location, Place
from detectors.inspect import inspect
from detectors.matter import Matter
from detectors.message import Envelope, HeaderField, Message, Reading
from detectors.mime.parse import parse
from detectors.roster import Roster
from detectors.sending import Sending

FACTS = Facts.of(
    School("Oakfield Academy", ("oakfield.sch.uk",)),
    Roster(()),
    Directory(frozenset(), frozenset(), frozenset()),
)


def findings(message: Message) -> list[Finding]:
    return list(find(Matter(Reading(message, (), (), (), ()), FACTS)))


def findings_for(*fields: tuple[str, str]) -> list[Finding]:
    return findings(Message(tuple(HeaderField(name, value) for name, value in fields), ()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-MS-Exchange-Inbox-Rules-Loop", "g.bishop@oakfield.sch.uk"),
        ("X-MS-Exchange-ForwardingLoop", "g.bishop@oakfield.sch.uk;1f2e"),
        ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
        ("X-MS-Exchange-Organization-AutoForwarded", "true"),
        ("Auto-Submitted", "auto-forwarded"),
        ("auto-submitted", "Auto-Forwarded; owner=x"),
        ("Autoforwarded", "TRUE"),
        ("X-AutoForward", "1"),
        ("X-Auto-Forward", "yes"),
        ("X-Forwarded-To", "grace.bishop@gmail.com"),
        ("X-Forwarded-For", "g.bishop@oakfield.sch.uk grace.bishop@gmail.com"),
        ("X-Sieve-Redirected-From", "g.bishop@oakfield.sch.uk"),
        ("X-Zimbra-Forwarded", "g.bishop@oakfield.sch.uk"),
        ("X-Yahoo-Forwarded", "from g.bishop@yahoo.co.uk to grace.bishop@gmail.com"),
    ],
)
def test_fields_that_forwarding_leaves(name: str, value: str) -> None:
    (finding,) = findings_for(("Subject", "Year 7 trip"), (name, value))
    assert (finding.detector, finding.text) == (DetectorId.AUTO_FORWARD, "")
    assert finding.location == Location(Place.HEADER, name)
    assert "automatically" in finding.detail


@pytest.mark.parametrize(
    "fields",
    [
        [
            ("Subject", "Re: trip"),
            ("In-Reply-To", "<1@oakfield.sch.uk>"),
            ("References", "<1@oakfield.sch.uk>"),
        ],
        [("Subject", "Fwd: trip"), ("References", "<1@oakfield.sch.uk>")],
        [("Auto-Submitted", "auto-replied")],
        [("Auto-Submitted", "auto-generated")],
        [("Auto-Submitted", "no")],
        [
            ("List-Id", "<staff.oakfield.sch.uk>"),
            ("Precedence", "list"),
            ("Delivered-To", "staff@oakfield.sch.uk"),
        ],
        [("Resent-From", "g.bishop@oakfield.sch.uk"), ("Resent-To", "head@oakfield.sch.uk")],
        [("X-Original-To", "g.bishop@oakfield.sch.uk")],
        [("X-MS-Exchange-Transport-Rules-Loop", "1")],
        [("X-MS-Exchange-Generated-Message-Source", "Journal Agent")],
        [("X-MS-Exchange-Organization-AutoForwarded", "false")],
        [("X-AutoForward", "no")],
        [("X-Forwarded-For", "192.0.2.7")],
        [("X-MS-Exchange-Inbox-Rules-Loop", "")],
        [("X-Sieve", "CMU Sieve 2.4")],
    ],
)
def test_mail_that_people_send(fields: list[tuple[str, str]]) -> None:
    assert findings_for(*fields) == []


# As Exchange writes it for both: the agent that forwards is the agent that answers.
AGENT = (
    ("From", "Grace Bishop <G.Bishop@oakfield.sch.uk>"),
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "All"),
    ("X-MS-Exchange-Inbox-Rules-Loop", "g.bishop@oakfield.sch.uk"),
    ("X-MS-Exchange-Generated-Message-Source", "Mailbox Rules Agent"),
)


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ((*AGENT, ("Subject", "Automatic reply: Year 7 trip")), 0),
        ((*AGENT, ("Subject", "FW: Year 7 trip")), 2),
        ((("From", "parent@gmail.com"), *AGENT[1:], ("Subject", "Year 7 trip")), 2),
        ((("Auto-Submitted", "auto-replied"), AGENT[3]), 0),
        ((*AGENT, ("Subject", "Automatic reply"), ("X-Forwarded-To", "grace.bishop@gmail.com")), 1),
    ],
)
def test_out_of_office_answers_are_no_forwards(fields: tuple[tuple[str, str], ...], count: int) -> None:
    assert len(findings_for(*fields)) == count


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("X-MS-Exchange-Inbox-Rules-Loop", "g.bishop@oakfield.sch.uk", "rule"),
        ("X-Forwarded-To", "grace.bishop@gmail.com", "setting"),
        ("Auto-Submitted", "auto-forwarded", "marked"),
    ],
)
def test_kinds(name: str, value: str, kind: str) -> None:
    assert [each.kind for each in findings_for((name, value))] == [kind]


def sent_by(sender: str) -> list[Finding]:
    sending = Sending(Envelope(sender, ("grace.bishop@gmail.com",)), ())
    return list(find(Matter(Reading(Message((), ()), (), (), (), ()), FACTS, sending)))


@pytest.mark.parametrize(
    ("sender", "confidence"),
    [
        ("SRS0=HHH=TT=gmail.com=ruth.bishop@oakfield.sch.uk", 0.95),
        ("srs0+HHH=TT=gmail.com=ruth.bishop@oakfield.sch.uk", 0.95),
        ("SRS1=HHH=firm.example==HHH=TT=gmail.com=ruth@oakfield.sch.uk", 0.95),
        ("g.bishop+caf_=grace.bishop=gmail.com@oakfield.sch.uk", 1.0),
        ("g.bishop+SRS=44ldt=IX=gmail.com=ruth@oakfield.sch.uk", 0.95),
        ("bounces+SRS=44ldt=IX@oakfield.sch.uk", 0.6),
    ],
)
def test_senders_that_forwarding_rewrote(sender: str, confidence: float) -> None:
    (finding,) = sent_by(sender)
    assert (finding.kind, finding.confidence) == ("rewritten-sender", confidence)
    assert finding.location == Location(Place.HEADER, "Return-Path")


@pytest.mark.parametrize(
    "sender",
    [
        "",
        "<>",
        "g.bishop@oakfield.sch.uk",
        "g.bishop+trip@oakfield.sch.uk",
        "prvs=0123abcdef=g.bishop@oakfield.sch.uk",
        "bounce-17-mum=gmail.com@oakfield.sch.uk",
        "srs@oakfield.sch.uk",
        "g.bishop@srs0.example",
    ],
)
def test_senders_as_people_have_them(sender: str) -> None:
    assert sent_by(sender) == []


def test_through_inspection_the_envelope_counts_too() -> None:
    envelope = Envelope("g.bishop+caf_=grace.bishop=gmail.com@oakfield.sch.uk", ("grace.bishop@gmail.com",))
    report = inspect(b"Subject: Trip\r\n\r\nHello", FACTS, Budget(), Sending(envelope, ()))
    assert [each.kind for each in report.of(DetectorId.AUTO_FORWARD)] == ["rewritten-sender"]


def test_a_field_that_stands_twice_is_one_finding() -> None:
    loop = ("X-MS-Exchange-Inbox-Rules-Loop", "g.bishop@oakfield.sch.uk")
    assert len(findings_for(loop, loop)) == 1


def test_the_header_of_an_attached_message_does_not_count() -> None:
    raw = b"Subject: Fwd\r\nContent-Type: message/rfc822\r\n\r\nX-Forwarded-To: a@b.example\r\n\r\nx"
    assert findings(parse(raw)) == []
