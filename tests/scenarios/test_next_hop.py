"""The next hop fails or refuses: Postfix keeps what must wait, and the sender hears of a refusal once."""

from __future__ import annotations

from email import message_from_bytes

from tests.scenarios.conftest import Oakfield
from tests.support.school import message
from tests.support.waiting import wait_until


def refused_recipients(notice: bytes) -> list[str]:
    """Whom a delivery status notification is about."""
    lines = b"".join(part.as_bytes() for part in message_from_bytes(notice).walk()).decode().splitlines()
    fields = (line.partition(";")[2].strip() for line in lines if line.lower().startswith("final-recipient:"))
    return sorted(set(fields))


def test_down_for_a_while(oakfield: Oakfield) -> None:
    mail, sender = message(to="patient@example.com"), "b.colleague@oakfield.sch.uk"
    with oakfield.world_is_down():
        oakfield.send(mail.as_bytes(), ["patient@example.com"], sender=sender)
        (waiting,) = oakfield.postfix.wait_until_deferred(sender)
        assert "451" in str(waiting["recipients"])
        assert not oakfield.gateway.waiting(), "a clean message is never stored"
    oakfield.postfix.flush()
    oakfield.world.wait_for(1, 60, lambda taken: "patient@example.com" in taken.recipients)
    oakfield.settle()

    assert len(oakfield.world.to("patient@example.com")) == 1
    assert not oakfield.notices(str(mail["Message-ID"]), mailbox=sender)


def test_one_of_two_recipients_is_refused(oakfield: Oakfield) -> None:
    mail = message(to="here@example.com, gone@example.com")
    with oakfield.world_answers("gone@example.com", "550 5.1.1 No such user"):
        oakfield.send(mail.as_bytes(), ["here@example.com", "gone@example.com"])
        (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "here@example.com" in taken.recipients)
        wait_until(lambda: oakfield.notices(str(mail["Message-ID"])), "the sender's notice", 60)
    oakfield.settle()

    assert copy.recipients == ("here@example.com",)
    (notice,) = oakfield.notices(str(mail["Message-ID"]))
    assert refused_recipients(notice) == ["gone@example.com"]
    assert b"No such user" in notice


def test_the_only_recipient_is_refused(oakfield: Oakfield) -> None:
    """The next hop's own words go back to Postfix, and telling the sender is Postfix's business."""
    mail = message(to="nobody@example.com")
    with oakfield.world_answers("nobody@example.com", "550 5.1.1 No such user"):
        oakfield.send(mail.as_bytes(), ["nobody@example.com"])
        wait_until(lambda: oakfield.notices(str(mail["Message-ID"])), "the sender's notice", 60)
    oakfield.settle()

    (notice,) = oakfield.notices(str(mail["Message-ID"]))
    assert refused_recipients(notice) == ["nobody@example.com"]
    assert b"MAILER-DAEMON@" in notice


def test_one_of_two_recipients_must_wait(oakfield: Oakfield) -> None:
    """The one that was taken is not sent again; the other goes by the outbox, and Postfix is rid of both."""
    mail = message(to="now@example.com, later@example.com")
    with oakfield.world_answers("later@example.com", "451 4.2.1 Mailbox busy"):
        oakfield.send(mail.as_bytes(), ["now@example.com", "later@example.com"])
        oakfield.world.wait_for(1, 60, lambda taken: "now@example.com" in taken.recipients)
        oakfield.postfix.wait_until_empty()
        (waiting,) = wait_until(
            lambda: [each for each in oakfield.gateway.waiting() if each["last_reply"]], "an attempt", 60
        )
        assert waiting["recipients"] == ["later@example.com"]
    oakfield.gateway.command("outbox", "retry")
    (copy,) = oakfield.world.wait_for(1, 60, lambda taken: "later@example.com" in taken.recipients)
    oakfield.settle()

    assert copy.recipients == ("later@example.com",)
    assert len(oakfield.world.to("now@example.com")) == 1
    assert not oakfield.notices(str(mail["Message-ID"]))
