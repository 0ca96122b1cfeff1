"""What has been gathered from one document so far, and paid for."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead, Contents, at, inside
from detectors.finding import Protection
from detectors.message import Part, Table, Text, Unread

DAMAGES = (struct.error, zlib.error, ValueError, LookupError, OverflowError)  # what damaged bytes raise
DAMAGED = "A part of it is damaged and cannot be read."
Rows = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Gathered:
    """Texts by the place where they stand, tables, nested files, and what could not be read."""

    part: Part
    budget: Budget
    texts: dict[str, list[str]] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def text(self, place: str, text: str) -> None:
        """Text at a place; an empty place is the main text."""
        if text := text.strip("\0\n"):
            self.budget.write(len(text))
            self.texts.setdefault(place, []).append(text)

    def table(self, place: str, rows: Rows) -> None:
        if rows:
            self.budget.write(sum(len(cell) for row in rows for cell in row))
            self.tables.append(Table(at(self.part, place), rows))

    def file(self, name: str, content: bytes) -> None:
        """A nested file. It is a copy, which is paid for: many names may lead to the same bytes."""
        self.budget.open_files(1)
        self.budget.unpack(len(content), len(content))
        self.files.append(inside(self.part, name, content))

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Whatever goes wrong in here is called unread; what was gathered before it stays."""
        try:
            yield
        except (CannotRead, BudgetExceeded) as problem:
            self.fault(problem.reason)
        except DAMAGES:
            self.fault(DAMAGED)

    def fault(self, reason: str) -> None:
        """Something could not be read; one plain sentence."""
        if reason not in self.faults:
            self.faults.append(reason)

    def contents(self) -> Contents:
        """All of it, as the contents of a document that is not protected."""
        location = self.part.location
        return Contents(
            texts=tuple(Text(at(self.part, place), "\n".join(found)) for place, found in self.texts.items()),
            tables=tuple(self.tables),
            files=tuple(self.files),
            unread=tuple(Unread(location, fault) for fault in self.faults),
            protection=Protection.NONE,
        )
