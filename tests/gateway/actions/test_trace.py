"""Trace fields: what we write on top, and what counts as a loop when it comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.actions.trace import (
    Trace,
    count_received,
    header_of,
    is_loop,
    loop_field,
    received_field,
    without_trace,
)
from tests.support.judged import NOW

SECRET = b"one installation's secret"


def test_received_says_how_it_came_and_not_for_whom() -> None:
    trace = Trace("B7K2M9P4Q6RX", "192.0.2.7", "mail.oakfield.sch.uk", "gate.oakfield.sch.uk", "ESMTPS", NOW)

    assert received_field(trace) == (
        b"Received: from mail.oakfield.sch.uk ([192.0.2.7])\r\n"
        b"\tby gate.oakfield.sch.uk (Schoolgate) with ESMTPS id B7K2M9P4Q6RX;\r\n"
        b"\tMon, 02 Nov 2026 15:40:00 +0000\r\n"
    )


@given(st.text())
def test_what_a_client_calls_itself_cannot_end_the_field(helo: str) -> None:
    field = received_field(Trace("ID", "2001:db8::1", helo, "gate.example", "ESMTP", NOW))

    lines = field.split(b"\r\n")
    assert len(lines) == 4
    assert lines[0].endswith(b"([IPv6:2001:db8::1])")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)


def test_our_own_mark_is_a_loop_wherever_it_stands() -> None:
    header = b"Received: x\r\n" + loop_field("B7K2", SECRET) + b"Subject: x\r\n"

    assert is_loop(header, SECRET)
    assert is_loop(header.replace(b"X-Schoolgate-Loop", b"x-SCHOOLGATE-loop"), SECRET)


@pytest.mark.parametrize(
    "header",
    [
        b"X-Schoolgate-Loop: B7K2 00000000000000000000000000000000\r\n",
        b"X-Schoolgate-Loop: yes\r\n",
        b"X-Schoolgate-Loop:\r\n",
        loop_field("B7K2", b"another school's secret"),
        loop_field("B7K2", SECRET).replace(b"B7K2", b"B7K3"),
        b"Subject: " + loop_field("B7K2", SECRET),
    ],
)
def test_a_forged_mark_or_a_strangers_says_nothing(header: bytes) -> None:
    assert not is_loop(header, SECRET)


def test_received_is_counted_in_the_header_only() -> None:
    message = b"Received: a\r\n b\r\nRECEIVED: c\r\nSubject: Received: d\r\n\r\nReceived: e\r\n"

    assert count_received(header_of(message)) == 2


def test_a_message_that_begins_with_its_body_has_no_header() -> None:
    assert header_of(b"\r\nReceived: a\r\n\r\n") == b""


def test_a_stored_message_comes_apart_where_we_put_it_together() -> None:
    trace = Trace("B7K2M9P4Q6RX", "2001:db8::1", "pc-12", "gate", "ESMTP", NOW)
    on_top = received_field(trace) + loop_field("B7K2M9P4Q6RX", b"secret")
    came = loop_field("OLDER", b"secret") + b"Subject: x\r\n\r\nX-Schoolgate-Loop: quoted\r\n"
    assert without_trace(on_top + came) == (on_top, came)
    with pytest.raises(ValueError, match="not found"):
        without_trace(b"Subject: x\r\n\r\nGrace\r\n")
