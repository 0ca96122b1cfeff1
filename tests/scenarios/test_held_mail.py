"""Held mail: Postfix is rid of it, the sender is told by way of that same Postfix, and a release sends it."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from tests.scenarios.conftest import WITNESS, Oakfield, only_fields_on_top
from tests.support.school import LEAD, NAMED_TEXT, SOCIAL_WORKER, TEACHER, message
from tests.support.waiting import wait_until


def read(content: bytes) -> EmailMessage:
    mail = message_from_bytes(content, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def message_id_of(mail: EmailMessage) -> str:
    return str(mail["Message-ID"])


def test_postfix_is_rid_of_it_and_the_sender_is_told(oakfield: Oakfield) -> None:
    mail = message(NAMED_TEXT, to="held@example.com")
    oakfield.send(mail.as_bytes(), ["held@example.com"])
    (notice,) = wait_until(lambda: oakfield.notices(message_id_of(mail)), "the sender's notice", 60)
    oakfield.settle()

    assert len(oakfield.cases_of("held@example.com")) == 1
    assert not oakfield.world.to("held@example.com")
    report = read(notice)
    assert report.get_content_type() == "multipart/report"
    assert report["Return-Path"] == "<>"
    assert report["To"] == TEACHER
    assert "status=bounced" not in oakfield.postfix.log().partition("held@example.com")[2]


def test_the_lead_is_alerted_without_content(oakfield: Oakfield) -> None:
    mail = message(NAMED_TEXT, subject="A word about sports", to="alert@example.com")
    oakfield.send(mail.as_bytes(), ["alert@example.com"])
    wait_until(lambda: oakfield.notices(message_id_of(mail)), "the sender's notice", 60)
    (case,) = oakfield.cases_of("alert@example.com")
    (alert,) = wait_until(lambda: oakfield.notices(case, mailbox=LEAD), "the lead's alert", 60)
    assert b"Bishop" not in alert
    assert b"sports" not in alert


def test_release_sends_it_to_the_envelope_only(oakfield: Oakfield) -> None:
    mail = message(NAMED_TEXT, to="released@example.com", cc="only.in.the.header@example.com")
    before = len(oakfield.world.taken)
    oakfield.send(mail.as_bytes(), ["released@example.com", WITNESS])
    (witness,) = oakfield.world.wait_for(before + 1, 60)[before:]
    (case,) = wait_until(lambda: oakfield.cases_of("released@example.com"), "the case", 60)

    done = oakfield.gateway.command("quarantine", "release", case)
    assert done.returncode == 0, done.stderr
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "released@example.com" in taken.recipients)
    oakfield.settle()

    assert (copy.sender, copy.recipients) == (TEACHER, ("released@example.com",))
    only_fields_on_top(copy, witness)
    assert len(oakfield.world.to("released@example.com")) == 1
    assert not oakfield.world.to("only.in.the.header@example.com")
    assert not oakfield.cases_of("released@example.com")
    wait_until(lambda: len(oakfield.notices(message_id_of(mail))) == 2, "the notice of release", 60)


def test_two_recipients_with_different_fates(oakfield: Oakfield) -> None:
    mail = message(NAMED_TEXT, to=f"fates@example.com, {SOCIAL_WORKER}")
    oakfield.send(mail.as_bytes(), ["fates@example.com", SOCIAL_WORKER])
    (copy,) = oakfield.secure.wait_for(1, 60, lambda taken: message_id_of(mail).encode() in taken.content)
    wait_until(lambda: oakfield.notices(message_id_of(mail)), "the sender's notice", 60)
    oakfield.settle()

    assert copy.recipients == (SOCIAL_WORKER,)
    assert copy.content.endswith(mail.as_bytes())
    assert len(oakfield.cases_of("fates@example.com")) == 1
    assert not oakfield.cases_of(SOCIAL_WORKER)
    assert not oakfield.world.to("fates@example.com")
    assert not oakfield.world.to(SOCIAL_WORKER)
    assert len(oakfield.notices(message_id_of(mail))) == 1


def test_a_notice_that_is_sent_out_again_does_not_pass(oakfield: Oakfield) -> None:
    """A rule in the sender's mailbox redirects all that arrives to somebody outside."""
    mail = message(NAMED_TEXT, to="first@example.com")
    oakfield.send(mail.as_bytes(), ["first@example.com"])
    (notice,) = wait_until(lambda: oakfield.notices(message_id_of(mail)), "the sender's notice", 60)
    oakfield.send(notice.replace(b"\n", b"\r\n"), ["redirected@example.com"])
    wait_until(lambda: len(oakfield.notices(message_id_of(mail))) == 2, "Postfix to give it back", 60)
    oakfield.settle()

    assert not oakfield.world.to("redirected@example.com")
    assert not oakfield.cases_of("redirected@example.com")
    assert "554 5.4.6 Mail loop" in oakfield.postfix.log()
