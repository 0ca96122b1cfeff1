"""How long to wait for the next hop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for each phase of the dialogue (RFC 5321 §4.5.3.2, the short ones cut to what is usual now)."""

    connect: float = 30  # name, TCP, and TLS where it comes first
    greeting: float = 60
    command: float = 60  # each of EHLO, STARTTLS with its handshake, AUTH, MAIL, RCPT, DATA, RSET
    block: float = 180  # for one block of the message to leave
    final: float = 600  # from the final dot to the answer
    quit: float = 1


DEFAULT_TIMEOUTS = Timeouts()
