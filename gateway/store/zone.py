"""The zone in which people here read the clock, by the name that the time zone database has for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MACHINE = Path("/etc/localtime")  # localtime(5): a link into the database
_DATABASE = "zoneinfo"


def zone_name(environment: Mapping[str, str] = os.environ, machine: Path = _MACHINE) -> str:
    """What `TZ` says, else the machine; UTC where neither names a zone."""
    asked = environment.get("TZ", "").removeprefix(":")
    steps = machine.resolve().parts
    known = "/".join(steps[steps.index(_DATABASE) + 1 :]) if _DATABASE in steps else ""
    return next((each for each in (asked, known) if each and _exists(each)), "UTC")


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
