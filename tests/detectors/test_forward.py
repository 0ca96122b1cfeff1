"""Forwards by hand are told from replies, which quote as well."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId, Location, Place
from detectors.forward import MOST_ATTACHED, find
from detectors.inspect import inspect
from detectors.matter import Matter
from tests.detectors.extract.files import attachment, body
from tests.detectors.matters import FACTS, matter_of, matter_read
from tests.samples.mail import letter, raw

OUTLOOK = "From: Ruth Bishop\nSent: 3 March 2025 10:00\nTo: Mary Okafor\nSubject: Trip\n\nold"
GMAIL = "---------- Forwarded message ---------\nFrom: Ruth Bishop\nSubject: Trip\n\nold"
EML = attachment(raw(letter()), "trip.eml", "message/rfc822")


def kinds(matter: Matter) -> list[tuple[str, float]]:
    found = list(find(matter))
    assert all(each.detector is DetectorId.FORWARD and each.detail for each in found)
    return [(each.kind, each.confidence) for each in found]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("FW: Trip", "See below.", [("subject", 0.95)]),
        ("WG: Ausflug", "Siehe unten.", [("subject", 0.95)]),
        ("[Fwd: Trip]", "See below.", [("subject", 0.95)]),
        ("TR: sortie", "Voir.", [("subject", 0.5)]),
        ("PD: Friday's session", "Bring a pen.", [("subject", 0.5)]),
        ("FW: Trip", f"See below.\n\n{OUTLOOK}", [("subject", 0.95), ("quoted", 0.95)]),
        ("I: gita", f"Vedi.\n\n{OUTLOOK}", [("subject", 0.5), ("quoted", 0.95)]),
        ("Trip", f"See below.\n\n{OUTLOOK}", [("quoted", 0.6)]),
        ("Trip", f"See below.\n\n{GMAIL}", [("quoted", 0.95)]),
        ("Re: Trip", f"See below.\n\n{GMAIL}", [("quoted", 0.95)]),
        ("Trip", "Begin forwarded message:\n\nFrom: Ruth\nold", [("quoted", 0.95)]),
    ],
)
def test_forwards(subject: str, text: str, expected: list[tuple[str, float]]) -> None:
    assert kinds(matter_of(text, fields=[("Subject", subject)])) == expected


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Trip", "See you there."),
        ("Re: Trip", f"Thank you.\n\n{OUTLOOK}"),
        ("AW: Ausflug", f"Danke.\n\n{OUTLOOK}"),
        ("RE: FW: Trip", f"Thank you.\n\n{OUTLOOK}"),
        ("Re: Trip", "Thank you.\n\n-----Original Message-----\nold"),
        ("Re: Fwd: Trip", f"Thanks.\n\nOn 3 March 2025 Ruth wrote:\n\n{GMAIL}"),
        ("Trip", f"Thanks.\n\nOn 3 March 2025 Ruth <r@gmail.com> wrote:\n> {GMAIL}"),
        ("Forward planning", "We look forward to it."),
        ("Year 7: trip", "Message forwarded from the office? No."),
    ],
)
def test_replies_and_mail_of_ones_own(subject: str, text: str) -> None:
    assert kinds(matter_of(text, fields=[("Subject", subject)])) == []


def test_the_same_text_twice_is_one_finding() -> None:
    page = f"<p>See below.</p><div>{GMAIL.replace(chr(10), '<br>')}</div>"
    matter = matter_of(GMAIL, body(page.encode(), "text/html", "utf-8"), fields=[("Subject", "Trip")])
    assert kinds(matter) == [("quoted", 0.95)]


def test_attached_messages_are_findings_by_themselves() -> None:
    (finding,) = find(matter_of("See attached.", EML, fields=[("Subject", "Re: Trip")]))
    assert (finding.kind, finding.location) == ("attached", Location(Place.ATTACHMENT, "trip.eml"))


def test_findings_about_attached_messages_are_bounded() -> None:
    parts = [attachment(b"From: a\r\nTo: b\r\nDate: c\r\n\r\nd", f"{number}.eml") for number in range(60)]
    assert len(kinds(matter_of(*parts, fields=[("Subject", "Trip")]))) == MOST_ATTACHED


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("X-Forwarded-Message-Id", "<1@gmail.com>")], ["marked"]),
        ([("Resent-From", "g@oakfield.sch.uk"), ("Resent-To", "mum@gmail.com")], ["resent"]),
        ([("resent-sender", "g@oakfield.sch.uk")], ["resent"]),
        ([("X-KMail-Redirect-From", "g@oakfield.sch.uk")], ["resent"]),
        ([("Resent-From", "list@school.example"), ("List-Id", "<list.school.example>")], []),
        ([("Delivered-To", "g@oakfield.sch.uk")], []),
    ],
)
def test_fields_of_those_who_send_on(fields: list[tuple[str, str]], expected: list[str]) -> None:
    matter = matter_of("Hello", fields=[("Subject", "Trip"), *fields])
    assert [kind for kind, _ in kinds(matter)] == expected


def test_it_is_one_of_the_detectors() -> None:
    report = inspect(f"Subject: Fwd: Trip\r\n\r\n{GMAIL}".encode(), FACTS, Budget())
    assert [each.kind for each in report.of(DetectorId.FORWARD)] == ["subject", "quoted"]


def test_twenty_megabytes_take_a_moment() -> None:
    matter = matter_read("From:\n" * 3_300_000, fields=[("Subject", "x" * 1_000_000)])
    start = time.process_time()
    assert kinds(matter) == []
    assert time.process_time() - start < 2
