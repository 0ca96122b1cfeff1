"""Every notice by the letter of its standards, whatever the message says; and a reader that would see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.finding import DetectorId, Finding, Headline, Location, Place
from detectors.message import Envelope
from gateway.actions.notices.compose import (
    asked_alert,
    bulk_alert,
    changed_notice,
    expired_notice,
    held_notice,
    lead_alert,
    many_notice,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
    waiting_notice,
)
from gateway.actions.notices.values import (
    Alert,
    Asked,
    Cause,
    Changed,
    Crossed,
    Expired,
    Failure,
    Held,
    House,
    Original,
    Released,
    Reminded,
    Returned,
    Undeliverable,
    Waiting,
    WaitingCase,
)
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition, Verdict
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from tests.gateway.actions.notices.samples import (
    HOUSE,
    LANGUAGES,
    LINK,
    NAME_RULE,
    NOW,
    STAMP,
    recipient,
    templates,
)
from tests.gateway.actions.notices.strict import read_letter, read_report
from tests.gateway.actions.notices.test_bulk import BULK, RULE
from tests.gateway.actions.notices.test_compose import TO_LEAD, TO_SENDER
from tests.gateway.actions.notices.traps import HOSTILE

# A case's id is ours; all else is what somebody wrote.
CASE = "7F3K"
LANGUAGE = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize("write", TO_SENDER.values(), ids=TO_SENDER)
def test_notices_to_senders(write: Callable[[], bytes]) -> None:
    assert read_report(write())


@pytest.mark.parametrize("write", TO_LEAD.values(), ids=TO_LEAD)
def test_notices_to_those_who_decide(write: Callable[[], bytes]) -> None:
    assert read_letter(write()).value("content-type").startswith("multipart/alternative;")


def to_sender(
    original: Original, verdict: Verdict, words: str, language: str, house: House = HOUSE
) -> dict[str, Callable[[], bytes]]:
    """Every kind of notice to a sender, about that message."""
    to = original.envelope.recipients
    changes = tuple(Change(each, (Location(Place.ATTACHMENT, words),) * 2, 7, words) for each in Rewrite)
    version = Version(to, b"", changes, copied=(words,), passphrase=words)
    failure = Failure(to[0], Cause.REFUSED, words, words, NOW)
    rest = (house, STAMP, templates(language))
    return {
        "held": lambda: held_notice(Held(original, verdict, CASE, NOW), *rest),
        "many": lambda: many_notice(Held(original, verdict, CASE), *rest),
        "returned": lambda: returned_notice(Returned(original, verdict, to, CASE, words), *rest),
        "too late": lambda: returned_notice(Returned(original, verdict, to, CASE, "", NOW), *rest),
        "released": lambda: released_notice(Released(original, to, frozenset(to), CASE), *rest),
        "changed": lambda: changed_notice(Changed(original, (version,), verdict), *rest),
        "reminder": lambda: reminder_notice(Reminded(original, verdict, verdict.rules), *rest),
        "undeliverable": lambda: undeliverable_notice(Undeliverable(original, (failure,)), *rest),
    }


def to_deciders(sender: str, verdict: Verdict, words: str, language: str) -> dict[str, Callable[[], bytes]]:
    rest = (HOUSE, STAMP, templates(language))
    crossed = Verdict(verdict.recipients, (*verdict.rules, RULE))
    return {
        "alert": lambda: lead_alert(Alert(sender, verdict, CASE, NOW), *rest),
        "asked": lambda: asked_alert(Asked(sender, words, verdict, CASE), *rest),
        "waiting": lambda: waiting_notice(
            Waiting((WaitingCase(CASE, NOW),)), ("head@oakfield.sch.uk",), *rest
        ),
        "expired": lambda: expired_notice(Expired(sender, verdict, CASE, NOW), *rest),
        "bulk": lambda: bulk_alert(Crossed(sender, crossed, BULK, CASE), *rest),
    }


def verdict_on(address: str, words: str) -> Verdict:
    finding = Finding(DetectorId.PUPIL_NAME, Location(Place.ATTACHMENT, words, words), words, detail=words)
    rule = replace(
        NAME_RULE, title=words, clause=words, reason=words, advice=words, sentence=words, findings=(finding,)
    )
    return Verdict((recipient(address, Disposition.HOLD, rule),), (rule,))


@settings(max_examples=25, deadline=None)
@given(HOSTILE, HOSTILE.filter(bool), HOSTILE.filter(bool), HOSTILE, st.lists(HOSTILE, max_size=3), LANGUAGE)
def test_whatever_a_message_says(
    subject: str, sender: str, address: str, words: str, references: list[str], language: str
) -> None:
    headline = Headline("<5d21@x.org>", subject, words, references=tuple(references))
    original = Original(Envelope(sender, (address,)), headline, NOW, LINK)
    verdict = verdict_on(address, words)

    for write in to_sender(original, verdict, words, language).values():
        read_report(write())
    for write in to_deciders(sender, verdict, words, language).values():
        read_letter(write())


@settings(max_examples=40, deadline=None)
@given(HOSTILE, HOSTILE)
def test_whatever_it_calls_itself(message_id: str, reference: str) -> None:
    headline = Headline(message_id, "Trip letter", references=(reference, "<1@x.org>", message_id))
    original = Original(Envelope("j.archer@oakfield.sch.uk", ("a@example.org",)), headline, NOW)

    read_report(released_notice(Released(original, ("a@example.org",)), HOUSE, STAMP, templates()))


def test_five_hundred_recipients_and_as_long_as_they_can_be() -> None:
    local, domain = "x" * 64, ".".join(["y" * 60] * 3)
    to = tuple(f"{local}{n}@{domain}" for n in range(500))
    headline = Headline(f"<{'a' * 249}@{'b' * 249}>", "s" * 5000, "d" * 5000, references=("<r@x.org>",) * 99)
    original = Original(Envelope(to[0], to), headline, NOW, LINK)
    verdict = Verdict(tuple(recipient(each, Disposition.HOLD, NAME_RULE) for each in to), (NAME_RULE,))

    groups = read_report(held_notice(Held(original, verdict, CASE), HOUSE, STAMP, templates()))

    assert len(groups) == 500


GOOD = TO_SENDER["held"]()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject:", b"Subject: x\r\nSubject:"),
        (b"\r\nTo:", b"\nTo:"),
        (b"Date: Mon", b"Date: Tue"),
        (b"In-Reply-To: <5d21@oakfield.sch.uk>", b"In-Reply-To: 5d21"),
        (b"charset=utf-8", b"charset=utf8"),
        (b"=E2=80=9C", b"=e2=80=9c"),
        (b"=E2=80=9C", "“".encode()),
        (b"=E2=80=9C", b"=80"),
        (b"Action: delayed", b"Action: failed"),
        (b"Action: delayed", b"Action: held"),
        (b"Status: 4.7.1", b"Status: 4.07.1"),
        (b"Status: 4.7.1\r\n", b""),
        (b"Status: 4.7.1", b"Status: 4.7.1\r\nStatus: 4.7.1"),
        (b"Final-Recipient: rfc822; ", b"Final-Recipient: "),
        (b"Reporting-MTA:", b"Reporting-Host:"),
        (b"--\r\n", b"\r\n"),
        (b"Content-Type: text/rfc822-headers", b"Content-Type: message/rfc822"),
        (b"report-type=delivery-status", b"report-type=disposition-notification"),
        (b"Auto-Submitted: auto-replied\r\n", b""),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.1"),
        (b"From: Schoolgate", b"From: " + b"Schoolgate " * 8),
    ],
)
def test_the_reader_sees_what_is_wrong(old: bytes, new: bytes) -> None:
    assert old in GOOD

    with pytest.raises((AssertionError, UnicodeDecodeError)):
        read_report(GOOD.replace(old, new))
