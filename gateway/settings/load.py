"""Reads `schoolgate.toml`; what is wrong with it is said in one line that names the file and the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gateway.settings.tables import Settings


class SettingsError(Exception):
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
    tables.setdefault("storage", {})
    try:
        return Settings.model_validate(tables, context={"directory": directory})
    except ValidationError as error:
        raise SettingsError(f"{source}: {_first_problem(error)}") from None


def _first_problem(error: ValidationError) -> str:
    problems = error.errors(include_url=False)
    first = problems[0]
    key = ".".join(str(step) for step in first["loc"] if not isinstance(step, int))
    what = {
        "missing": "is missing and must be set",
        "path_type": 'is not a path; write it in quotes, such as "data"',
        "string_type": "must be text in quotes",
        "extra_forbidden": "is not a setting; config/schoolgate.toml lists them all",
    }.get(first["type"], first["msg"].removeprefix("Value error, "))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{key}: {what}{more}" if key else f"{what}{more}"
