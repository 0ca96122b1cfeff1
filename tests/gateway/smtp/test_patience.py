"""The idle timer measures the client's silence, never the time that we and the next hop take."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.support.process import GatewayProcess
from tests.support.school import PARENT, TEACHER, message
from tests.support.sink import Sink

IDLE = 1


def test_a_next_hop_slower_than_the_idle_timeout_does_not_end_the_session(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, relay=f"idle_timeout_seconds = {IDLE}")
    sink.hang_in_data = True
    with ThreadPoolExecutor() as threads:
        sending = threads.submit(gateway.send, TEACHER, [PARENT], message().as_bytes())
        time.sleep(3 * IDLE)  # the slowness is the subject
        assert not sending.done()
        sink.hang_in_data = False
        code, _ = sending.result(60)

    assert code == 250
    assert len(sink.taken) == 1


def test_silence_is_counted_from_the_answer_on(
    start_gateway: Callable[..., GatewayProcess], sink: Sink
) -> None:
    gateway = start_gateway(sink.url, relay=f"idle_timeout_seconds = {IDLE}")
    with gateway.client() as client:
        client.sendmail(TEACHER, [PARENT], message().as_bytes())
        answered = time.monotonic()
        assert client.getreply()[0] == 421
        assert time.monotonic() - answered > 0.9 * IDLE
        client.close()
