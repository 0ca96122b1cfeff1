"""Schoolgate writes: to the sender what became of a message, to the data protection lead that a case waits.

Each function takes values and gives the finished message as bytes, with CRLF. A notice to a sender goes out
with an empty envelope sender (RFC 3464 §2), and never in answer to a message that has one: that is a
ValueError here, as it is a mistake of the caller. What senders do themselves on their page, to withdraw a
message or to take somebody off, needs no notice: the page has said so.
"""

from __future__ import annotations

from email.utils import format_datetime

from gateway.actions.notices.bulk import bulk_view
from gateway.actions.notices.changed import changed_view
from gateway.actions.notices.deadlines import expired_view, unseen_view, waiting_view
from gateway.actions.notices.deciders import deciders
from gateway.actions.notices.digest import digest_view
from gateway.actions.notices.fields import field, mailbox, message_id, plain_ascii, text_field
from gateway.actions.notices.openings import opened_view, opening_view
from gateway.actions.notices.prepare import (
    alert_view,
    asked_view,
    held_view,
    many_view,
    released_view,
    reminder_view,
    returned_view,
    undeliverable_view,
)
from gateway.actions.notices.report import alternatives, delivery_report
from gateway.actions.notices.status import Action, RecipientStatus, delivery_status, failed
from gateway.actions.notices.templates import Kind, Letter, Templates
from gateway.actions.notices.unchecked import unchecked_view
from gateway.actions.notices.values import (
    Alert,
    Asked,
    Changed,
    Crossed,
    Digest,
    Expired,
    Held,
    House,
    LetPass,
    Opened,
    OpeningAsked,
    Original,
    Released,
    Reminded,
    Returned,
    Stamp,
    Undeliverable,
    Unseen,
    Waiting,
)
from gateway.policy.verdict import Disposition, Verdict

_FORBIDDEN = "5.7.1"
_TOO_LATE = "4.4.7"  # delivery time expired; class 4 says that a new attempt may succeed (RFC 3463 §2)


def held_notice(held: Held, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: the message waits for a decision. Raises ValueError where it waits for nobody."""
    if not held.verdict.addresses(Disposition.HOLD):
        raise ValueError("a held notice is about at least one recipient for whom the message is held")
    letter = templates.render(Kind.HELD, held_view(held, house, templates.phrases))
    return _of_held(letter, held, house, stamp)


def returned_notice(returned: Returned, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: the message comes back, and why."""
    letter = templates.render(Kind.RETURNED, returned_view(returned, house, templates.phrases))
    statuses = _given_back(returned.recipients, _TOO_LATE if returned.expired else _FORBIDDEN)
    return _to_sender(letter, returned.original, statuses, house, stamp)


def released_notice(released: Released, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: the message that was held is on its way."""
    letter = templates.render(Kind.RELEASED, released_view(released, house, templates.phrases))
    return _to_sender(letter, released.original, _relayed(released.recipients), house, stamp)


def changed_notice(changed: Changed, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: the message has left, and what is not in it as they wrote it.

    It may hold the passphrase of locked files: nobody else gets it.
    """
    recipients = tuple(address for version in changed.versions for address in version.recipients)
    letter = templates.render(Kind.CHANGED, changed_view(changed, house, templates.phrases))
    return _to_sender(letter, changed.original, _relayed(recipients), house, stamp)


def many_notice(held: Held, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender, in the place of the notice of one more message that is held or returned."""
    letter = templates.render(Kind.MANY, many_view(held.original, held.verdict, house, templates.phrases))
    return _of_held(letter, held, house, stamp)


def reminder_notice(reminded: Reminded, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: the message goes on, and comes under a rule all the same."""
    letter = templates.render(Kind.REMINDER, reminder_view(reminded, house, templates.phrases))
    statuses = _relayed(reminded.original.envelope.recipients)
    return _to_sender(letter, reminded.original, statuses, house, stamp)


def undeliverable_notice(
    undeliverable: Undeliverable, house: House, stamp: Stamp, templates: Templates
) -> bytes:
    """To the sender: these people could not be reached."""
    statuses = tuple(failed(failure) for failure in undeliverable.failures)
    letter = templates.render(Kind.UNDELIVERABLE, undeliverable_view(undeliverable, house, templates.phrases))
    # Mail that another server refused is no matter for the data protection lead.
    return _to_sender(letter, undeliverable.original, statuses, house, stamp, answers=house.postmaster)


def lead_alert(alert: Alert, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To those who decide: a case waits. Nothing of the message, no recipient's address."""
    letter = templates.render(Kind.ALERT, alert_view(alert, house, templates.phrases))
    return _to_deciders(letter, alerted(alert.verdict, house), house, stamp)


def asked_alert(asked: Asked, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To those who decide: the sender asks for a message to be let go, and why. Nothing of the message."""
    letter = templates.render(Kind.ASKED, asked_view(asked, house))
    return _to_deciders(letter, alerted(asked.verdict, house), house, stamp)


def waiting_notice(
    waiting: Waiting, deciding: tuple[str, ...], house: House, stamp: Stamp, templates: Templates
) -> bytes:
    """To those who decide: cases run out soon. Nothing of any message."""
    return _to_deciders(
        templates.render(Kind.WAITING, waiting_view(waiting, house, templates.phrases)),
        deciding,
        house,
        stamp,
    )


def unseen_notice(
    unseen: Unseen, asked: tuple[str, ...], house: House, stamp: Stamp, templates: Templates
) -> bytes:
    """To others who may decide: nobody has looked. Nothing of any message."""
    letter = templates.render(Kind.UNSEEN, unseen_view(unseen, house, templates.phrases))
    return _to_deciders(letter, asked, house, stamp)


def digest_notice(digest: Digest, to: str, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To somebody who reviews: how much waits this morning. Nothing of any message."""
    letter = templates.render(Kind.DIGEST, digest_view(digest, house, templates.phrases))
    return _to_deciders(letter, (to,), house, stamp)


def opening_alert(
    asked: OpeningAsked, approvers: tuple[str, ...], house: House, stamp: Stamp, templates: Templates
) -> bytes:
    """To those who may approve it: somebody asks to see a private message. Nothing of the message."""
    return _to_deciders(templates.render(Kind.OPENING, opening_view(asked, house)), approvers, house, stamp)


def opened_notice(opened: Opened, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the sender: their private message was opened."""
    letter = templates.render(Kind.OPENED, opened_view(opened, house, templates.phrases))
    return _to_deciders(letter, (opened.original.envelope.sender,), house, stamp)


def expired_notice(expired: Expired, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To those who should have decided: what became of it. Nothing of the message."""
    letter = templates.render(Kind.EXPIRED, expired_view(expired, house, templates.phrases))
    return _to_deciders(letter, alerted(expired.verdict, house), house, stamp)


def bulk_alert(crossed: Crossed, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the data protection lead: much goes to personal accounts. No recipient's address, no pupil."""
    letter = templates.render(Kind.BULK, bulk_view(crossed, house, templates.phrases))
    return _to_deciders(letter, (house.data_protection_lead,), house, stamp)


def unchecked_alert(about: LetPass, house: House, stamp: Stamp, templates: Templates) -> bytes:
    """To the data protection lead: mail passes that could not be checked. Nothing of the message."""
    letter = templates.render(Kind.UNCHECKED, unchecked_view(about, house, templates.phrases))
    return _to_deciders(letter, (house.data_protection_lead,), house, stamp)


def alerted(verdict: Verdict, house: House) -> tuple[str, ...]:
    """The addresses of those who decide on what is held."""
    return tuple(dict.fromkeys(address for each in deciders(verdict, house) for address in each.addresses))


def _of_held(letter: Letter, held: Held, house: House, stamp: Stamp) -> bytes:
    waiting = tuple(
        RecipientStatus(address, Action.DELAYED, "4.7.1", retry_until=held.deadline)
        for address in held.verdict.addresses(Disposition.HOLD)
    )
    statuses = waiting + _given_back(held.verdict.addresses(Disposition.RETURN))
    asked = deciders(held.verdict, house)[0].addresses[0]
    return _to_sender(letter, held.original, statuses, house, stamp, answers=asked)


def _relayed(addresses: tuple[str, ...]) -> tuple[RecipientStatus, ...]:
    return tuple(RecipientStatus(address, Action.RELAYED, "2.0.0") for address in addresses)


def _given_back(addresses: tuple[str, ...], status: str = _FORBIDDEN) -> tuple[RecipientStatus, ...]:
    return tuple(RecipientStatus(address, Action.FAILED, status) for address in addresses)


def _to_sender(
    letter: Letter,
    original: Original,
    statuses: tuple[RecipientStatus, ...],
    house: House,
    stamp: Stamp,
    *,
    answers: str = "",
) -> bytes:
    """The report to the sender, whose answers go to the data protection lead unless said otherwise."""
    if not original.envelope.sender:
        raise ValueError("a message from the null reverse-path is never answered (RFC 5321 §4.5.5)")
    if not statuses:
        raise ValueError("a delivery status notification is about at least one recipient (RFC 3464 §2.1)")
    status = delivery_status(house.host, original.arrived, statuses)
    return (
        _header(letter, (original.envelope.sender,), house, stamp)
        + field("Reply-To", mailbox(answers or house.data_protection_lead))
        + field("Auto-Submitted", "auto-replied")  # RFC 3834 §5
        + _thread(original)
        + delivery_report(letter, status, _original_header(original), stamp.message_id)
    )


def _to_deciders(letter: Letter, recipients: tuple[str, ...], house: House, stamp: Stamp) -> bytes:
    return (
        _header(letter, recipients, house, stamp)
        + field("Auto-Submitted", "auto-generated")  # RFC 3834 §5
        + alternatives(letter, stamp.message_id)
    )


def _header(letter: Letter, recipients: tuple[str, ...], house: House, stamp: Stamp) -> bytes:
    return (
        field("From", f"Schoolgate <{house.postmaster}>")
        + field("To", ", ".join(map(mailbox, recipients)))
        + text_field("Subject", letter.subject)
        + field("Date", format_datetime(stamp.now))
        + field("Message-ID", stamp.message_id)
        + b"MIME-Version: 1.0\r\n"
    )


def _thread(original: Original) -> bytes:
    """RFC 5322 §3.6.4: what the message itself refers to, and then the message."""
    answered = message_id(original.headline.message_id)
    if not answered:
        return b""
    before = dict.fromkeys(map(message_id, original.headline.references))
    references = [*(each for each in before if each not in ("", answered)), answered]
    return field("In-Reply-To", answered) + field("References", " ".join(references))


def _original_header(original: Original) -> bytes:
    """Enough to recognise the message by, and no recipient."""
    headline = original.headline
    identity = message_id(headline.message_id)
    date = plain_ascii(headline.date, 100)
    return b"".join(
        (
            field("From", mailbox(original.envelope.sender)),
            text_field("Subject", headline.subject),
            field("Date", date) if date else b"",
            field("Message-ID", identity) if identity else b"",
        )
    )
