"""An OLE storage is a small file system in a file ([MS-CFB]); old Office documents are such storages."""

from __future__ import annotations

import io
from types import TracebackType
from typing import Self

import olefile

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# [MS-OLEPS] §3.1: the properties of a document that hold words.
_PROPERTIES = (
    "title", "subject", "author", "keywords", "comments", "last_saved_by", "category", "manager", "company",
)  # fmt: skip


class DamagedStorage(Exception):  # noqa: N818
    """The storage, or the stream asked for, cannot be opened."""


class Storage:
    """An open storage; its streams are named by their path. Raises DamagedStorage throughout."""

    def __init__(self, content: bytes) -> None:
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(content))
        except Exception as error:  # olefile raises anything on damaged files
            raise DamagedStorage from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ole.close()

    @property
    def names(self) -> list[str]:
        return ["/".join(path) for path in self._ole.listdir()]

    def end(self) -> int:
        """Where the last sector in use ends, in bytes; what follows belongs to no stream."""
        free = olefile.FREESECT
        last = max(
            (number for number, following in enumerate(self._ole.fat) if following != free), default=-1
        )
        return int((last + 2) * self._ole.sectorsize)  # the header fills a sector of its own

    def has(self, name: str) -> bool:
        return bool(self._ole.exists(name))

    def read(self, name: str) -> bytes:
        """A stream, whole. It is never larger than the file, since nothing is compressed."""
        try:
            return bytes(self._ole.openstream(name).read())
        except Exception as error:
            raise DamagedStorage from error

    def properties(self) -> list[str | bytes]:
        """The values of the document's properties; what is damaged among them is left out."""
        try:
            metadata = self._ole.get_metadata()
        except Exception:
            return []
        values = [getattr(metadata, name, None) for name in _PROPERTIES]
        return [value for value in values if value and isinstance(value, str | bytes)]
