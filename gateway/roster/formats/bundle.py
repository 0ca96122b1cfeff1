"""A bundle is what one source holds: a single file, or the files of a folder or zip archive together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file. `name` is its last path component."""

    name: str
    content: bytes

    @property
    def head(self) -> bytes:
        """Enough to recognise it by."""
        return self.content[: 64 * 1024]


@dataclass(frozen=True)
class Bundle:
    """The files of one source, in their order; usually only one."""

    files: tuple[SourceFile, ...]

    @cached_property
    def only(self) -> SourceFile | None:
        """The file, where there is no other."""
        return self.files[0] if len(self.files) == 1 else None

    def named(self, name: str) -> SourceFile | None:
        """The file of that name, whatever its case."""
        return next((file for file in self.files if file.name.lower() == name.lower()), None)
