"""A date as a British school writes it: the day first, whatever program exported it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EXCEL_EPOCH = date(1899, 12, 30)  # ECMA-376 part 1, §18.17.4.1, for all dates from March 1900
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950 to 2099: other numbers are no date in a pupil list
_PIVOT = 50  # two digits: 49 is 2049, 50 is 1950

_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}.*)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_MONTH_NAME = r"(?P<name>[a-z]{3})[a-z]*\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})",
        rf"(?P<day>\d{{1,2}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep){_YEAR}",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-/ ]\s*{_MONTH_NAME}[-/, ]\s*{_YEAR}",
        rf"{_WEEKDAY}{_MONTH_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_YEAR}",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


@lru_cache(maxsize=1 << 14)
def iso_date(value: str) -> str:
    """The date as YYYY-MM-DD, its time left out; empty where the value is none.

    Numbers are day, month, year, or year, month, day; never month, day, year. A number of five digits
    is a spreadsheet's count of days.
    """
    value = value.strip()
    if serial := _SERIAL.fullmatch(value):
        return _of_serial(int(serial[1]))
    for form in _FORMS:
        if found := form.fullmatch(value):
            return _of_parts(found.groupdict().get)
    return ""


def _of_serial(days: int) -> str:
    inside = _FIRST_SERIAL <= days <= _LAST_SERIAL
    return (_EXCEL_EPOCH + timedelta(days)).isoformat() if inside else ""


def _of_parts(part: Callable[[str], str | None]) -> str:
    name, year = part("name"), part("year") or ""
    if name and name.lower() not in _MONTHS:
        return ""
    month = _MONTHS.index(name.lower()) + 1 if name else int(part("month") or 0)
    century = 0 if len(year) == 4 else 2000 if int(year) < _PIVOT else 1900
    try:
        return date(century + int(year), month, int(part("day") or 0)).isoformat()
    except ValueError:
        return ""
