"""A Windows metafile is a picture with the words still in it: EMF ([MS-EMF]) and WMF ([MS-WMF])."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, inside
from detectors.message import Part, Text, Unread

_EMF_SIGNATURE = b" EMF"  # at byte 40 of the header, [MS-EMF] §2.2.9
_PLACEABLE = b"\xd7\xcd\xc6\x9a"  # [MS-WMF] §2.3.2.3
_HEADER, _COMMENT, _SMALL_TEXT = 1, 70, 108  # [MS-EMF] §2.1.1
_TEXTS = {83: "cp1252", 84: "utf-16-le", 96: "cp1252", 97: "utf-16-le"}  # one text, or several
_SEVERAL = (96, 97)
_EMF_PICTURES = {76: 84, 77: 84, 81: 48}  # where in the record the bitmap's offsets stand
_GLYPHS, _NO_RECTANGLE, _NARROW = 0x10, 0x100, 0x200  # §2.1.11
_PLUS, _PLUS_STRING, _PLUS_GLYPHS = b"EMF+", 0x401C, 0x4036  # [MS-EMFPLUS] §2.1.1.1
_WMF_TEXT, _WMF_LONG_TEXT = 0x0521, 0x0A32  # [MS-WMF] §2.1.1.1
_WMF_PICTURES = {0x0F43: 28, 0x0B41: 26}
_BY_GLYPHS = "It shows text by the shapes of its letters alone, which cannot be read."


@dataclass(frozen=True, slots=True)
class _Words:
    """A piece of text and the height at which it stands."""

    text: str
    height: int = 0


@dataclass(frozen=True, slots=True)
class _Bitmap:
    """A bitmap inside, as a file."""

    content: bytes


class _Glyphs:
    """Text of which only the shapes are known."""


_Piece = _Words | _Bitmap | _Glyphs


def read_metafile(part: Part, budget: Budget) -> Contents:
    """The texts that it draws, a line for each height, and the bitmaps in it as files."""
    content = part.content
    pieces = _emf(content, budget) if content[40:44] == _EMF_SIGNATURE else _wmf(content, budget)
    words: list[_Words] = []
    files: list[Part] = []
    by_glyphs = False
    for piece in pieces:
        if isinstance(piece, _Words):
            budget.write(len(piece.text))
            words += [piece] if piece.text else []
        elif isinstance(piece, _Bitmap):
            budget.open_files(1)
            files.append(inside(part, f"picture{len(files) + 1}.bmp", piece.content))
        else:
            by_glyphs = True
    text = "\n".join(_lines(words))
    return Contents(
        texts=(Text(part.location, text),) if text else (),
        files=tuple(files),
        unread=(Unread(part.location, _BY_GLYPHS),) if by_glyphs else (),
    )


def _lines(words: Iterable[_Words]) -> Iterator[str]:
    """Programs draw a line in pieces, cut between words or within them: it is read both ways."""
    line: list[str] = []
    height = None
    for piece in (*words, None):
        if piece is None or piece.height != height:
            if line:
                yield " ".join(line)
            if len(line) > 1:
                yield "".join(line)
            line = []
        if piece is not None:
            height = piece.height
            line.append(piece.text)


def _emf(content: bytes, budget: Budget) -> Iterator[_Piece]:
    position = 0
    while position + 8 <= len(content):
        number, size = struct.unpack_from("<II", content, position)
        if size < 8:
            return
        budget.check_time()
        record = content[position : position + size]
        position += size
        try:
            yield from _emf_record(number, record)
        except struct.error:  # cut off: what comes behind may be sound
            continue


def _emf_record(number: int, record: bytes) -> Iterator[_Piece]:
    if number in _TEXTS:
        count = struct.unpack_from("<I", record, 36)[0] if number in _SEVERAL else 1
        start = 40 if number in _SEVERAL else 36
        for at in range(start, min(start + 40 * count, len(record)), 40):
            yield _emf_text(record, at, _TEXTS[number])
    elif number == _SMALL_TEXT:
        yield _small_text(record)
    elif number in _EMF_PICTURES:
        yield from _emf_bitmap(record, _EMF_PICTURES[number])
    elif number == _COMMENT and record[12:16] == _PLUS:
        yield from _emf_plus(record[16:])
    elif number == _HEADER:
        length, offset = struct.unpack_from("<II", record, 60)
        yield _Words(record[offset : offset + 2 * length].decode("utf-16-le", "replace").replace("\0", "\n"))


def _emf_text(record: bytes, at: int, charset: str) -> _Piece:
    """[MS-EMF] §2.2.5: place, number of characters, where they stand, options."""
    height, count, offset, options = struct.unpack_from("<4xiIII", record, at)
    if options & _GLYPHS:
        return _Glyphs()
    width = 2 if charset == "utf-16-le" else 1
    return _Words(record[offset : offset + count * width].decode(charset, "replace"), height)


def _small_text(record: bytes) -> _Piece:
    """[MS-EMF] §2.3.5.37."""
    height, count, options = struct.unpack_from("<iII", record, 12)
    if options & _GLYPHS:
        return _Glyphs()
    start = 36 if options & _NO_RECTANGLE else 52
    if options & _NARROW:
        return _Words(record[start : start + count].decode("latin-1"), height)
    return _Words(record[start : start + 2 * count].decode("utf-16-le", "replace"), height)


def _emf_bitmap(record: bytes, at: int) -> Iterator[_Bitmap]:
    """[MS-EMF] §2.3.1: where the bitmap's header and its bits stand."""
    offset, size, bits_offset, bits_size = struct.unpack_from("<4I", record, at)
    header, bits = record[offset : offset + size], record[bits_offset : bits_offset + bits_size]
    if header and bits:
        yield _bitmap_file(header, bits)


def _bitmap_file(header: bytes, bits: bytes) -> _Bitmap:
    start = 14 + len(header)
    return _Bitmap(b"BM" + struct.pack("<IHHI", start + len(bits), 0, 0, start) + header + bits)


def _emf_plus(records: bytes) -> Iterator[_Piece]:
    """[MS-EMFPLUS] §2.3: what newer programs draw with, kept in comments."""
    position = 0
    while position + 12 <= len(records):
        number, size, data_size = struct.unpack_from("<H2xII", records, position)
        if size < 12:
            return
        data = records[position + 12 : position + 12 + data_size]
        position += size
        if number == _PLUS_STRING and len(data) >= 28:
            (count,) = struct.unpack_from("<I", data, 8)
            height = int.from_bytes(data[16:20], "little")  # the bits of a float do as well
            yield _Words(data[28 : 28 + 2 * count].decode("utf-16-le", "replace"), height)
        elif number == _PLUS_GLYPHS and len(data) >= 16:
            options, _, count = struct.unpack_from("<III", data, 4)
            if not options & 1:
                yield _Glyphs()
            else:
                yield _Words(data[16 : 16 + 2 * count].decode("utf-16-le", "replace"))


def _wmf(content: bytes, budget: Budget) -> Iterator[_Piece]:
    """[MS-WMF] §2.3: sizes are in words of two bytes."""
    position = 40 if content.startswith(_PLACEABLE) else 18
    while position + 6 <= len(content):
        size, number = struct.unpack_from("<IH", content, position)
        if size < 3:
            return
        budget.check_time()
        record = content[position : position + 2 * size]
        position += 2 * size
        try:
            yield from _wmf_record(number, record)
        except struct.error:
            continue


def _wmf_record(number: int, record: bytes) -> Iterator[_Piece]:
    if number == _WMF_TEXT:
        (count,) = struct.unpack_from("<H", record, 6)
        (height,) = struct.unpack_from("<h", record, 8 + count + count % 2)
        yield _Words(record[8 : 8 + count].decode("cp1252", "replace"), height)
    elif number == _WMF_LONG_TEXT:
        height, count, options = struct.unpack_from("<h2xHH", record, 6)
        start = 22 if options & 6 else 14  # a rectangle stands in between
        yield _Words(record[start : start + count].decode("cp1252", "replace"), height)
    elif number in _WMF_PICTURES:
        bitmap = record[_WMF_PICTURES[number] :]
        size, bits, colours = struct.unpack_from("<I10xH16xI", bitmap)
        palette = 4 * ((colours or 1 << bits) if bits <= 8 else 0)
        yield _bitmap_file(bitmap[: size + palette], bitmap[size + palette :])
