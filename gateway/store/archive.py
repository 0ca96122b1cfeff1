"""The file of a back-up: a plain tar of a few known files, read as strictly as if a stranger had written it.

Only headers of plain files are taken (no links, folders, sparse files or extensions of the format), with
names from a list of three: nothing in it can say where it is to be put, or become larger than it is.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gateway.store.manifest import FileEntry, Manifest, UnsoundError, decode_manifest, encode_manifest
from gateway.store.sqlite import DATABASE

MANIFEST, KEY = "manifest.json", "key"
_MOST = {MANIFEST: 1024**2, KEY: 64 * 1024, DATABASE: 1024**5}  # bytes
_BLOCK = tarfile.BLOCKSIZE
_CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the archive: where its bytes begin, and how many they are."""

    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Archive:
    """A back-up whose outside is as it should be; its files are looked at when they are unpacked."""

    file: Path
    manifest: Manifest
    members: tuple[Member, ...]

    @property
    def megabytes(self) -> int:
        """Of its files, rounded up."""
        return sum(each.size for each in self.members) // 1024**2 + 1

    def has(self, name: str) -> bool:
        return any(each.name == name for each in self.members)

    def unpack(self, name: str, target: Path) -> None:
        """A new file of mode 0600, on disk when this returns. Raises UnsoundError or OSError."""
        member = next(each for each in self.members if each.name == name)
        promised = next(each for each in self.manifest.files if each.name == name)
        digest = hashlib.sha256()
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with self.file.open("rb") as packed, os.fdopen(descriptor, "wb") as output:
            packed.seek(member.start)
            for piece in _pieces(packed, member.size):
                digest.update(piece)
                output.write(piece)
            output.flush()
            os.fsync(output.fileno())
        if digest.hexdigest() != promised.sha256:
            raise UnsoundError(f"{self.file}: {name} is not as it was written: its digest is another one")


def write_archive(archive: Path, manifest: Manifest, files: Iterable[Path]) -> None:
    """A new file of mode 0600, on disk when this returns. Raises OSError."""
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as output:
        with tarfile.open(fileobj=output, mode="w", format=tarfile.GNU_FORMAT) as tar:
            text = encode_manifest(manifest)
            _add(tar, FileEntry(MANIFEST, len(text), ""), manifest, io.BytesIO(text))
            for file, entry in zip(files, manifest.files, strict=True):
                with file.open("rb") as content:
                    _add(tar, entry, manifest, content)
        output.flush()
        os.fsync(output.fileno())


def _add(tar: tarfile.TarFile, entry: FileEntry, manifest: Manifest, content: IO[bytes]) -> None:
    header = tarfile.TarInfo(entry.name)
    header.size, header.mode, header.mtime = entry.size, 0o600, int(manifest.made_at.timestamp())
    tar.addfile(header, content)


def read_archive(file: Path) -> Archive:
    """Raises UnsoundError or OSError."""
    try:
        with file.open("rb") as packed:
            members = tuple(_members(packed, file.stat().st_size))
            if not members or members[0].name != MANIFEST:
                raise UnsoundError("it does not begin with a manifest")
            packed.seek(members[0].start)
            manifest = decode_manifest(packed.read(members[0].size))
    except (UnsoundError, tarfile.HeaderError) as error:
        said = error if isinstance(error, UnsoundError) else "it is cut off, or no tar file"
        raise UnsoundError(f"{file}: this is no sound back-up: {said}") from None
    if [(each.name, each.size) for each in members[1:]] != [
        (each.name, each.size) for each in manifest.files
    ]:
        raise UnsoundError(f"{file}: this is no sound back-up: its files are not those of its manifest")
    if not any(each.name == DATABASE for each in manifest.files):
        raise UnsoundError(f"{file}: this is no sound back-up: there is no database in it")
    return Archive(file, manifest, members)


def _members(packed: IO[bytes], length: int) -> Iterator[Member]:
    """Those of a tar (POSIX.1-1988, large sizes as GNU has them). Raises HeaderError or UnsoundError."""
    seen: set[str] = set()
    place = 0
    while True:
        packed.seek(place)
        block = packed.read(_BLOCK)
        if block == bytes(_BLOCK):
            _must_be_the_end(packed)
            return
        header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        if header.type != tarfile.REGTYPE or header.name not in _MOST or header.name in seen:
            raise UnsoundError("there is something in it that does not belong there")
        start = place + _BLOCK
        if not 0 <= header.size <= min(_MOST[header.name], length - start):
            raise UnsoundError("it is cut off, or one of its files is too large")
        seen.add(header.name)
        yield Member(header.name, start, header.size)
        place = start + -(-header.size // _BLOCK) * _BLOCK


def _must_be_the_end(packed: IO[bytes]) -> None:
    """A second empty block, and nothing behind it. Raises UnsoundError."""
    rest = packed.read(tarfile.RECORDSIZE + 1)
    if len(rest) < _BLOCK or len(rest) > tarfile.RECORDSIZE or rest.strip(b"\0"):
        raise UnsoundError("it is cut off, or there is something behind its end")


def _pieces(packed: IO[bytes], size: int) -> Iterator[bytes]:
    """So many bytes. Raises UnsoundError where there are fewer."""
    while size:
        piece = packed.read(min(_CHUNK, size))
        if not piece:
            raise UnsoundError("the back-up became shorter while it was read")
        size -= len(piece)
        yield piece
