"""What somebody asks the record for, as it stands in an address or a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from gateway.store.history import Sought

_CASE = re.compile(r"[0-9A-Z]{1,20}")
_MOST = 200  # characters of a field
_LAST_YEAR = 2999  # a day after it cannot be moved to another zone everywhere


@dataclass(frozen=True, slots=True)
class Wanted:
    """The fields as they were filled in; `faults` are the names of those that make no sense."""

    who: str = ""
    case: str = ""
    kind: str = ""
    school: str = ""
    first: str = ""
    last: str = ""
    faults: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not any((self.who, self.case, self.kind, self.school, self.first, self.last))

    @property
    def query(self) -> str:
        """For an address: those that are filled in."""
        fields = {name: getattr(self, name) for name in _FIELDS}
        return urlencode({name: value for name, value in fields.items() if value})

    def sought(self, actions: frozenset[str]) -> Sought:
        """actions: those of its kind"""
        first, last = _day(self.first), _day(self.last)
        return Sought(
            actor=self.who,
            case=self.case,
            actions=actions,
            school=self.school,
            since=_midnight(first) if first else None,
            until=_midnight(last + timedelta(days=1)) if last else None,
        )


_FIELDS = ("who", "case", "kind", "school", "first", "last")


def wanted_of(fields: Mapping[str, str]) -> Wanted:
    """Of a query or a form. Days are those of the machine's local zone."""
    given = {name: fields.get(name, "").replace("\0", "").strip()[:_MOST] for name in _FIELDS}
    given["case"] = given["case"].upper()
    faults = {name for name in ("first", "last") if given[name] and _day(given[name]) is None}
    if given["case"] and not _CASE.fullmatch(given["case"]):
        faults.add("case")
    first, last = _day(given["first"]), _day(given["last"])
    if first and last and first > last:
        faults.add("last")
    return Wanted(**given, faults=frozenset(faults))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= _LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time()).astimezone()
