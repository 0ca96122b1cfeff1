"""Reads `schoolgate.toml`; what is wrong with it is said in one line that names the file and the key."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from gateway.errors import SetupError
from gateway.settings.fields import ListenAddress
from gateway.settings.sign_in import SignInSettings
from gateway.settings.tables import TABLES, DkimSettings, Settings, SourceSettings


class SettingsError(SetupError):
    """One line for the administrator: the file, the key, and what is allowed."""


def load_settings(path: Path) -> Settings:
    """Reads a configuration file.

    Raises SettingsError with one line that names the file, the key and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(f"{path}: there is no such file; name another with --config FILE") from None
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"{path}: cannot be read; it must be a UTF-8 text file that you may read"
        ) from None
    return parse_settings(text, source=str(path), directory=path.parent.resolve())


def parse_settings(text: str, source: str, directory: Path) -> Settings:
    """The settings in a TOML text; relative paths are taken from `directory`."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source}: not valid TOML: {error}") from None
    except (RecursionError, ValueError):  # of Python itself
        raise SettingsError(
            f"{source}: not valid TOML: brackets too deep inside each other, or a number too long"
        ) from None
    tables.setdefault("storage", {})
    try:
        return Settings.model_validate(tables, context={"directory": directory})
    except ValidationError as error:
        raise SettingsError(f"{source}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    problems = _causes(error.errors(include_url=False))
    first = problems[0]
    key = ".".join(str(step) for step in first["loc"] if not isinstance(step, int))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{key}: {_in_words(first)}{more}" if key else f"{_in_words(first)}{more}"


def _causes(problems: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that are there only because something inside was wrong: a list that is now empty."""
    places = [problem["loc"] for problem in problems]
    return [
        problem
        for problem in problems
        if not any(
            place != problem["loc"] and place[: len(problem["loc"])] == problem["loc"] for place in places
        )
    ]


def _in_words(problem: ErrorDetails) -> str:
    if problem["type"] == "extra_forbidden":
        return _not_a_setting(problem["loc"])
    words = _FAULTS.get(problem["type"])
    return words.format(**problem.get("ctx", {})) if words else problem["msg"].removeprefix("Value error, ")


def _not_a_setting(place: tuple[int | str, ...]) -> str:
    """`is not a setting; allowed here: …; did you mean "max_hops"?`"""
    keys = [step for step in place if isinstance(step, str)]
    table = _TABLES[keys[-2]] if len(keys) > 1 else Settings
    nearest = difflib.get_close_matches(keys[-1], table.model_fields, n=1)
    hint = f'; did you mean "{nearest[0]}"?' if nearest else ""
    return f"is not a setting; allowed here: {', '.join(table.model_fields)}{hint}"


_TABLES: dict[str, type[BaseModel]] = {
    **TABLES,
    "listen": ListenAddress,
    "sources": SourceSettings,
    "dkim": DkimSettings,
    "sign_in": SignInSettings,
}
_FAULTS = {
    "missing": "is missing and must be set",
    "path_type": 'is not a path; write it in quotes, such as "data"',
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "tuple_type": "must be a list in square brackets",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "greater_than": "must be more than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
    "date_type": "must be a day without quotes, such as 2026-12-25",
    "date_from_datetime_parsing": "must be a day without quotes, such as 2026-12-25",
    "date_from_datetime_inexact": "must be a day without a time, such as 2026-12-25",
    "literal_error": "must be one of {expected}",
}
