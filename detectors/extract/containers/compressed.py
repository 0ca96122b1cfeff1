"""A compressed file is one file that was made smaller: gzip, bzip2, xz, lzma and zstd.

All of them may be written one behind the other and then make one file together, which is how several
processors share the work; all but lzma say so. Data that programs skip in silence becomes a file too.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from detectors.extract import streams
from detectors.extract.budget import Budget
from detectors.extract.contents import Contents, at, inside
from detectors.extract.streams import DAMAGED, Decompressor, Deflate, Stream, Till
from detectors.finding import Protection
from detectors.message import Part, Text, Unread
from detectors.mime.charset import decode

_MOST_STREAMS = 10_000  # one behind the other; programs that share the work begin one for each 64 KB or more
_ENDINGS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tlz": ".tar", ".tzst": ".tar"}
_ENDINGS |= dict.fromkeys((".gz", ".z", ".bz2", ".xz", ".lzma", ".zst"), "")
_LONGEST_NAME = 255
_ZEROS = re.compile(rb"\0*+")

_GZIP_HEADER = struct.Struct("<4BL2B")
_HAS_EXTRA, _HAS_NAME, _HAS_COMMENT = 4, 8, 16  # RFC 1952 §2.3.1
_GZIP_WINDOW = 31
_SKIPPABLE = tuple(struct.pack("<L", number) for number in range(0x184D2A50, 0x184D2A60))  # RFC 8878 §3.1.2
_SEEK_TABLE_ENDS = b"\xb1\xea\x92\x8f"  # zstd's "seekable format"
_BOOKKEEPING = 64  # bytes; what programs note for themselves in data that is skipped is smaller, and no word
_WORD = re.compile(rb"[A-Za-z]{3}")

_CUT_OFF = "It is damaged: it ends too early."
_DAMAGED = "It is damaged, and not all of it could be read."
_TOO_MANY = "It is made of too many pieces for all of them to be read."
_MORE_BEHIND = "There is something else behind it."


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands in the header of one stream beside the stream itself."""

    name: bytes = b""
    comment: bytes = b""
    skipped: bytes = b""


@dataclass(frozen=True, slots=True)
class _Format:
    """What tells one of these formats from the others.

    begin: makes a decompressor for one stream
    signatures: with which a further stream begins
    header: what stands beside the stream at an offset
    """

    begin: Callable[[], Decompressor]
    signatures: tuple[bytes, ...] = ()
    header: Callable[[bytes, int], _Said] | None = None


def read_gzip(part: Part, budget: Budget) -> Contents:
    """RFC 1952. The name and the comment in its header are read too."""
    return _read(part, budget, _Format(lambda: Deflate(_GZIP_WINDOW), (b"\x1f\x8b",), _gzip_header))


def read_bzip2(part: Part, budget: Budget) -> Contents:
    return _read(part, budget, _Format(streams.bzip2, (b"BZh",)))


def read_xz(part: Part, budget: Budget) -> Contents:
    """The .xz file format, version 1.2."""
    return _read(part, budget, _Format(streams.xz, (b"\xfd7zXZ\0",)))


def read_lzma(part: Part, budget: Budget) -> Contents:
    """The format that came before xz, with neither signature nor checksum."""
    return _read(part, budget, _Format(streams.lzma_alone))


def read_zstd(part: Part, budget: Budget) -> Contents:
    """RFC 8878. Skippable frames, which programs pass over, are read too."""
    signatures = (b"\x28\xb5\x2f\xfd", *_SKIPPABLE)
    return _read(part, budget, _Format(streams.zstandard, signatures, _skippable_frame))


def _read(part: Part, budget: Budget, form: _Format) -> Contents:
    whole = _unpack(part.content, form, budget)
    said: list[_Said] = []
    if form.header:
        said += dict.fromkeys(form.header(part.content, start) for start in whole.starts)
    names = list(dict.fromkeys(decode(each.name, "") for each in said if each.name))
    comments = list(dict.fromkeys(decode(each.comment, "") for each in said if each.comment))
    files = [inside(part, "skipped data", each.skipped) for each in said if each.skipped]
    if whole.content or not whole.fault:
        files.insert(0, inside(part, _inner_name(part.filename, *names[:1]), whole.content))
    budget.open_files(len(files))
    return Contents(
        texts=tuple(_header_texts(part, names, comments, budget)),
        files=tuple(files),
        unread=(Unread(part.location, whole.fault),) if whole.fault else (),
        protection=Protection.NONE if whole.content or not whole.fault else Protection.UNKNOWN,
    )


def _header_texts(part: Part, names: list[str], comments: list[str], budget: Budget) -> Iterator[Text]:
    for place, words in (("original name", names), ("comments", comments)):
        if words:
            text = "\n".join(words)
            budget.write(len(text))
            yield Text(at(part, place), text)


def _inner_name(name: str, original: str = "") -> str:
    """The name that the file has once it is unpacked: its own ending says what to make of it."""
    path, original = PurePosixPath(name), original[:_LONGEST_NAME]
    ending = path.suffix.lower()
    if ending not in _ENDINGS or not path.stem:
        return original or name or "contents"
    inner = path.stem + _ENDINGS[ending]
    return inner if PurePosixPath(inner).suffix or not original else original


@dataclass(frozen=True, slots=True)
class _Unpacked:
    """What came out of all streams together. `starts` are their offsets; `fault` is a sentence, or empty."""

    content: bytes
    starts: tuple[int, ...]
    fault: str


def _unpack(content: bytes, form: _Format, budget: Budget) -> _Unpacked:
    out, till = io.BytesIO(), Till(budget)
    starts: list[int] = []
    position, fault = 0, ""
    while not fault and position < len(content):
        if starts and not content.startswith(form.signatures, position):
            fault = _MORE_BEHIND
        elif len(starts) == _MOST_STREAMS:
            fault = _TOO_MANY
        else:
            budget.check_time()
            starts.append(position)
            position, fault = _unpack_one(Stream(form.begin(), content, position), out, till)
            # Tapes, and xz by its own rules, fill up with zeros.
            position = position if fault else _end_of_zeros(content, position)
    till.settle()
    return _Unpacked(out.getvalue(), tuple(starts), fault)


def _unpack_one(stream: Stream, out: io.BytesIO, till: Till) -> tuple[int, str]:
    """Unpack one stream: the offset at which it ends, and what is wrong with it, in words."""
    before = stream.at
    try:
        for piece in stream.pieces():
            out.write(piece)
            till.add(stream.at - before, len(piece))
            before = stream.at
    except DAMAGED:
        return stream.at, _DAMAGED
    till.add(stream.at - before, 0)
    return stream.at, "" if stream.is_complete else _CUT_OFF


def _end_of_zeros(content: bytes, position: int) -> int:
    match = _ZEROS.match(content, position)
    return match.end() if match else position


def _gzip_header(content: bytes, offset: int) -> _Said:
    """RFC 1952 §2.3. One that is cut off says nothing."""
    if len(content) < offset + _GZIP_HEADER.size:
        return _Said()
    flags = _GZIP_HEADER.unpack_from(content, offset)[3]
    position = offset + _GZIP_HEADER.size
    extra = name = comment = b""
    if flags & _HAS_EXTRA:
        length = int.from_bytes(content[position : position + 2], "little")
        extra = content[position + 2 : position + 2 + length]
        position += 2 + length
    if flags & _HAS_NAME:
        name = _until_zero(content, position)
        position += len(name) + 1
    if flags & _HAS_COMMENT:
        comment = _until_zero(content, position)
    return _Said(name, comment, _worth_reading(extra))


def _until_zero(content: bytes, position: int) -> bytes:
    end = content.find(b"\0", position)
    return content[position:end] if end >= 0 else b""


def _skippable_frame(content: bytes, offset: int) -> _Said:
    if not content.startswith(_SKIPPABLE, offset):
        return _Said()
    length = int.from_bytes(content[offset + 4 : offset + 8], "little")
    return _Said(skipped=_worth_reading(content[offset + 8 : offset + 8 + length]))


def _worth_reading(skipped: bytes) -> bytes:
    """Skipped data, unless a program noted something for itself there."""
    is_own_note = len(skipped) <= _BOOKKEEPING and not _WORD.search(skipped)
    return b"" if is_own_note or skipped.endswith(_SEEK_TABLE_ENDS) else skipped
