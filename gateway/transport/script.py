"""The commands that send one message, or the reason why this next hop cannot be asked to take it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.message import Envelope
from gateway.transport.content import CheckedMessage, LineFlaw, check_lines
from gateway.transport.extensions import Extensions
from gateway.transport.reply import Reply

BAD_SENDER = Reply(553, ("5.1.7 The sender's address cannot be written in SMTP",))
BAD_RECIPIENT = Reply(553, ("5.1.3 The recipient's address cannot be written in SMTP",))
BARE_LINE_ENDS = Reply(554, ("5.6.0 The message has line ends that are not CR LF",))
HIDDEN_END = Reply(554, ("5.6.0 The message has a line of NUL bytes and a dot, which may end it early",))
_EARLY_ENDS = {LineFlaw.BARE_LINE_END: BARE_LINE_ENDS, LineFlaw.HIDDEN_END: HIDDEN_END}
NEEDS_SMTPUTF8 = Reply(550, ("5.6.7 The next hop takes no addresses or headers beyond ASCII",))
NEEDS_8BITMIME = Reply(554, ("5.6.3 The next hop takes no 8-bit content",))
TOO_LARGE = Reply(552, ("5.3.4 The message is larger than the next hop takes",))

# Anything that could end the path or the line early would let an address add parameters or commands.
# The local part may be quoted (RFC 5321 §4.1.2); within quotes "<", ">" and blanks are harmless.
_SAFE = re.compile(r'(?:"(?:[^"\\\x00-\x1f\x7f-\x9f]|\\[ -~])*"@)?[^\x00-\x20\x7f-\x9f<>"]*')
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Script:
    """The commands with their CRLF: MAIL, and RCPT for each recipient, None where it cannot be written."""

    mail: bytes
    recipients: tuple[bytes | None, ...]


def write_script(envelope: Envelope, message: bytes, extensions: Extensions) -> Script | Reply:
    """The commands, or the reply that refuses the message for all its recipients."""
    is_ascii = message.isascii()
    needs_utf8 = _needs_smtputf8(envelope, message_is_ascii=is_ascii)
    if not _is_writable(envelope.sender):
        return BAD_SENDER
    if needs_utf8 and not extensions.smtputf8:
        return NEEDS_SMTPUTF8
    if envelope.eight_bit and not is_ascii and not extensions.eight_bit:
        return NEEDS_8BITMIME
    if 0 < extensions.size < len(message):
        return TOO_LARGE
    early_end = _early_end(message)
    if early_end is not None:
        return early_end
    parameters = ""
    if extensions.announces_size:
        parameters += f" SIZE={len(message)}"  # RFC 1870 §5: without the doubled dots
    if extensions.eight_bit and not is_ascii:
        parameters += " BODY=8BITMIME"
    if needs_utf8:
        parameters += " SMTPUTF8"
    return Script(
        mail=f"MAIL FROM:<{envelope.sender}>{parameters}\r\n".encode(),
        recipients=tuple(
            f"RCPT TO:<{address}>\r\n".encode() if address and _is_writable(address) else None
            for address in envelope.recipients
        ),
    )


def _early_end(message: bytes) -> Reply | None:
    """Where a server might see the end of the message before it comes."""
    if isinstance(message, CheckedMessage):
        return None
    found = check_lines(message)
    return _EARLY_ENDS[found] if isinstance(found, LineFlaw) else None


def _is_writable(address: str) -> bool:
    return _SAFE.fullmatch(address) is not None and not _SURROGATE.search(address)


def _needs_smtputf8(envelope: Envelope, *, message_is_ascii: bool) -> bool:
    """RFC 6531 §3.4: an address beyond ASCII, or a header. Headers stand deep inside a message too."""
    addresses_are_ascii = all(map(str.isascii, (envelope.sender, *envelope.recipients)))
    return not addresses_are_ascii or (envelope.smtputf8 and not message_is_ascii)
