"""Why somebody makes an exception, as the form says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.policy.exceptions import Kind
from gateway.review.exceptions.words import OTHER, REASONS

MOST = 500  # characters
LEAST = 10  # of a reason in somebody's own words


class Fault(StrEnum):
    """What is wrong with a reason."""

    NONE_GIVEN = "none-given"
    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the usual reasons, or somebody's own words; `said` is what goes on the record."""

    chosen: str = ""
    words: str = field(default="", repr=False)
    fault: Fault | None = None
    said: str = field(default="", repr=False)


def reason_in(form: Mapping[str, str], kind: Kind, *, in_own_words: bool) -> Reason:
    """in_own_words: none of the usual reasons will do"""
    chosen = OTHER if in_own_words else form.get("why", "")
    words = " ".join(form.get("words", "").split())
    if chosen not in REASONS[kind]:
        return Reason("", words, Fault.NONE_GIVEN)
    if len(words) > MOST:
        return Reason(chosen, words, Fault.TOO_LONG)
    if chosen == OTHER:
        return Reason(chosen, words, Fault.TOO_SHORT if len(words) < LEAST else None, words)
    usual = str(REASONS[kind][chosen])
    return Reason(chosen, words, None, f"{usual}. {words}" if words else usual)
