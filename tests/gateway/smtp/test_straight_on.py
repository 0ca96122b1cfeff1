"""Straight on: one fate for all is the next hop's own answer, different fates leave something to do."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from detectors.message import Envelope
from gateway.actions.plan import Delivery, Plan, Purpose, Route
from gateway.smtp.straight_on import Attempt, send_straight_on
from gateway.transport.outcome import Fate, Outcome, RecipientOutcome
from gateway.transport.reply import Reply
from tests.support.judged import CONTENT, TEACHER

TAKEN = Reply(250, ("2.1.5 Ok",))
QUEUED = Reply(250, ("2.0.0 queued as 17", "thank you"))
LATER = Reply(451, ("4.7.1 Greylisted",))
NEVER = Reply(550, ("5.1.1 No such user",))
CLOSING = Reply(421, ("4.3.2 Going down",))


@dataclass
class NextHop:
    """Answers each recipient by the first letter of the address: t(aken), l(ater), n(ever), c(losing)."""

    async def send(self, envelope: Envelope, message: bytes) -> Outcome:
        replies = {"t": TAKEN, "l": LATER, "n": NEVER, "c": CLOSING}
        recipients = tuple(
            RecipientOutcome(each, Fate.of(replies[each[0]]), replies[each[0]], "mx.example.com")
            for each in envelope.recipients
        )
        taken = any(each.fate is Fate.TAKEN for each in recipients)
        return Outcome(recipients, QUEUED if taken else None)


async def _send(outside: tuple[str, ...], inside: tuple[str, ...] = ()) -> Attempt:
    routes = ((Route.NEXT_HOP, outside), (Route.HOME, inside))
    jobs = tuple(Delivery(route, Purpose.MESSAGE, Envelope(TEACHER, to)) for route, to in routes if to)
    transports = {Route.NEXT_HOP: NextHop(), Route.HOME: NextHop()}
    return await send_straight_on(Plan(straight_on=jobs), CONTENT, transports)


@pytest.mark.parametrize(
    ("outside", "inside", "reply"),
    [
        (("t1",), (), "250-2.0.0 queued as 17\r\n250 thank you"),
        (("t1", "t2"), ("t3",), "250-2.0.0 queued as 17\r\n250 thank you"),
        (("l1", "l2"), (), "451 4.7.1 Greylisted"),
        (("n1",), ("n2",), "550 5.1.1 No such user"),
        (("c1",), (), "451 4.3.2 Going down"),
    ],
)
async def test_one_fate_for_all_goes_back_as_it_is(
    outside: tuple[str, ...], inside: tuple[str, ...], reply: str
) -> None:
    assert await _send(outside, inside) == Attempt(reply)


async def test_different_fates_leave_the_deferred_and_the_refused() -> None:
    attempt = await _send(("t1", "l1", "n1", "l2"), ("t2", "n2"))

    assert attempt.reply is None
    assert [(job.route, job.envelope.recipients) for job in attempt.deferred] == [
        (Route.NEXT_HOP, ("l1", "l2"))
    ]
    assert [(each.address, each.reply, each.remote_host) for each in attempt.failures] == [
        ("n1", "550 5.1.1 No such user", "mx.example.com"),
        ("n2", "550 5.1.1 No such user", "mx.example.com"),
    ]


async def test_nobody_has_it_but_for_different_reasons() -> None:
    """The refused would otherwise be refused again and again for as long as the others are deferred."""
    attempt = await _send(("n1", "l1"))

    assert attempt.reply is None
    assert [job.envelope.recipients for job in attempt.deferred] == [("l1",)]
    assert [each.address for each in attempt.failures] == ["n1"]
