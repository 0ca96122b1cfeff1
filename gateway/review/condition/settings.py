"""The settings in force, as a list that a person can read: no password, no key, no secret of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Group:
    """One table of the configuration, with the names and values of its settings."""

    name: str
    lines: tuple[tuple[str, str], ...]


def groups(settings: Settings) -> tuple[Group, ...]:
    """In the order of the file. Of what stands in a file of its own, only where that is."""
    return tuple(_groups(settings))


def _groups(settings: Settings) -> Iterator[Group]:
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        for table in value if isinstance(value, tuple) else (value,):
            yield Group(name, tuple(_lines(table)))


def _lines(table: BaseModel, before: str = "") -> Iterator[tuple[str, str]]:
    for name in type(table).model_fields:
        value = getattr(table, name)
        if isinstance(value, BaseModel):
            yield from _lines(value, f"{before}{name}.")
        elif value not in (None, "", ()):
            yield before + name, _in_words(value)


def _in_words(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(_in_words, value))
    if isinstance(value, Path):
        return value.name
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
