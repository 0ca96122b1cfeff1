"""Each notice as it goes on the wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from detectors.message import Envelope
from gateway.actions.notices.compose import (
    asked_alert,
    changed_notice,
    held_notice,
    lead_alert,
    many_notice,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
)
from gateway.policy.verdict import Disposition, Verdict
from tests.gateway.actions.notices.reading import parsed, report_of
from tests.gateway.actions.notices.samples import (
    ALERT,
    ASKED,
    CHANGED,
    COLLEAGUE,
    FATHER,
    HELD,
    HELD_WITH_A_LINK,
    HOUSE,
    MOTHER,
    NAME_RULE,
    ORIGINAL,
    RELEASED,
    REMINDED,
    RETURNED,
    STAMP,
    TEACHER,
    UNDELIVERABLE,
    recipient,
    templates,
)

TO_SENDER: dict[str, Callable[[], bytes]] = {
    "held": lambda: held_notice(HELD, HOUSE, STAMP, templates()),
    "returned": lambda: returned_notice(RETURNED, HOUSE, STAMP, templates()),
    "held with a link": lambda: held_notice(HELD_WITH_A_LINK, HOUSE, STAMP, templates()),
    "changed": lambda: changed_notice(CHANGED, HOUSE, STAMP, templates()),
    "many": lambda: many_notice(HELD_WITH_A_LINK, HOUSE, STAMP, templates()),
    "reminder": lambda: reminder_notice(REMINDED, HOUSE, STAMP, templates()),
    "released": lambda: released_notice(RELEASED, HOUSE, STAMP, templates()),
    "undeliverable": lambda: undeliverable_notice(UNDELIVERABLE, HOUSE, STAMP, templates()),
}
TO_LEAD: dict[str, Callable[[], bytes]] = {
    "alert": lambda: lead_alert(ALERT, HOUSE, STAMP, templates()),
    "asked": lambda: asked_alert(ASKED, HOUSE, STAMP, templates()),
}


@pytest.mark.parametrize("write", TO_SENDER.values(), ids=TO_SENDER)
def test_a_notice_to_the_sender_is_a_delivery_report(write: Callable[[], bytes]) -> None:
    about, _, original = report_of(write())

    assert about["Reporting-MTA"] == "dns; schoolgate.oakfield.sch.uk"
    assert about["Arrival-Date"] == "Mon, 23 Nov 2026 15:38:00 +0000"
    assert original.items() == [
        ("From", TEACHER),
        ("Subject", "Trip letter"),
        ("Date", "Mon, 23 Nov 2026 15:38:02 +0000"),
        ("Message-ID", "<5d21@oakfield.sch.uk>"),
    ]


@pytest.mark.parametrize("write", TO_SENDER.values(), ids=TO_SENDER)
def test_a_notice_to_the_sender_answers_the_message_and_says_that_a_program_wrote_it(
    write: Callable[[], bytes],
) -> None:
    message = parsed(write())

    assert message["From"] == "Schoolgate <postmaster@oakfield.sch.uk>"
    assert message["To"] == TEACHER
    assert message["Date"] == "Mon, 23 Nov 2026 15:40:00 +0000"
    assert message["Message-ID"] == STAMP.message_id
    assert message["In-Reply-To"] == message["References"] == "<5d21@oakfield.sch.uk>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message.keys().count("Subject") == 1


@pytest.mark.parametrize("write", TO_SENDER.values(), ids=TO_SENDER)
def test_the_same_facts_give_the_same_bytes(write: Callable[[], bytes]) -> None:
    assert write() == write()


def rows(notice: bytes) -> list[tuple[str, str, str]]:
    _, recipients, _ = report_of(notice)
    return [(each["Final-Recipient"], each["Action"], each["Status"]) for each in recipients]


def test_held_is_delayed_until_the_deadline() -> None:
    notice = TO_SENDER["held"]()
    _, recipients, _ = report_of(notice)

    assert rows(notice) == [
        (f"rfc822; {MOTHER}", "delayed", "4.7.1"),
        (f"rfc822; {FATHER}", "delayed", "4.7.1"),
    ]
    assert {each["Will-Retry-Until"] for each in recipients} == {"Fri, 27 Nov 2026 15:40:00 +0000"}


def test_held_without_a_deadline_promises_none() -> None:
    _, recipients, _ = report_of(held_notice(replace(HELD, deadline=None), HOUSE, STAMP, templates()))

    assert all("Will-Retry-Until" not in each for each in recipients)


def test_one_notice_tells_of_those_held_and_of_those_returned() -> None:
    verdict = Verdict(
        (
            recipient(COLLEAGUE, Disposition.DELIVER),
            recipient(FATHER, Disposition.RETURN, NAME_RULE),
            recipient(MOTHER, Disposition.HOLD, NAME_RULE),
        ),
        (NAME_RULE,),
    )

    assert rows(held_notice(replace(HELD, verdict=verdict), HOUSE, STAMP, templates())) == [
        (f"rfc822; {MOTHER}", "delayed", "4.7.1"),
        (f"rfc822; {FATHER}", "failed", "5.7.1"),
    ]


def test_returned_is_failed() -> None:
    assert rows(TO_SENDER["returned"]()) == [
        (f"rfc822; {MOTHER}", "failed", "5.7.1"),
        (f"rfc822; {FATHER}", "failed", "5.7.1"),
    ]


def test_changed_is_relayed_to_those_who_get_a_version() -> None:
    assert rows(TO_SENDER["changed"]()) == [
        (f"rfc822; {MOTHER}", "relayed", "2.0.0"),
        (f"rfc822; {FATHER}", "relayed", "2.0.0"),
    ]


def test_the_notice_of_many_says_of_this_message_what_its_own_would_have_said() -> None:
    assert rows(TO_SENDER["many"]()) == rows(TO_SENDER["held"]())


def test_an_answer_joins_the_thread_that_the_message_is_in() -> None:
    earlier = replace(ORIGINAL.headline, references=("<1@oakfield.sch.uk>", "no id", "<2@example.org>"))
    original = replace(ORIGINAL, headline=earlier)

    message = parsed(released_notice(replace(RELEASED, original=original), HOUSE, STAMP, templates()))

    assert message["In-Reply-To"] == "<5d21@oakfield.sch.uk>"
    assert message["References"] == "<1@oakfield.sch.uk> <2@example.org> <5d21@oakfield.sch.uk>"


def test_released_is_relayed() -> None:
    assert rows(TO_SENDER["released"]()) == [
        (f"rfc822; {MOTHER}", "relayed", "2.0.0"),
        (f"rfc822; {FATHER}", "relayed", "2.0.0"),
    ]


def test_undeliverable_carries_what_the_other_server_said() -> None:
    notice = TO_SENDER["undeliverable"]()
    _, (refused, gave_up), _ = report_of(notice)

    assert rows(notice) == [
        (f"rfc822; {MOTHER}", "failed", "5.1.1"),
        (f"rfc822; {FATHER}", "failed", "4.4.7"),
    ]
    assert refused["Diagnostic-Code"] == "smtp; 550 5.1.1 The account does not exist"
    assert refused["Remote-MTA"] == "dns; mx.gmail.com"
    assert gave_up["Diagnostic-Code"] == "smtp; 421 4.7.0 Try again later"
    assert gave_up["Last-Attempt-Date"] == "Mon, 23 Nov 2026 15:40:00 +0000"


def test_only_what_concerns_pupils_is_answered_to_the_data_protection_lead() -> None:
    assert {kind: parsed(write())["Reply-To"] for kind, write in TO_SENDER.items()} == {
        "held": HOUSE.data_protection_lead,
        "held with a link": HOUSE.data_protection_lead,
        "changed": HOUSE.data_protection_lead,
        "many": HOUSE.data_protection_lead,
        "returned": HOUSE.data_protection_lead,
        "released": HOUSE.data_protection_lead,
        "reminder": HOUSE.data_protection_lead,
        "undeliverable": HOUSE.postmaster,
    }


def test_the_alert_is_no_report_and_answers_nothing() -> None:
    message = parsed(lead_alert(ALERT, HOUSE, STAMP, templates()))

    assert message.get_content_type() == "multipart/alternative"
    assert message["To"] == HOUSE.data_protection_lead
    assert message["Auto-Submitted"] == "auto-generated"
    assert "In-Reply-To" not in message
    assert "References" not in message


def test_a_notice_never_answers_a_notice() -> None:
    bounce = replace(ORIGINAL, envelope=Envelope("", (MOTHER,)))

    with pytest.raises(ValueError, match="null reverse-path"):
        held_notice(replace(HELD, original=bounce), HOUSE, STAMP, templates())


def test_a_notice_is_about_somebody() -> None:
    everybody = Verdict((recipient(COLLEAGUE, Disposition.DELIVER),), ())

    with pytest.raises(ValueError, match="at least one recipient"):
        held_notice(replace(HELD, verdict=everybody), HOUSE, STAMP, templates())
    with pytest.raises(ValueError, match="at least one recipient"):
        returned_notice(replace(RETURNED, recipients=()), HOUSE, STAMP, templates())
