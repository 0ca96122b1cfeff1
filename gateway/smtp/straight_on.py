"""Sends a clean message straight on, and finds out whether the next hop's answer can be ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateway.actions.notices.values import Cause, Failure
from gateway.actions.plan import Delivery, Plan, Route
from gateway.transport.outcome import Fate, Outcome
from gateway.transport.pool import Transport
from gateway.transport.reply import Reply

SERVICE_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it: one `reply` that is everybody's, or else what is left to do for some."""

    reply: str | None
    deferred: tuple[Delivery, ...] = ()
    failures: tuple[Failure, ...] = ()


async def send_straight_on(plan: Plan, content: bytes, transports: Mapping[Route, Transport]) -> Attempt:
    """One transaction for each route, one after the other."""
    outcomes: list[tuple[Delivery, Outcome]] = []
    for delivery in plan.straight_on:
        outcome = await transports[delivery.route].send(delivery.envelope, content)
        outcomes.append((delivery, outcome))
    return _sum_up(outcomes)


def _sum_up(outcomes: list[tuple[Delivery, Outcome]]) -> Attempt:
    """Taken stands, refused gives the sender a notice, deferred waits in the outbox.

    Where all have one fate there is nothing to store: the next hop's own words go back.
    """
    everyone = [each for _, outcome in outcomes for each in outcome.recipients]
    fates = {each.fate for each in everyone}
    if fates == {Fate.TAKEN}:
        final = outcomes[-1][1].final
        return Attempt((final or everyone[-1].reply).to_smtp())
    if len(fates) == 1:
        return Attempt(_passed_back(everyone[0].reply))
    deferred = tuple(
        replace(delivery, envelope=replace(delivery.envelope, recipients=waiting))
        for delivery, outcome in outcomes
        if (waiting := outcome.addresses(Fate.DEFERRED))
    )
    failures = tuple(
        Failure(each.address, Cause.REFUSED, str(each.reply), each.host)
        for each in everyone
        if each.fate is Fate.REFUSED
    )
    return Attempt(None, deferred, failures)


def _passed_back(reply: Reply) -> str:
    """421 closes a connection, and it is not this one that the next hop closed."""
    return replace(reply, code=451).to_smtp() if reply.code == SERVICE_CLOSING else reply.to_smtp()
