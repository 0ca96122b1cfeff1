"""Reads the pupil lists of one school from the disk and unites them into its roster."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from detectors.roster import Pupil, Roster
from gateway.roster.errors import FormatError, RosterError
from gateway.roster.formats import read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.roster_file import RosterFile

_MOST_BYTES = 256 * 1024**2  # many times the list of the largest trust


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file was written again, without reading it. None of a file that is not there."""

    modified: int  # nanoseconds
    size: int  # bytes
    inode: int


Stamps = tuple[Stamp | None, ...]


@dataclass(frozen=True, slots=True)
class SourceProblem:
    """What is wrong with a file, or one line of it, in words that never quote it."""

    path: Path
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True, slots=True)
class LoadedRoster:
    """A roster, and where it comes from. `version` is the SHA-256 of the files' contents, in hexadecimal."""

    roster: Roster
    version: str
    stamps: Stamps
    problems: tuple[SourceProblem, ...] = ()


def load_roster(paths: Sequence[Path]) -> LoadedRoster:
    """Raises RosterError."""
    if not paths:
        raise RosterError("no pupil list is configured; name one under [roster] sources")
    stamps = stamps_of(paths)
    contents = [_content(path) for path in paths]
    if changed_since(paths, stamps):
        raise RosterError(f"{_listed(paths)} changed while it was read; try again once it is written")
    files = [_parsed(path, content) for path, content in zip(paths, contents, strict=True)]
    roster, problems = _united(paths, files)
    return LoadedRoster(roster, _version(contents), stamps, problems)


def stamps_of(paths: Sequence[Path]) -> Stamps:
    """One for each path."""
    return tuple(map(_stamp, paths))


def changed_since(paths: Sequence[Path], stamps: Stamps) -> bool:
    """Whether any of the files was written, replaced or removed since the stamps were taken."""
    return stamps_of(paths) != stamps


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size, status.st_ino)


def _content(path: Path) -> bytes:
    try:
        if not path.is_file() and path.exists():
            raise RosterError(f"{path} is not a file; a pupil list is a CSV file")
        if path.stat().st_size > _MOST_BYTES:
            raise RosterError(f"{path} is too large to be a pupil list (more than {_MOST_BYTES >> 20} MB)")
        return path.read_bytes()
    except FileNotFoundError:
        raise RosterError(
            f"{path} does not exist; put the pupil list there or mend [roster] sources"
        ) from None
    except PermissionError:
        raise RosterError(f"{path} may not be read by the account that runs Schoolgate") from None
    except OSError:
        raise RosterError(f"{path} cannot be read from the disk") from None


def _parsed(path: Path, content: bytes) -> RosterFile:
    try:
        return read_roster(Bundle((SourceFile(path.name, content),)))
    except FormatError as error:
        raise RosterError(f"{path} {error}") from None


def _united(paths: Sequence[Path], files: Sequence[RosterFile]) -> tuple[Roster, tuple[SourceProblem, ...]]:
    pupils: dict[str, Pupil] = {}
    problems: list[SourceProblem] = []
    for path, file in zip(paths, files, strict=True):
        problems += (SourceProblem(path, str(problem)) for problem in file.problems)
        again = sum(pupil.id in pupils for pupil in file.pupils)
        if again:
            problems.append(
                SourceProblem(path, f"ids of an earlier file are here again ({again}); this file counts")
            )
        pupils |= {pupil.id: pupil for pupil in file.pupils}
    return Roster(tuple(pupils.values())), tuple(problems)


def _version(contents: Sequence[bytes]) -> str:
    digest = hashlib.sha256()
    for content in contents:
        digest.update(hashlib.sha256(content).digest())
    return digest.hexdigest()


def _listed(paths: Sequence[Path]) -> str:
    return " or ".join(map(str, paths))
