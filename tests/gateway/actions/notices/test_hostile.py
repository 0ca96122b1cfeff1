"""Whatever a message says of itself, a notice about it stays one well-formed notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.finding import DetectorId, Finding, Headline, Location, Place
from detectors.message import Envelope
from gateway.actions.notices.compose import (
    asked_alert,
    changed_notice,
    held_notice,
    lead_alert,
    returned_notice,
    undeliverable_notice,
)
from gateway.actions.notices.values import Alert, Cause, Failure, Held, Original, Undeliverable
from gateway.policy.rewriting import Rewrite
from gateway.policy.verdict import Disposition, Verdict
from gateway.rewriting.change import Change
from gateway.rewriting.version import Version
from tests.gateway.actions.notices.reading import letter_of, parsed, report_of
from tests.gateway.actions.notices.samples import (
    ALERT,
    ASKED,
    CHANGED,
    HELD,
    HOUSE,
    MOTHER,
    NAME_RULE,
    NOW,
    RETURNED,
    STAMP,
    TEACHER,
    UNDELIVERABLE,
    recipient,
    templates,
)
from tests.gateway.actions.notices.traps import HOSTILE

FIELDS = parsed(held_notice(HELD, HOUSE, STAMP, templates())).keys()


class _Elements(HTMLParser):
    """Remembers which elements and attributes there are."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.seen |= {tag, *(name for name, _ in attrs)}


def elements(html: str) -> set[str]:
    parser = _Elements()
    parser.feed(html)
    return parser.seen


HARMLESS = elements(letter_of(held_notice(HELD, HOUSE, STAMP, templates())).html)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE.filter(bool), HOSTILE, HOSTILE)
def test_no_message_can_add_a_field_a_part_or_an_element(
    subject: str, date: str, sender: str, address: str, name: str
) -> None:
    finding = Finding(DetectorId.PUPIL_NAME, Location(Place.ATTACHMENT, name, name), name, detail=name)
    rule = replace(NAME_RULE, findings=(finding,))
    verdict = Verdict((recipient(address, Disposition.HOLD, rule),), (rule,))
    original = Original(Envelope(sender, (address,)), Headline("<5d21@x.org>", subject, date), NOW)

    notice = held_notice(Held(original, verdict, "7F3K"), HOUSE, STAMP, templates())

    assert parsed(notice).keys() == FIELDS
    _, recipients, header = report_of(notice)
    assert [each.keys() for each in recipients] == [["Final-Recipient", "Action", "Status"]]
    assert set(header.keys()) <= {"From", "Subject", "Date", "Message-ID"}
    assert elements(letter_of(notice).html) <= HARMLESS


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_no_other_server_can_add_a_field(address: str, reply: str, host: str, message_id: str) -> None:
    original = Original(Envelope(TEACHER, (address,)), Headline(message_id, "Trip letter"), NOW)
    failure = Failure(address, Cause.REFUSED, reply, host, NOW)

    notice = undeliverable_notice(Undeliverable(original, (failure,)), HOUSE, STAMP, templates())

    assert set(parsed(notice).keys()) <= set(FIELDS)
    _, recipients, _ = report_of(notice)
    assert len(recipients) == 1


@settings(max_examples=40, deadline=None)
@given(HOSTILE)
def test_no_sender_can_add_a_field_to_the_alert(sender: str) -> None:
    notice = lead_alert(replace(ALERT, sender=sender), HOUSE, STAMP, templates())

    assert set(parsed(notice).keys()) <= set(FIELDS)
    assert elements(letter_of(notice).html) <= HARMLESS | {"a", "href"}


PUPILS = (
    "Grace Bishop",
    "Daniel Okafor",
    "Niamh Kelly",
    "Aisha Rahman",
    "Tomasz Nowak",
    "Ffion Rees",
    "Leo Hart",
)


CHANGED_ELEMENTS = elements(letter_of(changed_notice(CHANGED, HOUSE, STAMP, templates())).html)


@settings(max_examples=30, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_no_file_no_address_and_no_reason_adds_an_element(name: str, address: str, reason: str) -> None:
    locations = (Location(Place.ATTACHMENT, name, name), Location(Place.HEADER, name))
    changes = tuple(Change(each, locations, 2, name) for each in Rewrite)
    version = Version((MOTHER,), b"", changes, copied=(address,), passphrase=name)
    changed = replace(CHANGED, versions=(version, replace(version, disposition=Disposition.SECURE)))
    asked = replace(ASKED, sender=address, reason=reason)

    told = letter_of(changed_notice(changed, HOUSE, STAMP, templates()))
    letter = letter_of(asked_alert(asked, HOUSE, STAMP, templates()))

    assert elements(told.html) <= CHANGED_ELEMENTS
    assert elements(letter.html) <= HARMLESS | {"a", "href"}


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(PUPILS)), st.booleans())
def test_every_pupil_named_in_a_notice_is_in_the_findings_of_its_message(
    found: set[str], returned: bool
) -> None:
    findings = tuple(
        Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), name, pupils=(name,)) for name in sorted(found)
    )
    rule = replace(NAME_RULE, findings=findings, advice="Use initials.")
    bystander = replace(
        NAME_RULE,
        id="other",
        findings=tuple(Finding(DetectorId.PUPIL_NAME, Location(Place.BODY), name) for name in PUPILS),
    )
    verdict = Verdict((recipient(MOTHER, Disposition.HOLD, rule),), (rule, bystander))
    if returned:
        notice = returned_notice(
            replace(RETURNED, verdict=verdict, recipients=(MOTHER,)), HOUSE, STAMP, templates()
        )
    else:
        notice = held_notice(replace(HELD, verdict=verdict), HOUSE, STAMP, templates())

    letter = letter_of(notice)
    named = {name for name in PUPILS if name in letter.subject + letter.text + letter.html}

    assert named <= found
    assert len(named) == (len(found) if len(found) <= 5 else 2)


def test_a_pupils_name_is_never_in_an_alert_nor_in_a_failure() -> None:
    alert = Alert(TEACHER, HELD.verdict, "7F3K")

    for notice in (
        lead_alert(alert, HOUSE, STAMP, templates()),
        undeliverable_notice(UNDELIVERABLE, HOUSE, STAMP, templates()),
    ):
        letter = letter_of(notice)
        assert "Grace" not in letter.subject + letter.text + letter.html
