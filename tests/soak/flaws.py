"""Bugs that are put into the gateway on purpose, from outside: the soak has to find each of them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from gateway.actions.arrival import message_delivery
from gateway.actions.plan import Arrival, DeliveryFate, Plan, Route
from gateway.actions.settlement import Settlement
from gateway.store.intake import Committed
from gateway.store.models import Delivery
from gateway.store.nodes import Node
from tests.support.arrows import put_around

Function = Callable[..., Any]


def _forgets() -> None:
    """Says 250 to what it has not written."""

    def wrap(_commit: Function) -> Function:
        return lambda seal, plan, arrival, judged: Committed(arrival.id, repeated=False)

    put_around("gateway.smtp.intake", "commit_plan", wrap)


def _settles_blindly() -> None:
    """Takes what the next hop put off for sent."""

    def wrap(settle: Function) -> Function:
        @wraps(settle)
        def call(seal: Any, settlement: Settlement, now: Any) -> None:
            sent = tuple(replace(each, fate=DeliveryFate.SENT) for each in settlement.results)
            settle(seal, replace(settlement, results=sent, next_attempt=None, notices=()), now)

        return call

    put_around("gateway.store.jobs", "settle", wrap)


def _leaks() -> None:
    """Holds a message, and sends it straight on as well."""

    def wrap(plan_arrival: Function) -> Function:
        @wraps(plan_arrival)
        def call(arrival: Arrival, *others: Any) -> Plan:
            plan: Plan = plan_arrival(arrival, *others)
            if plan.case is None:
                return plan
            out = message_delivery(arrival.envelope, Route.NEXT_HOP, plan.case.recipients)
            return replace(plan, deliveries=(*plan.deliveries, out))

        return call

    put_around("gateway.smtp.intake", "plan_arrival", wrap)


def _sends_twice() -> None:
    """Gives everything to the next hop two times."""

    def wrap(send: Function) -> Function:
        @wraps(send)
        async def call(*args: Any) -> Any:
            await send(*args)
            return await send(*args)

        return call

    put_around("gateway.transport.pool", "SmtpTransport.send", wrap)


def _hoards() -> None:
    """Opens a file for each message, and keeps it open."""
    kept: list[int] = []

    def wrap(take: Function) -> Function:
        @wraps(take)
        async def call(*args: Any) -> Any:
            kept.append(os.open(os.devnull, os.O_RDONLY))
            return await take(*args)

        return call

    put_around("gateway.smtp.intake", "Intake.take", wrap)


def _ignores_leases() -> None:
    """Sends what another node has in hand."""

    def wrap(_due: Function) -> Function:
        return lambda now, after: Delivery.objects.filter(due_at__lte=now, pk__gt=after).order_by("due_at")

    put_around("gateway.store.jobs", "_due", wrap)


def _takes_from_the_living() -> None:
    """Takes over what other nodes have in hand, whether they live or not."""

    def wrap(missing: Function) -> Function:
        def call(besides: Node) -> frozenset[Node]:
            claimed = Delivery.objects.filter(node__isnull=False).exclude(node=besides.id)
            return frozenset(Node(number, besides.name) for number in claimed.values_list("node", flat=True))

        return call

    put_around("gateway.store.membership", "missing", wrap)


FLAWS: dict[str, Callable[[], None]] = {
    "forgets": _forgets,
    "settles blindly": _settles_blindly,
    "leaks": _leaks,
    "sends twice": _sends_twice,
    "hoards": _hoards,
    "ignores leases": _ignores_leases,
    "takes from the living": _takes_from_the_living,
}
