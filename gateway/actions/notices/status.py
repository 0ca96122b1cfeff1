"""Delivery status: what became of each recipient, for machines (RFC 3464) and for people (RFC 3463)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum

from gateway.actions.notices.fields import field, plain_ascii
from gateway.actions.notices.phrases import Phrases
from gateway.actions.notices.values import Cause, Failure

_ENHANCED = re.compile(r"\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?!\S)", re.ASCII)
_NO_CODE = "5.0.0"
_LONGEST_ADDRESS = 800


class Action(StrEnum):
    """RFC 3464 §2.3.3."""

    DELAYED = "delayed"
    FAILED = "failed"
    RELAYED = "relayed"


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """The per-recipient fields, RFC 3464 §2.3, as far as they are known."""

    address: str
    action: Action
    status: str
    reply: str = ""
    remote_host: str = ""
    last_attempt: datetime | None = None
    retry_until: datetime | None = None


def failed(failure: Failure) -> RecipientStatus:
    return RecipientStatus(
        address=failure.address,
        action=Action.FAILED,
        status=enhanced_code(failure),
        reply=failure.reply,
        remote_host=failure.remote_host,
        last_attempt=failure.last_attempt,
    )


def enhanced_code(failure: Failure) -> str:
    """The remote server's own code where it refused; 4.4.7, delivery time expired, where we gave up.

    Class 4 with the action "failed" says that sending it again later may succeed (RFC 3463 §2).
    """
    if failure.cause is Cause.GAVE_UP:
        return "4.4.7"
    match = _ENHANCED.match(failure.reply)
    return match[1] if match and match[1].startswith("5.") else _NO_CODE


def explanation(failure: Failure, phrases: Phrases) -> str:
    """Why this recipient could not be reached, in one plain sentence."""
    if failure.cause is Cause.GAVE_UP:
        return phrases.say("failure.gave-up")
    code = enhanced_code(failure)
    keys = (f"failure.codes.{code}", f"failure.codes.{code.rpartition('.')[0]}")
    return phrases.say(next(filter(phrases.has, keys), "failure.refused"))


def delivery_status(host: str, arrived: datetime, recipients: tuple[RecipientStatus, ...]) -> bytes:
    """The body of a message/delivery-status: a block for the message and one for each recipient."""
    message = field("Reporting-MTA", f"dns; {_host(host)}") + field("Arrival-Date", format_datetime(arrived))
    return b"\r\n".join([message, *(_block(each) for each in recipients)])


def _block(recipient: RecipientStatus) -> bytes:
    lines = [
        field("Final-Recipient", typed_address(recipient.address)),
        field("Action", recipient.action),
        field("Status", recipient.status),
    ]
    if recipient.remote_host:
        lines.append(field("Remote-MTA", f"dns; {_host(recipient.remote_host)}"))
    if reply := plain_ascii(recipient.reply, 500):
        lines.append(field("Diagnostic-Code", f"smtp; {reply}"))
    if recipient.last_attempt:
        lines.append(field("Last-Attempt-Date", format_datetime(recipient.last_attempt)))
    if recipient.retry_until and recipient.action is Action.DELAYED:  # RFC 3464 §2.3.9
        lines.append(field("Will-Retry-Until", format_datetime(recipient.retry_until)))
    return b"".join(lines)


def typed_address(address: str) -> str:
    """The address with its type: rfc822, or utf-8 in the form that is plain ASCII (RFC 6533 §3).

    That form fits a message/delivery-status, so the notice needs neither 8BITMIME nor SMTPUTF8, and
    programs that know only RFC 3464 still read it.
    """
    if all("!" <= character <= "~" for character in address):
        return f"rfc822; {address[:_LONGEST_ADDRESS]}"
    encoded = ""
    for character in address:
        escaped = _xtext(character)
        if len(encoded) + len(escaped) > _LONGEST_ADDRESS:
            break
        encoded += escaped
    return f"utf-8; {encoded}"


def _xtext(character: str) -> str:
    """One character of a utf-8-addr-xtext. Neither NUL nor a surrogate can be written in it."""
    if "!" <= character <= "~" and character not in "+=\\":
        return character
    if character == "\0" or "\ud800" <= character <= "\udfff":
        character = "\ufffd"
    return f"\\x{{{ord(character):02X}}}"


def _host(name: str) -> str:
    return "".join(plain_ascii(name, 255).split()) or "unknown"
