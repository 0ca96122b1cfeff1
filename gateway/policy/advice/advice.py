"""Advice is one sentence on a policy that can be used, but may not do what its author means."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Advice:
    """One sentence, and the ids of the rules that it is about; none where it is about the whole policy."""

    sentence: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        """ "rule "a-rule": it can never match, because …"."""
        if not self.rules:
            return self.sentence
        named = ", ".join(f'"{rule}"' for rule in self.rules)
        return f"rule{'s' * (len(self.rules) > 1)} {named}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a policy relies on at a school. None: it is not known here, and nothing is said of it.

    groups: in its directory
    roles: those who decide on held mail, beside the data protection lead
    line_managers: whether its directory names any
    """

    groups: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    secure_available: bool | None = None
    line_managers: bool | None = None
    today: date | None = None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ "; did you mean "office"?", or nothing."""
    nearest = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.75)
    return f'; did you mean "{nearest[0]}"?' if nearest else ""
