"""Reads policy files; what is wrong with one is said in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gateway.errors import SetupError
from gateway.policy.rules import Policy
from gateway.policy.strict import first_fault, key_at, not_among, read_tables, read_text


class PolicyError(SetupError):
    """One line for the administrator: the file, the rule, the key, and what is allowed."""


def parse_policy(text: str, source: str) -> Policy:
    """The policy in a TOML text.

    Raises PolicyError with one line that names `source`, the rule, the key and what is allowed.
    """
    try:
        tables = read_tables(text)
    except ValueError as error:
        raise PolicyError(f"{source}: {error}") from None
    try:
        return Policy.model_validate(tables)
    except ValidationError as error:
        steps, what = first_fault(error)
        place = _place(steps, tables)
        raise PolicyError(": ".join(filter(None, (source, *place, what)))) from None


def load_policy(path: Path) -> Policy:
    """Reads a policy file. Raises PolicyError as `parse_policy` does."""
    try:
        text = read_text(path)
    except ValueError as error:
        raise PolicyError(f"{path}: {error}") from None
    return parse_policy(text, str(path))


def presets(config_dir: Path) -> tuple[str, ...]:
    """The names of the policies that come with Schoolgate, in order."""
    return tuple(sorted(path.stem for path in (config_dir / "policies").glob("*.toml")))


def preset_path(config_dir: Path, name: str) -> Path:
    """The file of a preset. Raises PolicyError with the names that there are."""
    known = presets(config_dir)
    if name not in known:
        raise PolicyError(f"policy preset {not_among(name, known)}")
    return config_dir / "policies" / f"{name}.toml"


def _place(steps: tuple[str | int, ...], tables: dict[str, Any]) -> tuple[str, ...]:
    """`('rule "pupil-name-external"', "to.any_of")`."""
    match steps:
        case ("rule", int(index), *rest):
            name = tables["rule"][index].get("id") if isinstance(tables["rule"][index], dict) else None
            rule = f'rule "{name}"' if isinstance(name, str) else f"rule number {index + 1}"
            return rule, key_at(rest)
        case _:
            return (key_at(steps),)
