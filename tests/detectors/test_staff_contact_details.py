"""Private contact details given to a pupil are found, and those that are no secret are not."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.message import Envelope
from detectors.people.recipients import Recipients
from detectors.staff_contact_details import MOST_FINDINGS, find
from tests.detectors.extract.files import body
from tests.detectors.matters import FACTS, PUPIL, SENDER, matter_of, matter_read


def found(
    text: str, *, recipients: tuple[str, ...] = (PUPIL,), sender: str = SENDER
) -> list[tuple[str, str]]:
    findings = list(find(matter_of(text, sender=sender, recipients=recipients)))
    assert all(each.recipients and each.detail for each in findings)
    return [(each.kind, each.text) for each in findings]


@pytest.mark.parametrize(
    ("text", "kind", "detail"),
    [
        ("Ring me on 07700 900123.", "mobile", "07700 900123"),
        ("Mob.: 07700900123", "mobile", "07700900123"),
        ("+44 7700 900123", "mobile", "+44 7700 900123"),
        ("+44 (0)7700 900 123", "mobile", "+44 (0)7700 900 123"),
        ("0044 7700\xa0900\xa0123", "mobile", "0044 7700\xa0900\xa0123"),
        ("077-0090-0123", "mobile", "077-0090-0123"),
        ("07624 400123 is mine", "mobile", "07624 400123"),
        ("Write to mary.okafor@gmail.com", "private-address", "mary.okafor@gmail.com"),
        ("or sunnyside17@btinternet.com.", "private-address", "sunnyside17@btinternet.com"),
        ("my insta is sunnyteach", "social", "sunnyteach"),
        ("Add me on Snapchat: @sunny.teach", "social", "sunny.teach"),
        ("message me on whatsapp: wa.me/447700900123", "social", "447700900123"),
        ("instagram.com/mary_okafor_runs", "social", "mary_okafor_runs"),
        ("Twitter @MissOkaforMaths", "social", "MissOkaforMaths"),
        ("I'm @sunnyteach on TikTok", "social", "sunnyteach"),
    ],
)
def test_private_details(text: str, kind: str, detail: str) -> None:
    assert found(f"Dear Grace,\n{text}\nMiss Okafor") == [(kind, detail)]


@pytest.mark.parametrize(
    "text",
    [
        "See you at nine.",
        # numbers
        "Ring the office on 0113 496 0123.",
        "Childline is 0800 1111, NHS is 111.",
        "070 1234 5678",
        "076 1234 5678",
        "order 07700 900123",
        "Candidate number: 07700900123",
        "https://firm.example/07700900123",
        "077009001234567",
        "1.07700.900123",
        "ISBN 9780770090012",
        # addresses
        "Write to office@oakfield.sch.uk or help@firm.example",
        "Is grace.b@gmail.com yours?",
        "I wrote to Ruth.Bishop@googlemail.com as well",
        "therapist@gmail.com can help",
        # accounts
        "Follow us on Twitter @OakfieldAcademy",
        "Let me know. Twitter: @OakfieldMaths",
        "facebook.com/oakfieldacademy",
        "The club is on Instagram @pefacts",
        "my Instagram is private",
        "Never give your Snapchat name to strangers",
        "Discuss how Twitter changed politics",
        # not written now
        "Thanks.\n\nOn 3 March 2025 Grace wrote:\n> ring me on 07700 900123",
        "Thanks.\n\nFrom: Ruth\nSent: 3 March\nTo: Mary\nSubject: Trip\n\n07700 900123, x@gmail.com",
    ],
)
def test_what_gives_nothing_away(text: str) -> None:
    assert found(f"Dear Grace,\n{text}\nMiss Okafor") == []


def test_a_recipients_own_address_is_no_news() -> None:
    assert found("Write to aunt@gmail.com", recipients=(PUPIL, "aunt@gmail.com")) == []


@pytest.mark.parametrize(
    ("sender", "recipient"),
    [
        (SENDER, "ruth.bishop@gmail.com"),
        (SENDER, "s.jones@oakfield.sch.uk"),
        ("htudor@pupils.oakfield.sch.uk", PUPIL),
        ("", PUPIL),
    ],
)
def test_only_what_staff_write_to_pupils_counts(sender: str, recipient: str) -> None:
    assert found("07700 900123", sender=sender, recipients=(recipient,)) == []


def test_the_trips_telephone_is_less_sure() -> None:
    def confidence(text: str) -> float:
        (finding,) = find(matter_of(text, recipients=[PUPIL]))
        return finding.confidence

    assert confidence("The trip mobile is 07700 900123") < confidence("Mine is 07700 900123")


def test_the_subject_counts_and_each_detail_once() -> None:
    page = body(b"<p>Ring 07700 900123</p>", "text/html", "utf-8")
    matter = matter_of("Ring 07700 900123", page, fields=[("Subject", "07700 900123")], recipients=[PUPIL])
    assert len(list(find(matter))) == 1
    assert len(found("\n".join(f"a{number}@gmail.com" for number in range(60)))) == MOST_FINDINGS


def test_it_is_one_of_the_detectors() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, (PUPIL, "s.jones@oakfield.sch.uk")))
    report = inspect(b"Subject: Homework\r\n\r\nRing me on 07700 900123", FACTS, Budget(), sending)
    (finding,) = report.of(DetectorId.STAFF_CONTACT_DETAILS)
    assert finding.recipients == (PUPIL,)


@pytest.mark.parametrize(
    "unit",
    ["0", "07 ", "+44 (", "a", "a.", "@", "a@", "a@b.", "insta @", "my insta ", "x.com/"],
)
def test_twenty_megabytes_take_a_moment(unit: str) -> None:
    matter = matter_read(unit * (20_000_000 // len(unit)), recipients=[PUPIL])
    start = time.process_time()
    list(find(matter))
    assert time.process_time() - start < 2
