"""Cases that run out soon: those who decide on the same ones are reminded of all of them in one mail."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gateway.actions.at_deadline import promised
from gateway.actions.desk import Desk, forwards_alerts
from gateway.actions.notices.compose import alerted
from gateway.actions.notices.values import Waiting, WaitingCase
from gateway.actions.plan import Case, WaitingPlan


def plan_waiting(cases: Iterable[Case], desk: Desk, now: datetime) -> tuple[WaitingPlan, ...]:
    """A plan for each set of people who decide. Every case is in one of them, so it is reminded of once."""
    groups: dict[tuple[str, ...], list[Case]] = {}
    for case in cases:
        comes_back = forwards_alerts(case.envelope, case.judged.headline, desk.house)
        deciding = () if comes_back else alerted(case.judged.verdict, desk.house)
        groups.setdefault(deciding, []).append(case)
    return tuple(_plan(deciding, group, desk, now) for deciding, group in groups.items())


def _plan(deciding: tuple[str, ...], cases: list[Case], desk: Desk, now: datetime) -> WaitingPlan:
    zone = desk.patience.zone
    waiting = Waiting(
        tuple(
            WaitingCase(
                case.id,
                case.deadline.astimezone(zone),
                promised(case.judged.verdict, case.held, secure_mail=desk.house.secure_mail),
            )
            for case in cases
        )
    )
    delivery = desk.waiting(waiting, deciding, now) if deciding else None
    return WaitingPlan(tuple(case.id for case in cases), delivery)
