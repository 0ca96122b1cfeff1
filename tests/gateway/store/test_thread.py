"""The store thread: what a cancelled caller leaves behind is not told to the log."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import threading

import pytest
from django.db import OperationalError

from gateway.store.faults import StorageFaultError
from gateway.store.thread import StoreThread


async def test_a_fault_that_nobody_waits_for_any_more_is_no_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As when a gateway is stopped while its database is away."""
    store, may_fail = StoreThread(), threading.Event()

    def fail() -> None:
        may_fail.wait(10)
        raise OperationalError("connection to server at db.oakfield.sch.uk failed")

    waiting = asyncio.create_task(store.run(fail))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await waiting
    may_fail.set()
    with pytest.raises(StorageFaultError):
        await store.run(fail)
    store.close()
    del waiting
    with caplog.at_level(logging.DEBUG):
        for _ in range(3):
            await asyncio.sleep(0)
            gc.collect()
    assert not caplog.records
