"""What a back-up says of itself: which files, how large, with which digests, and what the database holds."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from gateway.actions.plan import CaseState
from gateway.errors import SetupError
from gateway.store.copying import read_only

FORMAT = 1
T = TypeVar("T", str, int)
_CHUNK = 1024 * 1024  # bytes


class UnsoundError(SetupError):
    """One sentence about a back-up that is not, or no longer, what was written."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a back-up; `sha256` in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, in figures.

    tables: our last migration; rows: by table
    record_end: number and hash of the last entry, as `audit end` prints them; empty where there is none
    last_delivery: the highest id that a delivery has
    """

    tables: str
    rows: Mapping[str, int]
    open_cases: int
    waiting: int
    record_end: str
    last_delivery: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first file of a back-up. `version`: of the program that wrote it."""

    format: int
    made_at: datetime
    version: str
    files: tuple[FileEntry, ...]
    contents: Contents


_MANIFEST = TypeAdapter(Manifest)


def make_manifest(files: tuple[FileEntry, ...], contents: Contents) -> Manifest:
    return Manifest(FORMAT, datetime.now(UTC), version("schoolgate"), files, contents)


def encode_manifest(manifest: Manifest) -> bytes:
    return _MANIFEST.dump_json(manifest, indent=1) + b"\n"


def decode_manifest(text: bytes) -> Manifest:
    """Raises UnsoundError."""
    try:
        manifest = _MANIFEST.validate_json(text)
    except ValidationError:
        raise UnsoundError("its manifest cannot be read") from None
    if manifest.format != FORMAT:
        raise UnsoundError(f"it is of a later kind, written by Schoolgate {manifest.version[:20]}")
    return manifest


def entry_of(file: Path) -> FileEntry:
    """Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_CHUNK):
            digest.update(piece)
    return FileEntry(file.name, file.stat().st_size, digest.hexdigest())


def contents_of(database: Path) -> Contents:
    """Counts what is in a database. Raises sqlite3.Error, or UnsoundError where it is damaged."""
    with closing(read_only(database)) as opened:
        if opened.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise UnsoundError("its database is damaged: SQLite's integrity_check complains")
        names = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        if not {"store_case", "store_delivery", "store_installation", "django_migrations"} <= names:
            raise UnsoundError("its database is not one of Schoolgate's")
        return Contents(
            tables=_one(opened, "SELECT MAX(name) FROM django_migrations WHERE app='store'", ""),
            rows={name: _one(opened, f'SELECT COUNT(*) FROM "{name}"', 0) for name in sorted(names)},  # noqa: S608
            open_cases=_one(opened, "SELECT COUNT(*) FROM store_case WHERE state=?", 0, str(CaseState.OPEN)),
            waiting=_one(opened, "SELECT COUNT(*) FROM store_delivery WHERE due_at IS NOT NULL", 0),
            record_end=_record_end(opened),
            last_delivery=_one(opened, "SELECT MAX(id) FROM store_delivery", 0),
        )


def _one(opened: sqlite3.Connection, query: str, otherwise: T, *values: str) -> T:
    """The one value of the first row; `otherwise` where there is none."""
    row = opened.execute(query, values).fetchone()
    return otherwise if row is None or row[0] is None else row[0]


def _record_end(opened: sqlite3.Connection) -> str:
    """Empty, too, in a database from before there was a chain."""
    columns = {each[1] for each in opened.execute("PRAGMA table_info(store_audit)")}
    if not {"number", "hash"} <= columns:
        return ""
    last = "SELECT number || ':' || hash FROM store_audit ORDER BY number DESC LIMIT 1"
    return _one(opened, last, "")
