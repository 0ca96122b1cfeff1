"""What somebody filled in who will be away, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AbsenceForm:
    """As it was filled in: days as the browser writes them, and the account's id of who covers.

    faults: a sentence for each field that cannot be so
    """

    first: str = ""
    last: str = ""
    cover: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Absent:
    """Away from one day to another, both included; `cover`: the account's id."""

    first: date
    last: date
    cover: int


def read_form(given: Mapping[str, str], today: date, colleagues: Collection[int]) -> Absent | AbsenceForm:
    """What is to be done, or the form again with its faults."""
    first, last = _day(given.get("first", "")), _day(given.get("last", ""))
    cover = next((each for each in colleagues if str(each) == given.get("cover")), None)
    faults: dict[str, str] = {}
    if first is None or first < today:
        faults["first"] = _("Choose today or a later day.")
    if last is None or (first is not None and last < first):
        faults["last"] = _("Choose the first day of your absence or a later one.")
    elif last > today + _LONGEST:
        faults["last"] = _("Choose a day within a year from now.")
    if cover is None:
        faults["cover"] = _("Choose who does your work.")
    if faults or first is None or last is None or cover is None:
        kept = {name: given.get(name, "")[:10] for name in ("first", "last", "cover")}
        return AbsenceForm(**kept, faults=faults)
    return Absent(first, last, cover)


def _day(text: str) -> date | None:
    """RFC 3339's full-date, as `<input type="date">` sends it."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-02") else None
    except ValueError:
        return None
