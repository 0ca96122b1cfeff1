"""What a column of a report holds, by its heading: every program has its own word for a surname."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from gateway.roster.formats.tables.aliases import ALIASES
from gateway.roster.formats.tables.column import Column

_OF_THE_PUPIL = frozenset(
    {"student", "students", "pupil", "pupils", "learner", "child", "childs", "txt", "int"}
)

_BRACKETED = re.compile(r"\[[^\]]*\]")
_INNER_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APOSTROPHE_S = re.compile(r"['’]s?\b")
_TOKEN = re.compile(r"[^\W_\d]+|\d+")
_LONGEST = 80  # characters of a heading; what is longer is none


def tokens_of(heading: str) -> tuple[str, ...]:
    """The words of a heading: "First Name [Required]" and "txtFirstName" end in the same two."""
    if len(heading) > _LONGEST:
        return ()
    plain = _APOSTROPHE_S.sub("s", _BRACKETED.sub(" ", heading))
    return tuple(_TOKEN.findall(_INNER_CAPITAL.sub(" ", plain).casefold()))


def key_of(heading: str) -> str:
    """What is compared of a heading: its letters and digits."""
    return "".join(tokens_of(heading))


def _by_key() -> Mapping[str, Column]:
    pairs = ((alias, column) for column, aliases in ALIASES.items() for alias in aliases.split(","))
    return MappingProxyType({"".join(alias.split()): column for alias, column in pairs})


_COLUMNS = _by_key()


def column_of(tokens: Sequence[str]) -> Column | None:
    """What a column with these words in its heading holds; None for all that is of no use here."""
    column = _COLUMNS.get("".join(tokens))
    if column is None:
        column = _COLUMNS.get("".join(token for token in tokens if token not in _OF_THE_PUPIL))
    return column
