"""The package that an OpenDocument file is: its members, and which of them are said to be encrypted."""

from __future__ import annotations

import zipfile
import zlib
from types import TracebackType
from typing import Self

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead
from detectors.extract.gathered import DAMAGED
from detectors.mime.charset import decode
from detectors.protection.containers.archive import NoArchive, entries_of, open_archive
from detectors.protection.opendocument.odf import MANIFEST, Encryption, read_manifest

_PIECE = 1_048_576  # bytes
_GROWTH = 20  # of a member whose size is not said; XML shrinks to a tenth or less


class OdfPackage:
    """An open package. Every member that is read is paid for.

    members: in the order of the directory; a name may come twice, and both are read
    encrypted: what the manifest says, by name
    faults: ways in which another program may see another package, each one plain sentence

    Raises CannotRead where the package does not open at all.
    """

    def __init__(self, content: bytes, budget: Budget) -> None:
        self._budget = budget
        archive = entries_of(content)
        try:
            self._zip = open_archive(content)
        except NoArchive as problem:
            raise CannotRead(problem.reason) from problem
        self.faults = list(archive.faults)
        self.members = [each for each in self._zip.infolist() if not each.is_dir() or each.file_size]
        self.names = [each.filename for each in self.members]
        comments = [archive.comment, *(each.comment for each in self.members)]
        self.comments = "\n".join(decode(comment, "") for comment in comments if comment)
        self.encrypted: dict[str, Encryption] = {}
        for member in (each for each in self.members if each.filename == MANIFEST):
            try:
                self.encrypted |= read_manifest(self.read(member))
            except (CannotRead, BudgetExceeded) as problem:
                self.faults.append(problem.reason)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, member: zipfile.ZipInfo) -> bytes:
        """A member, unpacked. Raises CannotRead and BudgetExceeded."""
        self._budget.unpack(member.compress_size, member.file_size)
        try:
            return self._zip.read(member)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            raise CannotRead(DAMAGED) from error


def inflated(content: bytes, size: int, budget: Budget) -> bytes:
    """A member as it was before it was deflated for encryption; as it is, where it was not.

    Raises CannotRead where it is larger than its size in the manifest (0 where that is not said).
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        inflater.decompress(content[:_PIECE], 1)
    except zlib.error:
        return content
    largest = size or _GROWTH * len(content)
    budget.unpack(len(content), largest)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plain = inflater.decompress(content, largest + 1)
    except zlib.error:
        return content
    if len(plain) > largest:
        raise CannotRead("A part of it is larger than it says.")
    return plain
