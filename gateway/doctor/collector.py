"""Whether a collector of traces takes what it would be told."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

from gateway.look import Grade, Look
from gateway.settings import Settings
from gateway.tracing import TRACES_PATH, CollectorError, begin_collecting

WHAT = "tracing"
SECONDS = 5.0


async def look_at_collector(settings: Settings) -> AsyncIterator[Look]:
    """One look, or none where no collector is set up."""
    endpoint = settings.tracing.endpoint
    if not endpoint:
        return
    try:
        begin_collecting(endpoint, lambda: None).end()
    except CollectorError as error:
        yield Look(WHAT, Grade.FAULT, str(error))
        return
    yield await asyncio.to_thread(_ask, endpoint)


def _ask(endpoint: str) -> Look:
    """Nothing at all is a proper ExportTraceServiceRequest: it has no spans in it."""
    asked = urllib.request.Request(  # noqa: S310 - the settings take http and https only
        endpoint + TRACES_PATH, data=b"", headers={"Content-Type": "application/x-protobuf"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS):  # noqa: S310
            return Look(WHAT, Grade.GOOD, f"the collector at {endpoint} takes traces")
    except urllib.error.HTTPError as error:
        error.close()
        said = f"answers {error.code} instead of taking traces"
    except (OSError, ValueError):
        said = "does not answer"
    sentence = (
        f"the collector at {endpoint} {said}; mail is not held up by it; check the address and the firewall"
    )
    return Look(WHAT, Grade.WARNING, sentence)
