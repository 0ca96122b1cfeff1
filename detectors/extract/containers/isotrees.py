"""An image of an optical disc shows the same files in several trees, and each program looks at another.

ISO 9660 (ECMA-119) with short names, Rock Ridge's names on the same tree, Joliet, and UDF (ECMA-167).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pycdlib
from pycdlib.udf import UDFInlineAD

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead
from detectors.mime.charset import decode

SECTOR = 2_048  # bytes
_FIRST_DESCRIPTOR = 16  # sectors; ECMA-119 §6.2.1
_DESCRIPTORS = (b"CD001", b"CDW02", b"BEA01", b"NSR02", b"NSR03", b"TEA01", b"BOOT2")
_WRITTEN_BY = (b"MKI ", b"INFO ")  # programs sign their work in the sector behind the descriptors
_LARGEST_READ = 262_144  # bytes; the folder of a thousand files takes less
_MOST_READ = 6_000_000  # bytes of everything that is not the files themselves
_CONTINUES = 0x80  # ECMA-119 §9.1.6: another part of the same file follows
_UDF_TAGS = (*range(1, 10), *range(256, 267))  # ECMA-167 §3/7.2.1 and §4/7.2.1
_ASCII, _WIDE = "ascii", "utf-16-be"

_JOLIET, _ROCK_RIDGE, _UDF, _ISO, _BOOT = range(5)  # as programs prefer them
BOOT_IMAGE = "boot image"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A file as one tree shows it: its path there, and the bytes of the image that are its content.

    rank: of the tree, 0 for the one that most programs prefer; link: what it stands for, if it is a link
    """

    path: str
    spans: tuple[Span, ...]
    rank: int
    link: str = ""


class _Weighed(io.BytesIO):
    """An image from which only so much can be read: a few kilobytes can name any number of folders."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        super().__init__(content)
        self._budget = budget
        self._left = _MOST_READ

    def read(self, size: int | None = -1, /) -> bytes:
        self._budget.check_time()
        if size is None or not 0 <= size <= min(_LARGEST_READ, self._left):
            raise CannotRead("It is damaged, or made to do harm: its folders are too large.")
        data = super().read(size)
        self._left -= len(data)
        return data


class Image:
    """An image. `is_sound` is False where only some of its trees could be read."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Raises BudgetExceeded, and CannotRead where there is not even one tree."""
        self._content = content
        # The library is written for images that are to be changed; its values for what is read have no types.
        self._image: Any = pycdlib.PyCdlib()
        self.is_sound = True
        try:
            self._image.open_fp(_Weighed(content, budget))
        except (BudgetExceeded, CannotRead, MemoryError):
            raise
        except Exception:  # of every kind; what it had found by then is kept
            self.is_sound = False
        if getattr(self._image, "pvd", None) is None:
            raise CannotRead("It is damaged and does not open.")
        self._block = int(self._image.logical_block_size)

    @property
    def is_cut_off(self) -> bool:
        """Whether it is shorter than it says. The library shortens the files at its end without a word."""
        return len(self._content) < int(self._image.pvd.space_size) * self._block

    def files(self) -> Iterator[Found]:
        """Every file in every tree, and what a computer starts from."""
        if self._image.joliet_vd is not None:
            yield from self._iso_tree(self._image.joliet_vd, _JOLIET)
        yield from self._iso_tree(self._image.pvd, _ISO)
        if self._image.udf_root is not None:
            for entry, path in islice(self._udf_entries(), 1, None):  # the first is the root
                yield Found(path, () if entry.is_dir() else self._udf_spans(entry), _UDF)
        for inode in self._boot_images():
            yield Found(BOOT_IMAGE, (self._span(inode.orig_extent_loc or 0, inode.data_length),), _BOOT)

    def _boot_images(self) -> Iterator[Any]:
        """El Torito §2: what a computer may start from, which need not be in any tree."""
        catalog = self._image.eltorito_boot_catalog
        if catalog is not None:
            later = (entry for section in catalog.sections for entry in section.section_entries)
            for entry in (catalog.initial_entry, *later):
                if entry.inode is not None and entry.inode.data_length:
                    yield entry.inode

    def titles(self) -> Iterator[str]:
        """What the volume says of itself."""
        for volume in self._volumes():
            words = (
                volume.volume_identifier,
                volume.volume_set_identifier,
                volume.publisher_identifier.text,
                volume.preparer_identifier.text,
                volume.application_identifier.text,
            )
            charset = _ASCII if volume is self._image.pvd else _WIDE
            yield from (_decoded(each, charset).strip(" \0") for each in words)

        end = self._end_of_descriptors()
        if self._content.startswith(_WRITTEN_BY, end):
            yield decode(self._content[end : end + SECTOR].strip(b"\0"), "")

    def _end_of_descriptors(self) -> int:
        position = _FIRST_DESCRIPTOR * SECTOR
        while self._content.startswith(_DESCRIPTORS, position + 1):
            position += SECTOR
        return position

    def structure(self) -> Iterator[Span]:
        """The bytes that are the trees themselves."""
        end = self._end_of_descriptors()
        yield _FIRST_DESCRIPTOR * SECTOR, end
        if self._content.startswith(_WRITTEN_BY, end):
            yield end, end + SECTOR
        for volume in self._volumes():
            yield from self._tables(volume)
            for record, _ in self._folders(volume):
                yield self._span(record.extent_location(), record.get_data_length())
        for block in self._image.pvd.rr_ce_blocks:
            yield self._span(block.extent_location(), self._block)
        if self._image.eltorito_boot_catalog is not None:
            yield self._span(self._image.eltorito_boot_catalog.extent_location(), SECTOR)
        if self._image.udf_root is not None:
            yield from self._udf_structure()

    def _volumes(self) -> Iterator[Any]:
        yield self._image.pvd
        if self._image.joliet_vd is not None:
            yield self._image.joliet_vd

    def _span(self, block: int, length: int) -> Span:
        return block * self._block, block * self._block + length

    def _tables(self, volume: Any) -> Iterator[Span]:
        for location in (
            volume.path_table_location_le,
            volume.path_table_location_be,
            volume.optional_path_table_location_le,
            volume.optional_path_table_location_be,
        ):
            if location:
                yield self._span(location, volume.path_table_size())

    def _folders(self, volume: Any) -> Iterator[tuple[Any, tuple[str, str]]]:
        """Each folder, with its path in plain names and in Rock Ridge's."""
        charset = _ASCII if volume is self._image.pvd else _WIDE
        waiting: list[tuple[Any, tuple[str, str]]] = [(volume.root_directory_record(), ("", ""))]
        while waiting:
            folder, paths = waiting.pop()
            yield folder, paths
            for record in folder.children:
                if record.is_dir() and not record.is_dot() and not record.is_dotdot():
                    plain, other = _names(record, charset)
                    waiting.append((record, (f"{paths[0]}{plain}/", f"{paths[1]}{other or plain}/")))

    def _iso_tree(self, volume: Any, rank: int) -> Iterator[Found]:
        charset = _ASCII if volume is self._image.pvd else _WIDE
        for folder, paths in self._folders(volume):
            spans: tuple[Span, ...] = ()
            for record in folder.children:
                if record.is_dot() or record.is_dotdot():
                    continue
                plain, other = _names(record, charset)
                if record.is_dir():
                    yield Found(f"{paths[0]}{plain}/", (), rank)
                    continue
                link = _link(record)
                # Its own length: the library gives files with the same beginning the same.
                span = self._span(record.extent_location() + record.xattr_len, record.data_length)
                spans += (span,) if span[1] > span[0] and not link else ()
                if record.file_flags & _CONTINUES:
                    continue
                yield Found(paths[0] + plain, spans, rank, link)
                if other:
                    yield Found(paths[1] + other, spans, _ROCK_RIDGE, link)
                spans = ()

    def _udf_entries(self) -> Iterator[tuple[Any, str]]:
        """Every file and folder of the UDF tree that is described, with its path."""
        waiting: list[tuple[Any, str]] = [(self._image.udf_root, "")]
        while waiting:
            folder, path = waiting.pop()
            yield folder, path
            for named in folder.fi_descs.values():
                if named.file_entry is None or named.isparent:
                    continue
                name = path + _decoded(named.fi, _WIDE if named.encoding == "utf-16_be" else "latin-1")
                if named.is_dir():
                    waiting.append((named.file_entry, name + "/"))
                else:
                    yield named.file_entry, name

    def _udf_spans(self, entry: Any) -> tuple[Span, ...]:
        """Where a file's content stands; some of it inside its own description."""
        start = self._image.udf_main_descs.partitions[0].part_start_location
        left, spans = int(entry.info_len), []
        for piece in entry.alloc_descs:
            is_inline = isinstance(piece, UDFInlineAD)
            position = self._span(piece.log_block_num + (0 if is_inline else start), 0)[0]
            position += piece.offset if is_inline else 0
            length = min(piece.extent_length, left)
            left -= length
            if length:
                spans.append((position, position + length))
        return tuple(spans)

    def _udf_structure(self) -> Iterator[Span]:
        for position in range(0, len(self._content), SECTOR):
            tag = self._content[position : position + 16]  # ECMA-167 §3/7.2
            is_tag = len(tag) == 16 and int.from_bytes(tag[:2], "little") in _UDF_TAGS
            if is_tag and (sum(tag) - tag[4]) & 0xFF == tag[4]:
                yield position, position + SECTOR
        for entry, _ in self._udf_entries():
            if entry.is_dir():
                yield from self._udf_spans(entry)


def _names(record: Any, charset: str) -> tuple[str, str]:
    """A record's own name, without the version that nobody shows, and Rock Ridge's, which may be empty."""
    plain = _decoded(record.file_identifier(), charset)
    stem, semicolon, version = plain.rpartition(";")
    if semicolon and version.isdigit():
        plain = stem.removesuffix(".")
    other = record.rock_ridge.name() if record.rock_ridge is not None else b""
    return plain, decode(other, "")


def _link(record: Any) -> str:
    return decode(record.rock_ridge.symlink_path(), "") if record.is_symlink() else ""


def _decoded(name: bytes, charset: str) -> str:
    return decode(name, "") if charset == _ASCII else name.decode(charset, "replace")
