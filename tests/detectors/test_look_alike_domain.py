"""Domains that look like one that is known are found; those that are known, or merely near, are not."""

from __future__ import annotations

import time

import pytest

from detectors.extract.budget import Budget
from detectors.finding import DetectorId
from detectors.inspect import inspect
from detectors.look_alike_domain import find
from detectors.message import Envelope
from detectors.people.mailbox import ascii_domain
from detectors.people.recipients import Recipients
from detectors.sending import Addressee, RecipientClass
from tests.detectors.sent import FACTS, SENDER, sent


@pytest.mark.parametrize(
    ("domain", "kind", "original"),
    [
        ("gmial.com", "one-letter-off", "gmail.com"),
        ("gmal.com", "one-letter-off", "gmail.com"),
        ("GMAIL.CON", "one-letter-off", "gmail.com"),
        ("gmail.co", "one-letter-off", "gmail.com"),
        ("hotmial.co.uk", "one-letter-off", "hotmail.co.uk"),
        ("oakfeild.sch.uk", "one-letter-off", "oakfield.sch.uk"),
        ("mail.oakfeild.sch.uk", "one-letter-off", "oakfield.sch.uk"),
        ("peerson.com", "one-letter-off", "pearson.com"),
        ("caterlunchs.example", "one-letter-off", "caterlunch.example"),
        ("oakfield.sch.uk.com", "extra-suffix", "oakfield.sch.uk"),
        ("oakfield.sch.uk.mail.example", "extra-suffix", "oakfield.sch.uk"),
        ("office.oakfield.sch.uk.example", "extra-suffix", "oakfield.sch.uk"),
        ("oakfield-sch.uk", "extra-suffix", "oakfield.sch.uk"),
        ("oakfieldsch.uk", "extra-suffix", "oakfield.sch.uk"),
        ("leeds.gov.uk.example", "extra-suffix", "leeds.gov.uk"),
        ("leeds-gov.uk", "extra-suffix", "leeds.gov.uk"),
        ("gmail.co.uk", "extra-suffix", "gmail.com"),
        ("gmail.com.au", "extra-suffix", "gmail.com"),
        ("grnail.com", "confusable", "gmail.com"),
        ("gmai1.com", "confusable", "gmail.com"),
        ("0akfield.sch.uk", "confusable", "oakfield.sch.uk"),
        ("gm\u0430il.com", "confusable", "gmail.com"),  # a Cyrillic letter
        ("oakfiéld.sch.uk", "confusable", "oakfield.sch.uk"),
        # what is known, and what is below it
        ("gmail.com", None, ""),
        ("ymail.com", None, ""),
        ("mail.gmail.com", None, ""),
        ("oakfield.sch.uk", None, ""),
        ("pupils.oakfield.sch.uk", None, ""),
        ("leeds.gov.uk", None, ""),
        ("elmwood.leeds.sch.uk", None, ""),
        ("pearson.com", None, ""),
        # near, but somebody else's name
        ("parson-builders.co.uk", None, ""),
        ("oakwood.sch.uk", None, ""),
        ("caterlunches.example", None, ""),
        ("oakfieldnursery.co.uk", None, ""),
        ("pearson.com.au", None, ""),
        ("pearson2.com", None, ""),
        ("sky.com.br", None, ""),
        ("jones-pearson.com", None, ""),
        ("gov.uk", None, ""),
        ("example.org", None, ""),
        ("", None, ""),
    ],
)
def test_domains(domain: str, kind: str | None, original: str) -> None:
    address = f"someone@{domain}"
    found = list(find(sent(address)))
    if original == "":
        assert found == []
        return
    assert [(each.kind, each.recipients) for each in found] == [(kind, (address,))]
    shown = ascii_domain(domain)
    assert found[0].detail == f"{shown} looks like {original}."


def test_each_recipient_is_found_once_and_only_the_doubtful_ones() -> None:
    found = list(find(sent("a@gmial.com", "b@gmail.com", "b@gmial.com", "a@oakfield.sch.uk")))
    assert [each.recipients for each in found] == [("a@gmial.com",), ("b@gmial.com",)]


def test_many_recipients_and_hostile_domains_take_no_time() -> None:
    hostile = ("a." * 200_000 + "com", "-" * 250, "xn--" * 60, "gmial." * 40 + "com")
    many = (f"gmial{number}.com" for number in range(5_000))
    matter = sent(*(f"a@{domain}" for domain in (*hostile, *many)))
    started = time.process_time()
    assert [each.kind for each in find(matter)] == ["one-letter-off"]  # the one that ends in gmial.com
    assert time.process_time() - started < 1.5


def test_a_message_that_was_inspected() -> None:
    sending = Recipients.of(FACTS).sending(Envelope(SENDER, ("ruth@gmial.com",)))
    assert sending.addressees == (Addressee("ruth@gmial.com", frozenset({RecipientClass.EXTERNAL})),)
    report = inspect(b"Subject: Trip\r\n\r\nSee you on Friday.\r\n", FACTS, Budget(), sending)
    (finding,) = report.of(DetectorId.LOOK_ALIKE_DOMAIN)
    assert (finding.text, finding.confidence) == ("ruth@gmial.com", 0.8)
