"""What a sample is: a file with words in one place, a protected one, or one that is broken on purpose."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from detectors.finding import Protection

WORDS = "Grace Bishop"  # what is to be found; also as two cells, where a sample is a table
PASSWORD = "Kestrel-7714"  # of protected samples


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with WORDS in one place.

    kind: of file, as detectors/README.md lists it ("docx", "rar")
    carrier: the place in words ("footnote", "hidden sheet")
    where: the location at which the words are to be found, as findings write it
    """

    kind: str
    carrier: str
    name: str
    content: bytes
    where: str


@dataclass(frozen=True, slots=True)
class Protected:
    """A file that is protected, or looks as if it were.

    method: how it must be named, in words; None where there is no protection
    password: what opens it, after which WORDS are to be found in it; None where nothing does, or none is
        needed (then WORDS must be found unless it is called unknown)
    """

    kind: str
    what: str
    name: str
    content: bytes
    protection: Protection
    method: str | None
    password: str | None = PASSWORD


@dataclass(frozen=True, slots=True)
class Broken:
    """A damaged or hostile file. It must be read soon, in little memory, and never be called clean.

    harmless: the words that are in it can be read all the same, so that it need not be called unread
    """

    kind: str
    what: str
    name: str
    content: bytes
    harmless: bool = False


class SampleMaker(Protocol):
    """A module of this package that makes the samples of a family of kinds.

    Its functions may call `needs`, which skips the test where a program is not installed.
    """

    def samples(self) -> Iterator[Sample]: ...
    def protected(self) -> Iterator[Protected]: ...
    def broken(self) -> Iterator[Broken]: ...


def run(directory: Path, *command: str) -> None:
    """Run a program that makes files in `directory`. Raises CalledProcessError with what it said."""
    subprocess.run(command, cwd=directory, check=True, capture_output=True, timeout=100)
