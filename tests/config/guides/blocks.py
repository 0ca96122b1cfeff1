"""What a guide asks its reader to type: fenced blocks, indented lines, and commands inside a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from gateway.shipped import CONFIG

GUIDES = tuple(sorted((CONFIG / "guides").glob("*.md")))
_FENCED = re.compile(r"^(?P<indent> *)```(?P<kind>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S)
_INLINE = re.compile(r"`([^`\n]+)`")
_INDENTED = re.compile(r"^ {4,}\S.*$", re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a guide. `kind` is what stands behind the fence, such as "postfix main.cf"."""

    guide: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.guide}:{self.line}"


def blocks_of(guide: Path) -> Iterator[Block]:
    """Every fenced block, without its indentation."""
    text = guide.read_text(encoding="utf-8")
    for match in _FENCED.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(guide.name, line, match["kind"].strip(), dedent(match["text"]))


def blocks(kind: str) -> list[Block]:
    """The blocks of all guides whose kind begins with this word."""
    return [each for guide in GUIDES for each in blocks_of(guide) if each.kind.split(" ")[0] == kind]


def block(guide: str, kind: str) -> str:
    """The text of the one block of that kind. Raises ValueError where there is not exactly one."""
    (only,) = (each for each in blocks_of(CONFIG / "guides" / guide) if each.kind == kind)
    return only.text


def prose_of(guide: Path) -> str:
    """The guide without its fenced blocks."""
    return _FENCED.sub("", guide.read_text(encoding="utf-8"))


def typed_in(guide: Path) -> Iterator[str]:
    """Each line that stands in code: indented, fenced as shell, or in backticks within a sentence."""
    prose = prose_of(guide)
    for match in _INDENTED.finditer(prose):
        yield match[0].strip()
    for each in blocks_of(guide):
        if each.kind in ("console", "sh", ""):
            yield from (line.strip().removeprefix("$ ") for line in each.text.splitlines())
    for match in _INLINE.finditer(_INDENTED.sub("", prose)):
        yield match[1]
