"""What can go wrong between us and the next hop, in fixed words, each as the reply that it amounts to."""

from __future__ import annotations

from gateway.transport.reply import Reply

# Status codes from RFC 3463 §3 and RFC 5248. All are temporary: none of this is the message's fault.
UNRESOLVED = Reply(451, ("4.4.3 The next hop's name could not be resolved",))
UNREACHABLE = Reply(451, ("4.4.1 The next hop could not be reached",))
CLOSED = Reply(451, ("4.4.2 The next hop closed the connection",))
TIMED_OUT = Reply(451, ("4.4.2 The next hop did not answer in time",))
IN_DOUBT = Reply(451, ("4.4.2 The connection was lost before the next hop said whether it has the message",))
GARBLED = Reply(451, ("4.5.0 The next hop did not answer as SMTP demands",))
UNWELCOME = Reply(451, ("4.3.2 The next hop does not take mail from this gateway",))
TLS_MISSING = Reply(451, ("4.7.4 The next hop does not offer the TLS that is required",))
TLS_FAILED = Reply(451, ("4.7.5 No TLS connection to the next hop could be made",))
TLS_UNTRUSTED = Reply(451, ("4.7.5 The next hop's certificate could not be verified",))
AUTH_MISSING = Reply(451, ("4.7.4 The next hop offers no way to sign in that this gateway knows",))
AUTH_EXPOSED = Reply(451, ("4.7.11 The next hop wants a password over a connection without TLS",))
AUTH_FAILED = Reply(451, ("4.7.8 The next hop did not accept the user and password",))
BUSY = Reply(451, ("4.3.2 All connections to the next hop are in use",))
SHUT = Reply(451, ("4.3.2 The gateway is shutting down",))


class NextHopError(Exception):
    """The connection is of no more use. `reply` is what that means for the mail, always temporary.

    `said` is the next hop's own reply that led to it, where it spoke.
    """

    def __init__(self, reply: Reply, said: Reply | None = None) -> None:
        super().__init__(str(reply))
        self.reply = reply
        self.said = said

    @property
    def in_its_own_words(self) -> bool:
        return self.said is self.reply


class DisconnectedError(NextHopError):
    """The next hop went away, or said with 421 that it will (RFC 5321 §3.8)."""

    def __init__(self, reply: Reply = CLOSED, said: Reply | None = None) -> None:
        super().__init__(reply, said)
