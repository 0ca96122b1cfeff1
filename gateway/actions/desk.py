"""The desk at which a school's notices are written: whose they are, in which words, with which mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from detectors.finding import Headline
from detectors.message import Envelope
from gateway.actions.link import SenderLinks
from gateway.actions.notices.compose import (
    alerted,
    asked_alert,
    bulk_alert,
    changed_notice,
    digest_notice,
    expired_notice,
    held_notice,
    lead_alert,
    many_notice,
    opened_notice,
    opening_alert,
    released_notice,
    reminder_notice,
    returned_notice,
    unchecked_alert,
    undeliverable_notice,
    unseen_notice,
    waiting_notice,
)
from gateway.actions.notices.templates import Templates
from gateway.actions.notices.values import (
    Alert,
    Asked,
    Changed,
    Crossed,
    Digest,
    Expired,
    Failure,
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
from gateway.actions.patience import USUAL_PATIENCE, Patience
from gateway.actions.plan import Delivery, Purpose, Route
from gateway.actions.tokens import TokenKeys
from gateway.actions.trace import loop_field
from gateway.policy.verdict import Verdict
from gateway.rewriting.version import Version


@dataclass(frozen=True, slots=True)
class Desk:
    """All that it takes to write what a school's people receive.

    Every notice carries our loop mark: one that a mailbox rule sends back out does not pass.

    links: makes the addresses of senders' own pages; None where there is no web side
    """

    house: House
    templates: Templates
    loop_keys: TokenKeys
    patience: Patience = USUAL_PATIENCE
    links: SenderLinks | None = None

    def held(self, original: Original, verdict: Verdict, case: str, now: datetime) -> Delivery:
        held = Held(self._linked(original, case, now), verdict, case, self.patience.deadline(now))
        written = held_notice(held, self.house, self._stamp(case, "held", now), self.templates)
        return replace(self._to_sender(original, case, written), instead=partial(self._many, held, case, now))

    def returned(self, original: Original, returned: Returned, message: str, now: datetime) -> Delivery:
        linked = self._linked(original, message, now)
        stamp = self._stamp(message, "returned", now)
        written = returned_notice(replace(returned, original=linked), self.house, stamp, self.templates)
        told = self._to_sender(original, message, written)
        if returned.case:
            return told  # somebody, or the end of its time, decided on this one: there are never very many
        stopped = Held(linked, returned.verdict, message)
        return replace(told, instead=partial(self._many, stopped, message, now))

    def released(self, original: Original, released: Released, now: datetime) -> Delivery:
        linked = replace(released, original=self._linked(original, released.case, now))
        # It may be released to some of them now, and to others later.
        stamp = self._stamp(released.case, f"released.{int(now.timestamp())}", now)
        written = released_notice(linked, self.house, stamp, self.templates)
        return self._to_sender(original, released.case, written)

    def changed(
        self,
        original: Original,
        versions: tuple[Version, ...],
        verdict: Verdict,
        message: str,
        now: datetime,
    ) -> Delivery:
        changed = Changed(self._linked(original, message, now), versions, verdict)
        # The sender may change what is held for some of them now, and for others later.
        stamp = self._stamp(message, f"changed.{int(now.timestamp())}", now)
        written = changed_notice(changed, self.house, stamp, self.templates)
        return self._to_sender(original, message, written)

    def reminder(self, reminded: Reminded, message: str, now: datetime) -> Delivery:
        linked = replace(reminded, original=self._linked(reminded.original, message, now))
        written = reminder_notice(linked, self.house, self._stamp(message, "reminder", now), self.templates)
        return self._to_sender(reminded.original, message, written)

    def undeliverable(
        self, original: Original, failures: tuple[Failure, ...], message: str, now: datetime
    ) -> Delivery:
        stamp = self._stamp(message, f"undeliverable.{int(now.timestamp())}", now)
        undeliverable = Undeliverable(self._linked(original, message, now), failures)
        written = undeliverable_notice(undeliverable, self.house, stamp, self.templates)
        return self._to_sender(original, message, written)

    def alert(
        self, sender: str, verdict: Verdict, case: str, now: datetime, *, sender_told: bool
    ) -> Delivery:
        alert = Alert(sender, verdict, case, self.patience.deadline(now), sender_told=sender_told)
        written = lead_alert(alert, self.house, self._stamp(case, "alert", now), self.templates)
        return self._to_deciders(alerted(verdict, self.house), case, written)

    def asked(self, sender: str, reason: str, verdict: Verdict, case: str, now: datetime) -> Delivery:
        stamp = self._stamp(case, "asked", now)
        written = asked_alert(Asked(sender, reason, verdict, case), self.house, stamp, self.templates)
        return self._to_deciders(alerted(verdict, self.house), case, written)

    def waiting(self, waiting: Waiting, deciding: tuple[str, ...], now: datetime) -> Delivery:
        first = waiting.cases[0].id
        stamp = self._stamp(first, "waiting", now)
        written = waiting_notice(waiting, deciding, self.house, stamp, self.templates)
        return self._to_deciders(deciding, first, written)

    def unseen(self, unseen: Unseen, first: str, asked: tuple[str, ...], now: datetime) -> Delivery:
        """`first`: the case that runs out first; `asked`: the addresses of those who are asked to look."""
        stamp = self._stamp(first, f"unseen.{int(now.timestamp())}", now)
        written = unseen_notice(unseen, asked, self.house, stamp, self.templates)
        return self._overview(asked, first, written)

    def digest(self, digest: Digest, to: str, mark: str, now: datetime) -> Delivery:
        """`mark`: names this overview among all."""
        stamp = self._stamp(mark, "digest", now)
        return self._overview((to,), mark, digest_notice(digest, to, self.house, stamp, self.templates))

    def opening(self, asked: OpeningAsked, approvers: tuple[str, ...], now: datetime) -> Delivery:
        """`approvers`: the addresses of those who may approve it."""
        stamp = self._stamp(asked.case, f"opening.{int(now.timestamp())}", now)
        written = opening_alert(asked, approvers, self.house, stamp, self.templates)
        return self._to_deciders(approvers, asked.case, written)

    def opened(self, opened: Opened, case: str, now: datetime) -> Delivery:
        stamp = self._stamp(case, f"opened.{int(now.timestamp())}", now)
        written = opened_notice(opened, self.house, stamp, self.templates)
        return self._to_sender(opened.original, case, written)

    def expired(self, expired: Expired, now: datetime) -> Delivery:
        stamp = self._stamp(expired.case, "expired", now)
        written = expired_notice(expired, self.house, stamp, self.templates)
        return self._to_deciders(alerted(expired.verdict, self.house), expired.case, written)

    def bulk_alert(self, crossed: Crossed, now: datetime) -> Delivery:
        stamp = self._stamp(crossed.message, "bulk", now)
        written = bulk_alert(crossed, self.house, stamp, self.templates)
        return self._to_deciders((self.house.data_protection_lead,), crossed.message, written)

    def unchecked(self, about: LetPass, message: str, now: datetime) -> Delivery:
        stamp = self._stamp(message, "unchecked", now)
        written = unchecked_alert(about, self.house, stamp, self.templates)
        return self._to_deciders((self.house.data_protection_lead,), message, written)

    def _many(self, held: Held, message: str, now: datetime) -> Delivery:
        written = many_notice(held, self.house, self._stamp(message, "many", now), self.templates)
        return self._to_sender(held.original, message, written)

    def _linked(self, original: Original, message: str, now: datetime) -> Original:
        if self.links is None:
            return original
        return replace(original, link=self.links.url(message, original.envelope.sender, now))

    def _to_sender(self, original: Original, message: str, written: bytes) -> Delivery:
        # A notice to an address with letters beyond ASCII needs SMTPUTF8 (RFC 6533 §3).
        sender = original.envelope.sender
        envelope = Envelope("", (sender,), smtputf8=not sender.isascii(), eight_bit=not written.isascii())
        return Delivery(Route.HOME, Purpose.NOTICE, envelope, self._marked(message, written))

    def _to_deciders(self, addresses: tuple[str, ...], message: str, written: bytes) -> Delivery:
        return Delivery(Route.HOME, Purpose.ALERT, Envelope("", addresses), self._marked(message, written))

    def _overview(self, addresses: tuple[str, ...], mark: str, written: bytes) -> Delivery:
        return Delivery(Route.HOME, Purpose.OVERVIEW, Envelope("", addresses), self._marked(mark, written))

    def _marked(self, message: str, written: bytes) -> bytes:
        return loop_field(message, self.loop_keys.newest) + written

    def _stamp(self, message: str, kind: str, now: datetime) -> Stamp:
        return Stamp(f"<{message}.{kind}@{self.house.host}>", now)


def may_answer(envelope: Envelope, headline: Headline) -> bool:
    """Whether the sender may be sent a notice: never an empty sender, never a program.

    RFC 5321 §6.1 and RFC 3834 §2; what a mailbox rule forwards counts as a program's, because the
    rule would forward our notice too.
    """
    return bool(envelope.sender) and not headline.automatic


def forwards_alerts(envelope: Envelope, headline: Headline, house: House) -> bool:
    """Whether a rule in the lead's own mailbox sent this: what we write of it, it would forward for ever."""
    return headline.automatic and envelope.sender == house.data_protection_lead


def original_of(envelope: Envelope, headline: Headline, arrived: datetime) -> Original:
    return Original(envelope, headline, arrived.astimezone())
