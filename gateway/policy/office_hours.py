"""Office hours: when the school is at work, by its own clock."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from gateway.policy.strict import Strict, not_among


class Day(StrEnum):
    """The days of the week, in the order of `datetime.weekday`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_SCHOOL_DAYS = tuple(Day)[:5]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(not_among(name, ("Europe/London", "Europe/Dublin", "UTC")))
    return name


class OfficeHours(Strict):
    """[office_hours]: from `opens` to just before `closes` on these days, by the clock of the time zone."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Europe/London"
    days: Annotated[tuple[Day, ...], Field(min_length=1)] = _SCHOOL_DAYS
    opens: time = time(8)
    closes: time = time(18)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(f"opens ({self.opens:%H:%M}) must be before closes ({self.closes:%H:%M})")
        return self

    def include(self, moment: datetime) -> bool:
        """`moment` has a zone; what counts is the wall clock there, summer time or not."""
        local = moment.astimezone(ZoneInfo(self.timezone))
        return tuple(Day)[local.weekday()] in self.days and self.opens <= local.time() < self.closes
