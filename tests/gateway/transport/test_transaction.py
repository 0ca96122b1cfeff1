"""Transactions, word for word against a server that follows a script."""

from __future__ import annotations

import pytest

from detectors.message import Envelope
from gateway.transport.failure import DisconnectedError
from gateway.transport.outcome import Fate, Outcome
from gateway.transport.script import BAD_RECIPIENT, BAD_SENDER, TOO_LARGE
from tests.gateway.transport.lines import (
    CONTENT,
    CONTENT_STEP,
    DATA,
    GO,
    LONE_DOT,
    MAIL,
    MESSAGE,
    NO,
    OFFERED,
    OK,
    ONE,
    PIPELINED,
    QUEUED,
    QUIT,
    RCPT,
    SENDER,
    THREE,
    THREE_AT_ONCE,
    A,
    B,
    C,
    connect,
    send_one,
    told,
)
from tests.gateway.transport.player import opening, play


@pytest.mark.parametrize(
    "dialogue",
    [
        OFFERED + CONTENT_STEP + QUEUED + QUIT,
        PIPELINED + MAIL + RCPT + DATA + OK + OK + GO + CONTENT_STEP + QUEUED + QUIT,
        # Replies in pieces, on many lines, and with codes beside 250.
        PIPELINED + MAIL + RCPT + DATA + "S! 2\nS! 50 ok\\r\n"
        + "S! \\n251-forwarding\\r\\n251 to\\r\\n35\nS! 4\\r\\n\n" + CONTENT_STEP
        + "S! 250-2.0.0\nS! \\r\\n250 queued\\r\\n\n" + QUIT,
    ],
    ids=["step by step", "pipelined", "in pieces"],
)  # fmt: skip
async def test_taken(dialogue: str) -> None:
    async with play(dialogue) as player:
        outcome = await send_one(player)
    assert told(outcome) == ["taken: 250 2.0.0 queued"]
    assert outcome.final == outcome.recipients[0].reply
    assert outcome.recipients[0].host == "127.0.0.1"
    assert player.contents == [CONTENT]


@pytest.mark.parametrize(
    ("dialogue", "expected"),
    [
        # MAIL refused.
        (opening() + MAIL + "S: 550 5.7.1 not you\n", "refused: 550 5.7.1 not you"),
        (opening() + MAIL + "S: 451 4.7.1 greylisted\n", "deferred: 451 4.7.1 greylisted"),
        (THREE_AT_ONCE + "S: 550 5.7.1 not you\n" + "S: 503 no MAIL\n" * 4, "refused: 550 5.7.1 not you"),
        (THREE_AT_ONCE + "S: 452 full\n" + OK * 3 + GO + LONE_DOT + "S: 554 empty\n", "deferred: 452 full"),
        # Every recipient refused: no DATA, or a lone dot where 354 came all the same (RFC 2920 §3.1).
        (opening() + MAIL + OK + A + NO + B + NO + C + NO, "refused: 550 no"),
        (THREE_AT_ONCE + OK + NO * 3 + "S: 554 no valid recipients\n", "refused: 550 no"),
        (THREE_AT_ONCE + OK + NO * 3 + GO + LONE_DOT + OK, "refused: 550 no"),
        # DATA refused.
        (opening() + MAIL + OK + A + OK + B + OK + C + OK + DATA + "S: 451 later\n", "deferred: 451 later"),
        (THREE_AT_ONCE + OK * 4 + "S: 554 5.3.0 never\n", "refused: 554 5.3.0 never"),
    ],
)  # fmt: skip
async def test_refused_before_the_content(dialogue: str, expected: str) -> None:
    async with play(dialogue + QUIT) as player:
        outcome = await send_one(player, THREE)
    assert told(outcome) == [expected] * 3
    assert outcome.final is None
    assert player.contents == []


@pytest.mark.parametrize("last", ["554 5.7.1 spam", "451 4.3.0 later", "552 5.3.4 too big"])
async def test_refused_at_the_dot(last: str) -> None:
    async with play(OFFERED + CONTENT_STEP + f"S: {last}\n" + QUIT) as player:
        outcome = await send_one(player)
    fate = "deferred" if last.startswith("4") else "refused"
    assert told(outcome) == [f"{fate}: {last}"]
    assert str(outcome.final) == last


@pytest.mark.parametrize(
    "offer",
    [
        opening() + MAIL + OK + A + OK + B + "S: 550 5.1.1 unknown\n" + C + "S: 450 4.2.1 busy\n" + DATA + GO,
        THREE_AT_ONCE + OK + OK + "S: 550 5.1.1 unknown\nS: 450 4.2.1 busy\n" + GO,
    ],
    ids=["step by step", "pipelined"],
)
async def test_each_recipient_has_a_fate_of_its_own(offer: str) -> None:
    async with play(offer + CONTENT_STEP + QUEUED + QUIT) as player:
        outcome = await send_one(player, THREE)
    assert told(outcome) == [
        "taken: 250 2.0.0 queued",
        "refused: 550 5.1.1 unknown",
        "deferred: 450 4.2.1 busy",
    ]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("552 too many recipients", "deferred: 452 too many recipients"),
        ("552 5.5.3 too many", "deferred: 452 4.5.3 too many"),
        ("552 5.2.2 mailbox full", "refused: 552 5.2.2 mailbox full"),
        ("452 4.5.3 too many", "deferred: 452 4.5.3 too many"),
    ],
)
async def test_too_many_recipients_is_temporary(reply: str, expected: str) -> None:
    async with play(opening() + MAIL + OK + RCPT + f"S: {reply}\n" + QUIT) as player:
        assert told(await send_one(player)) == [expected]


async def test_recipients_that_cannot_be_written_are_left_out() -> None:
    envelope = Envelope(SENDER, ("x> y@example.org", "office@example.org"))
    async with play(OFFERED + CONTENT_STEP + QUEUED + QUIT) as player:
        outcome = await send_one(player, envelope)
    assert told(outcome) == [f"refused: {BAD_RECIPIENT}", "taken: 250 2.0.0 queued"]
    assert [each.host for each in outcome.recipients] == ["", "127.0.0.1"]


@pytest.mark.parametrize(
    ("envelope", "refusal"),
    [
        (Envelope(SENDER, ("x y@example.org",)), BAD_RECIPIENT),
        (Envelope("x y@oakfield.sch.uk", ("office@example.org",)), BAD_SENDER),
        (ONE, TOO_LARGE),
    ],
)
async def test_what_cannot_be_sent_is_not_offered(envelope: Envelope, refusal: object) -> None:
    message = MESSAGE * 100 if refusal is TOO_LARGE else MESSAGE
    async with play(opening("SIZE 1000") + QUIT) as player:
        outcome = await send_one(player, envelope, message)
    assert told(outcome) == [f"refused: {refusal}"]
    assert outcome.recipients[0].host == ""


async def test_nobody_to_send_to() -> None:
    async with play(opening() + QUIT) as player:
        assert await send_one(player, Envelope(SENDER, ())) == Outcome(())


async def test_parameters_on_the_wire() -> None:
    envelope = Envelope("zoë@example.org", ("office@example.org",), eight_bit=True, smtputf8=True)
    message = "Subject: Café\r\n\r\n".encode()
    dialogue = (
        opening("8BITMIME", "SMTPUTF8", "SIZE 5000")
        + f"C: MAIL FROM:<zoë@example.org> SIZE={len(message)} BODY=8BITMIME SMTPUTF8\n" + OK
        + RCPT + OK + DATA + GO + CONTENT_STEP + QUEUED + QUIT
    )  # fmt: skip
    async with play(dialogue) as player:
        assert told(await send_one(player, envelope, message)) == ["taken: 250 2.0.0 queued"]
    assert player.contents == [message + b".\r\n"]


async def test_reset_only_after_a_failure() -> None:
    success = MAIL + OK + RCPT + OK + DATA + GO + CONTENT_STEP + QUEUED
    dialogue = (
        opening()
        + success * 2
        + MAIL
        + OK
        + RCPT
        + "S: 550 no\n"
        + "C: RSET\n"
        + OK
        + success
        + success
        + QUIT
    )
    async with play(dialogue) as player:
        client = await connect(player.endpoint())
        fates = [(await client.send(ONE, MESSAGE)).recipients[0].fate for _ in range(5)]
        await client.quit()
    assert fates == [Fate.TAKEN, Fate.TAKEN, Fate.REFUSED, Fate.TAKEN, Fate.TAKEN]


async def test_a_server_that_cannot_reset_is_left() -> None:
    dialogue = opening() + MAIL + OK + RCPT + "S: 550 no\n" + "C: RSET\nS: 500 what\n"
    async with play(dialogue) as player:
        client = await connect(player.endpoint())
        await client.send(ONE, MESSAGE)
        with pytest.raises(DisconnectedError):
            await client.send(ONE, MESSAGE)
        assert client.is_broken
