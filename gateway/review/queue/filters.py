"""A filter as an address has it, so that it can be kept as a bookmark: read, and written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from gateway.actions.plan import CaseState
from gateway.store.queue import Place, Wanted

ALL = "all"  # whatever became of it
GRAVEST = 5
_LONGEST = 200  # characters of anything that is typed
_MOST_DIGITS = 18  # of a number in 64 bits


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: which cases, from which place on."""

    wanted: Wanted
    place: Place | None


def asked_in(fields: Mapping[str, str]) -> Asked:
    """Never fails: what cannot be understood is as if it were not there."""
    wanted = Wanted(
        state=_state(fields.get("state", "")),
        school=_text(fields, "school"),
        rule=_text(fields, "rule"),
        sender=_text(fields, "sender"),
        severity=_severity(fields.get("severity", "")),
        false_holds="mistaken" in fields,
        private="private" in fields,
        text=_text(fields, "q"),
    )
    return Asked(wanted, _place(fields))


def number_in(fields: Mapping[str, str], name: str) -> int | None:
    """None where there is no such number, or one that no database has."""
    value = fields.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= _MOST_DIGITS else None


def address_of(wanted: Wanted, place: Place | None = None) -> str:
    """The part of an address behind its question mark; empty for all that waits."""
    return urlencode([*_said(wanted), *_placed(place)])


def hidden_fields(wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """What a form that searches anew keeps of a filter: the state."""
    return tuple(each for each in _said(wanted) if each[0] == "state")


def _said(wanted: Wanted) -> list[tuple[str, str]]:
    state = "" if wanted.state is CaseState.OPEN else wanted.state or ALL
    said = {
        "q": wanted.text,
        "state": str(state),
        "school": wanted.school,
        "rule": wanted.rule,
        "sender": wanted.sender,
        "severity": str(wanted.severity or ""),
        "mistaken": "yes" if wanted.false_holds else "",
        "private": "yes" if wanted.private else "",
    }
    return [(name, value) for name, value in said.items() if value]


def _placed(place: Place | None) -> list[tuple[str, str]]:
    if place is None:
        return []
    return [("before" if place.before else "after", f"{place.moment.isoformat()} {place.case}")]


def _place(fields: Mapping[str, str]) -> Place | None:
    name = "before" if "before" in fields else "after"
    moment, _, case = fields.get(name, "").partition(" ")
    try:
        when = datetime.fromisoformat(moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Place(when, case[:_LONGEST], before=name == "before") if case else None


def _state(value: str) -> CaseState | None:
    if value == ALL:
        return None
    return CaseState(value) if value in tuple(CaseState) else CaseState.OPEN


def _severity(value: str) -> int:
    known = {str(each): each for each in range(1, GRAVEST + 1)}
    return known.get(value, 0)


def _text(fields: Mapping[str, str], name: str) -> str:
    """Without NUL, at which a database stops reading."""
    return fields.get(name, "").replace("\0", "")[:_LONGEST].strip()
