"""How far this machine's clock is from that of the database: gateways that share one go each by its own."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

from gateway.look import Grade, Look

NEAR = 5.0  # seconds, which nobody notices
FAR = 60.0  # seconds: more is not allowed for between gateways (gateway/README.md, "Many machines")


def seconds_ahead(clock: Callable[[], float] = time.time) -> float:
    """Of the database in PostgreSQL; below zero where this machine is behind. Raises DatabaseError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # connects first
        before = clock()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
        (there,) = cursor.fetchone()
        return (before + clock()) / 2 - float(there)


def look_at_clock(ahead: float) -> Look:
    """ahead: seconds, as `seconds_ahead` has them."""
    if abs(ahead) < NEAR:
        return Look("clock", Grade.GOOD, "agrees with the database's")
    way = "ahead of" if ahead > 0 else "behind"
    sentence = (
        f"is {abs(ahead):.0f} seconds {way} the database's: deadlines, links and the outbox go "
        "by it, and gateways that differ do not agree on them; set both by NTP (timedatectl set-ntp true)"
    )
    return Look("clock", Grade.FAULT if abs(ahead) > FAR else Grade.WARNING, sentence)
