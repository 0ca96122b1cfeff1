"""Reads a catalogue of translations, as gettext's programs write it without wrapping lines (`.po`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FIELD = re.compile(r'(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d+\])? )?(".*")')


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said in English, and the same in each form of the language; more than one where it counts."""

    context: str
    english: str
    plural: str
    forms: tuple[str, ...]
    fuzzy: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """Two entries are the same when their keys are."""
        return self.context, self.english, self.plural

    @property
    def source(self) -> str:
        """The English with all its gaps."""
        return self.plural or self.english


def entries_of(path: Path) -> tuple[Entry, ...]:
    """Without the header, and without what is obsolete."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    return tuple(entry for entry in map(_entry, blocks) if entry.english)


def _entry(block: str) -> Entry:
    texts: dict[str, list[str]] = {"msgctxt": [], "msgid": [], "msgid_plural": [], "msgstr": []}
    for name, text in _fields(block):
        if name:
            texts[name].append("")
            last = texts[name]
        last[-1] += text
    context, english, plural = ("".join(texts[name]) for name in ("msgctxt", "msgid", "msgid_plural"))
    return Entry(context, english, plural, tuple(texts["msgstr"]), "\n#, fuzzy" in f"\n{block}")


def _fields(block: str) -> Iterator[tuple[str | None, str]]:
    """Name and text of each line; a line without a name goes on with the field before."""
    for line in block.splitlines():
        if found := _FIELD.fullmatch(line):
            yield found[1], ast.literal_eval(found[2])  # po and Python write such strings alike
