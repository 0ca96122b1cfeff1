"""Reads one pupil list from the disk: a file, a zip archive, or a folder of files that belong together."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from detectors.roster import Roster
from gateway.roster.errors import FormatError, RosterError
from gateway.roster.formats import format_of, read_roster
from gateway.roster.formats.bundle import Bundle, SourceFile
from gateway.roster.formats.unpack import unpack

_MOST_BYTES = 256 * 1024**2  # many times the list of the largest trust
_MOST_FILES = 1000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a pupil list is. `format` names its format; empty: recognised by content."""

    path: Path
    format: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file was written again, without reading it."""

    name: str
    modified: int  # nanoseconds
    size: int  # bytes
    inode: int


SourceStamp = tuple[Stamp, ...]  # of each file of a folder; empty where nothing is there
SourceStamps = tuple[SourceStamp, ...]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A pupil list as it stands on the disk.

    `version` is the SHA-256 of its contents in hexadecimal; `written_at`, aware, that of its newest file.
    `problems` say which lines could not be used, in words that never quote them.
    """

    source: Source
    format: str
    version: str
    written_at: datetime
    roster: Roster
    problems: tuple[str, ...] = ()


def read_list(source: Source) -> ReadList:
    """Raises RosterError."""
    stamp = stamp_of(source)
    files = tuple(_files(source.path))
    if stamp != stamp_of(source):
        raise RosterError(f"{source.path} changed while it was read; try again once it is written")
    try:
        bundle = _bundle(source.path, files)
        name = source.format or format_of(bundle).name
        found = read_roster(bundle, name)
    except FormatError as error:
        raise RosterError(f"{source.path} {error}") from None
    except Exception:  # a file nobody thought of must not stop the gateway; what is said of it quotes nothing
        raise RosterError(f"{source.path} breaks the program that reads it; export it again") from None
    return ReadList(
        source=source,
        format=name,
        version=_version(files),
        written_at=datetime.fromtimestamp(max(each.modified for each in stamp) / 1e9, UTC),
        roster=Roster(found.pupils, found.staff),
        problems=tuple(map(str, found.problems)),
    )


def stamp_of(source: Source) -> SourceStamp:
    """That of a folder covers its files, and none of a file that is not there."""
    return tuple(stamp for path in _paths(source.path) if (stamp := _stamp(path)) is not None)


def stamps_of(sources: Iterable[Source]) -> SourceStamps:
    """One for each source."""
    return tuple(map(stamp_of, sources))


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(path.name, status.st_mtime_ns, status.st_size, status.st_ino)


def _paths(path: Path) -> Sequence[Path]:
    """The files of a source. In a folder, those that somebody put there: no hidden ones, nothing below."""
    if not _is_folder(path):
        return (path,)
    try:
        inside = [each for each in path.iterdir() if not each.name.startswith((".", "~")) and each.is_file()]
    except OSError:
        return ()
    return sorted(inside)


def _is_folder(path: Path) -> bool:
    """No, where nobody lets us look."""
    return os.path.isdir(path)  # pathlib's own raises PermissionError below a folder that is closed to us


def _files(path: Path) -> Iterator[SourceFile]:
    """Raises RosterError."""
    paths = _paths(path)
    if not paths and _is_folder(path):
        raise RosterError(f"{path} is a folder with no file in it that may be read; put the pupil list there")
    if len(paths) > _MOST_FILES:
        raise RosterError(f"{path} has more than {_MOST_FILES} files; name the folder of the export alone")
    room = _MOST_BYTES
    for each in paths:
        content = _content(each, room)
        room -= len(content)
        yield SourceFile(each.name, content)


def _content(path: Path, room: int) -> bytes:
    """Raises RosterError where it cannot be read or is larger than `room` bytes."""
    try:
        if path.exists() and not path.is_file():
            raise RosterError(f"{path} is neither a file nor a folder")
        if path.stat().st_size > room:
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


def _bundle(path: Path, files: tuple[SourceFile, ...]) -> Bundle:
    """Raises FormatError."""
    if _is_folder(path):
        return Bundle(files)
    return unpack(files[0].name, files[0].content) or Bundle(files)


def _version(files: Sequence[SourceFile]) -> str:
    """Of a single file its plain SHA-256, as `sha256sum` prints it."""
    if len(files) == 1:
        return hashlib.sha256(files[0].content).hexdigest()
    digest = hashlib.sha256()
    for file in files:
        digest.update(
            file.name.encode(errors="surrogateescape") + b"\0" + hashlib.sha256(file.content).digest()
        )
    return digest.hexdigest()
