"""Patience and conduct: how long and how much a client may go on without sending mail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smtp import replies
from gateway.smtp.conduct import CLIENT, STRANGER, Conduct, Tolerance
from gateway.smtp.patience import LEAST_PACE, STRANGER_SECONDS, STRANGER_STAYS, Patience


def patience(*, may_send: bool = True) -> Patience:
    return Patience(idle=300, slow=300, came_at=0, heard_at=0, may_send=may_send)


def test_five_minutes_for_each_command_of_a_client() -> None:
    """RFC 5321 §4.5.3.2.7."""
    waiting = patience()
    for now in (299, 598, 897):
        assert waiting.left(now) > 0
        waiting.command(now)
    assert waiting.left(897 + 300) <= 0


def test_bytes_of_a_command_win_no_time() -> None:
    waiting = patience()
    for now in range(0, 300, 10):
        waiting.bytes_came(1, now)
    assert waiting.left(300) <= 0


def test_five_minutes_for_each_block_of_a_message_at_an_honest_pace() -> None:
    """RFC 5321 §4.5.3.2.5 has three minutes for a block; 250 kB every four minutes are enough."""
    waiting = patience()
    waiting.message_begins(0)
    for now in range(240, 240 * 50, 240):
        waiting.bytes_came(250_000, now)
        assert waiting.left(now + 1) > 0
    waiting.message_ends()
    assert waiting.left(now) == pytest.approx(300)


def test_a_message_at_a_byte_a_second_ends_when_slow_is_over() -> None:
    waiting = patience()
    waiting.message_begins(1000)
    for now in range(1000, 1300):
        waiting.bytes_came(1, now)
        assert waiting.left(now) > 0
    assert waiting.left(1301 + 300 / LEAST_PACE) <= 0


def test_silence_in_a_message_ends_it_whatever_came_before() -> None:
    waiting = patience()
    waiting.message_begins(0)
    waiting.bytes_came(10_000_000, 1)
    assert waiting.left(300) > 0
    assert waiting.left(301) <= 0


@given(st.lists(st.floats(0.1, 59), max_size=30))
def test_a_stranger_stays_five_minutes_at_most(pauses: list[float]) -> None:
    waiting, now = patience(may_send=False), 0.0
    for pause in pauses:
        now += pause
        waiting.command(now)
    assert waiting.left(now) <= STRANGER_SECONDS + 1e-6
    assert waiting.left(STRANGER_STAYS) <= 0
    waiting.may_send = True
    assert waiting.left(now) == pytest.approx(300)


@pytest.mark.parametrize("tolerance", [STRANGER, CLIENT])
def test_refusals_and_answers_are_bounded(tolerance: Tolerance) -> None:
    refused, answered = Conduct(tolerance), Conduct(tolerance)
    assert [refused.is_bearable("500 no") for _ in range(tolerance.refusals + 1)][-2:] == [True, False]
    assert [answered.is_bearable("250 OK") for _ in range(tolerance.answers + 1)][-2:] == [True, False]


def test_recipients_are_counted_elsewhere_and_mail_begins_anew() -> None:
    conduct = Conduct(CLIENT)
    for _ in range(3):
        assert all(conduct.is_bearable(replies.RECIPIENT_OK) for _ in range(10_000))
        assert all(conduct.is_bearable(replies.TOO_MANY_RECIPIENTS) for _ in range(900))
        conduct.sent_mail()


def test_recipients_beyond_the_limit_are_bounded_too() -> None:
    conduct = Conduct(CLIENT)
    assert not all(conduct.is_bearable(replies.TOO_MANY_RECIPIENTS) for _ in range(CLIENT.answers + 1))
