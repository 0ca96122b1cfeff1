"""The headline: whether anybody waits for an answer, and the thread that the message is in."""

from __future__ import annotations

import time

import pytest

from detectors.message import HeaderField, Message
from detectors.outline import headline_of


def message(*fields: tuple[str, str]) -> Message:
    return Message(tuple(HeaderField(*each) for each in fields), ())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-generated"),
        ("Auto-Submitted", "auto-replied; owner-email=a@oakfield.sch.uk"),
        ("auto-submitted", "AUTO-NOTIFIED"),
        ("List-Id", "Year 7 <year7.lists.oakfield.sch.uk>"),
        ("Precedence", "bulk"),
        ("Precedence", " Junk "),
        ("Precedence", "list"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Auto-Response-Suppress", "DR, NDR, RN"),
    ],
)
def test_nobody_waits_for_an_answer_to_what_a_program_wrote(name: str, value: str) -> None:
    assert headline_of(message((name, value))).automatic


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Subject", "Out of office"),
        ("Auto-Submitted", "no"),
        ("Auto-Submitted", " No ; because=a person wrote it"),
        ("Auto-Submitted", ""),
        ("List-Id", " "),
        ("List-Unsubscribe", "<mailto:leave@oakfield.sch.uk>"),  # what newsletters carry that a person sent
        ("Precedence", "first-class"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),  # Exchange, on an invitation
        ("X-Auto-Response-Suppress", "DR, RN, NRN"),
        ("X-Auto-Response-Suppress", "None"),
    ],
)
def test_a_person_is_answered(name: str, value: str) -> None:
    assert not headline_of(message((name, value))).automatic


@pytest.mark.parametrize(
    ("fields", "references"),
    [
        ((), ()),
        ((("References", "<1@x.org> <2@x.org>"),), ("<1@x.org>", "<2@x.org>")),
        ((("References", "<1@x.org>"), ("In-Reply-To", "<2@x.org>")), ("<1@x.org>",)),
        ((("In-Reply-To", "<2@x.org>"),), ("<2@x.org>",)),
        ((("In-Reply-To", "<2@x.org> <3@x.org>"),), ()),
        ((("In-Reply-To", "your letter of Monday"),), ()),
        ((("References", "<1@x.org> (a comment) <no id> <1@x.org>\t<2@x.org>"),), ("<1@x.org>", "<2@x.org>")),
    ],
)
def test_the_thread(fields: tuple[tuple[str, str], ...], references: tuple[str, ...]) -> None:
    assert headline_of(message(*fields)).references == references


def test_of_a_long_thread_the_first_and_the_newest() -> None:
    ids = [f"<{number}@x.org>" for number in range(100)]

    kept = headline_of(message(("References", " ".join(ids)))).references

    assert kept == ("<0@x.org>", *ids[-19:])


def test_a_hostile_thread_costs_no_more_than_its_length() -> None:
    began = time.process_time()
    for text in ("<" * 2_000_000, "<a" * 1_000_000, "<" + "a@" * 1_000_000, "<a@b" + "c" * 2_000_000):
        headline_of(message(("References", text)))

    assert time.process_time() - began < 3
