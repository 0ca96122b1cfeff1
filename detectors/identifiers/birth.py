"""A date of birth: any way to write a day, and the words that say that somebody was born on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from detectors.identifiers.mark import Kind, Mark

YOUNGEST, OLDEST = 2, 19  # years, of those who go to a school or its nursery
_EARLIEST = 2000  # a message that says it is older has a wrong clock
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SPACE = r"[ \u00a0./-]{1,2}"
_DATE = re.compile(
    r"(?<![0-9A-Za-z./-])(?:"
    r"([0-9]{4})([-./])([0-9]{1,2})\2([0-9]{1,2})"  # 2013-03-14
    r"|([0-9]{1,2})(\ ?[/.-]\ ?)([0-9]{1,2})\6([0-9]{4}|[0-9]{2})"  # 14/03/2013, 14.3.13
    rf"|([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\ of)?{_SPACE}{_MONTH},?{_SPACE}([0-9]{{4}}|[0-9]{{2}})"
    rf"|{_MONTH}\ ([0-9]{{1,2}})(?:st|nd|rd|th)?,?\ ([0-9]{{4}})"  # March 14, 2013
    r")(?!(?!T[0-9]{2}:)[0-9A-Za-z]|[./-][0-9])",
    re.IGNORECASE | re.VERBOSE,
)
_BORN = re.compile(
    r"\bd\.?\s?(?:o\.?|of)\s?b\b\.?|\bdate[ _]?of[ _]?birth|birth[ _]?(?:date|day)|\bborn\b(?:\son)?",
    re.IGNORECASE,
)
_CLUES = ("dob", "d.o.b", "birth", "born", "d of b")
# Between the words and the day: "(dd/mm/yyyy): ", "</DOB>", "is ", "was ", a line's end.
_BETWEEN = re.compile(r"(?:\s*\([^()\n]{0,20}\))?[\s:=\"'>|,;\x1f-]{0,6}(?:(?:is|was|on)\s{1,2})?")
_SERIAL = re.compile(r"[34][0-9]{4}")  # 1982 to 2036
_EPOCH = date(1899, 12, 30)  # ECMA-376 part 1, §18.17.4.1


def find(text: str, start: int = 0, end: int | None = None) -> Iterator[Mark]:
    """Every day that is written out with its year between the two offsets."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        day = _day(match)
        if day is not None:
            yield Mark(Kind.DATE_OF_BIRTH, *match.span(), day.isoformat())


def find_said(text: str) -> Iterator[Mark]:
    """Every day that stands directly after words like "date of birth"."""
    lower = text.lower()
    if not any(clue in lower for clue in _CLUES):
        return
    for words in _BORN.finditer(text):
        between = _BETWEEN.match(text, words.end())
        match = _DATE.match(text, between.end() if between else words.end())
        day = _day(match) if match else None
        if match and day:
            yield Mark(Kind.DATE_OF_BIRTH, *match.span(), day.isoformat())


def is_heading(cell: str) -> bool:
    """Whether a column of that title holds dates of birth."""
    return _BORN.search(cell) is not None


def day_of_serial(cell: str) -> str:
    """The day that a spreadsheet keeps as a number of days, as in 2013-03-14; empty for what is none."""
    return (_EPOCH + timedelta(days=int(cell))).isoformat() if _SERIAL.fullmatch(cell) else ""


def written_on(date_field: str) -> date | None:
    """The day on which a message was written, by its Date field; None where that cannot be right."""
    try:
        written = parsedate_to_datetime(date_field).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return written if written.year >= _EARLIEST else None


def is_childs(day: str, written: date | None) -> bool:
    """Whether somebody who was born that day was of school age when the message was written."""
    born = date.fromisoformat(day)
    if written is None:
        return born.year >= _EARLIEST
    return YOUNGEST <= (written - born).days / 365.25 < OLDEST + 1


def _day(match: re.Match[str]) -> date | None:
    """The day first, as is usual in Britain; the month first only where there is no other way."""
    year, _, month, day = match[1], match[2], match[3], match[4]
    if match[5]:
        day, month, year = match[5], match[7], match[8]
    elif match[9]:
        day, month, year = match[9], _month(match[10]), match[11]
    elif match[12]:
        day, month, year = match[13], _month(match[12]), match[14]
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    return _valid(full, int(month), int(day)) or (_valid(full, int(day), int(month)) if match[5] else None)


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
