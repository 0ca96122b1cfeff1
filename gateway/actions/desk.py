"""The desk at which a school's notices are written: whose they are, in which words, with which mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.notices.compose import (
    alerted,
    bulk_alert,
    held_notice,
    lead_alert,
    released_notice,
    reminder_notice,
    returned_notice,
    undeliverable_notice,
)
from gateway.actions.notices.templates import Templates
from gateway.actions.notices.values import (
    Alert,
    Crossed,
    Failure,
    Held,
    House,
    Original,
    Released,
    Reminded,
    Returned,
    Stamp,
    Undeliverable,
)
from gateway.actions.plan import Delivery, Purpose, Route
from gateway.actions.trace import loop_field
from gateway.policy.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """All that it takes to write what a school's people receive.

    Every notice carries our loop mark: one that a mailbox rule sends back out does not pass.
    """

    house: House
    templates: Templates
    loop_secret: bytes

    def held(self, original: Original, verdict: Verdict, case: str, now: datetime) -> Delivery:
        written = held_notice(
            Held(original, verdict, case), self.house, self._stamp(case, "held", now), self.templates
        )
        return self._to_sender(original, case, written)

    def returned(self, original: Original, returned: Returned, message: str, now: datetime) -> Delivery:
        stamp = self._stamp(message, "returned", now)
        return self._to_sender(
            original, message, returned_notice(returned, self.house, stamp, self.templates)
        )

    def released(self, original: Original, released: Released, now: datetime) -> Delivery:
        stamp = self._stamp(released.case, "released", now)
        written = released_notice(released, self.house, stamp, self.templates)
        return self._to_sender(original, released.case, written)

    def reminder(self, reminded: Reminded, message: str, now: datetime) -> Delivery:
        written = reminder_notice(reminded, self.house, self._stamp(message, "reminder", now), self.templates)
        return self._to_sender(reminded.original, message, written)

    def undeliverable(
        self, original: Original, failures: tuple[Failure, ...], message: str, now: datetime
    ) -> Delivery:
        stamp = self._stamp(message, f"undeliverable.{int(now.timestamp())}", now)
        written = undeliverable_notice(Undeliverable(original, failures), self.house, stamp, self.templates)
        return self._to_sender(original, message, written)

    def alert(
        self, sender: str, verdict: Verdict, case: str, now: datetime, *, sender_told: bool
    ) -> Delivery:
        alert = Alert(sender, verdict, case, sender_told=sender_told)
        written = lead_alert(alert, self.house, self._stamp(case, "alert", now), self.templates)
        envelope = Envelope("", alerted(verdict, self.house))
        return Delivery(Route.HOME, Purpose.ALERT, envelope, self._marked(case, written))

    def bulk_alert(self, crossed: Crossed, now: datetime) -> Delivery:
        stamp = self._stamp(crossed.message, "bulk", now)
        written = bulk_alert(crossed, self.house, stamp, self.templates)
        envelope = Envelope("", (self.house.data_protection_lead,))
        return Delivery(Route.HOME, Purpose.ALERT, envelope, self._marked(crossed.message, written))

    def _to_sender(self, original: Original, message: str, written: bytes) -> Delivery:
        # A notice to an address with letters beyond ASCII needs SMTPUTF8 (RFC 6533 §3).
        sender = original.envelope.sender
        envelope = Envelope("", (sender,), smtputf8=not sender.isascii(), eight_bit=not written.isascii())
        return Delivery(Route.HOME, Purpose.NOTICE, envelope, self._marked(message, written))

    def _marked(self, message: str, written: bytes) -> bytes:
        return loop_field(message, self.loop_secret) + written

    def _stamp(self, message: str, kind: str, now: datetime) -> Stamp:
        return Stamp(f"<{message}.{kind}@{self.house.host}>", now)


def may_answer(envelope: Envelope, headline: Headline) -> bool:
    """Whether the sender may be sent a notice: never an empty sender, never a program.

    RFC 5321 §6.1 and RFC 3834 §2; what a mailbox rule forwards counts as a program's, because the
    rule would forward our notice too.
    """
    return bool(envelope.sender) and not headline.automatic


def original_of(envelope: Envelope, headline: Headline, arrived: datetime) -> Original:
    return Original(envelope, headline, arrived.astimezone())
