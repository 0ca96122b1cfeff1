"""What a school may write in a policy or directory file, and one plain line on what is wrong with it."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError


class Strict(BaseModel):
    """A table of a file: never changed once read, and an unknown key is a fault that lists the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _only_known_keys(cls, table: Any) -> Any:
        if isinstance(table, dict):
            known = keys_of(cls)
            for key in (key for key in table if key not in known):
                raise PydanticCustomError("unknown_key", "{what}", {"what": not_among(key, known)})
        return table


def keys_of(table: type[BaseModel]) -> tuple[str, ...]:
    """The keys as they are written in the file, in the order of the model."""
    return tuple(field.alias or name for name, field in table.model_fields.items())


def not_among(word: str, allowed: Iterable[str]) -> str:
    """`"holdd" is not known here; allowed are hold, return, secure; did you mean "hold"?`"""
    words = list(allowed)
    nearest = difflib.get_close_matches(word.lower(), words, n=1)
    hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
    return f'"{word}" is not known here; allowed: {", ".join(words)}{hint}'


def first_fault(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where the first fault is, and what is wrong there, in words for the person who wrote the file."""
    faults = error.errors(include_url=False)
    return faults[0]["loc"], _in_words(faults[0])


def key_at(steps: Sequence[str | int]) -> str:
    """`to.any_of`: the keys on the way to a fault, without places in lists and the tags of unions."""
    return ".".join(step for step in steps if isinstance(step, str) and not step.startswith("<"))


def _in_words(fault: ErrorDetails) -> str:
    kind, given, bounds = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "enum" and isinstance(given, str):
        return not_among(given, re.findall(r"'([^']*)'", bounds["expected"]))
    if kind in _FAULTS:
        return _FAULTS[kind].format(**bounds)
    return fault["msg"].removeprefix("Value error, ")


_FAULTS = {
    "enum": "must be one of {expected}",
    "missing": "is missing and must be set",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "string_too_long": "must be at most {max_length} characters",
    "too_short": "must not be empty",
    "tuple_type": "must be a list in square brackets",
    "frozen_set_type": "must be a list in square brackets",
    "model_type": "must be a table",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "dict_type": "must be a table",
    "time_parsing": 'must be a time of day in quotes, such as "08:00"',
    "time_type": 'must be a time of day in quotes, such as "08:00"',
}


def read_tables(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises ValueError with half a sentence for the person who wrote it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not valid TOML: {error}") from None
    except (RecursionError, ValueError):  # of Python itself
        raise ValueError(
            "not valid TOML: brackets too deep inside each other, or a number too long"
        ) from None


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises ValueError with half a sentence for the person who named the file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ValueError("there is no such file") from None
    except (OSError, UnicodeDecodeError):
        raise ValueError("cannot be read; it must be a UTF-8 text file that Schoolgate may read") from None
