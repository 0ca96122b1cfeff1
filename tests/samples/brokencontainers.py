"""Containers that are cut off or changed, and what nobody makes by accident: bombs, loops, lies."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache

from backports import zstd

from tests.samples.containerfiles import LETTER, LETTERS, LONG, OTHER, cabinet, image, made, seven_zip, tar
from tests.samples.sample import Broken

_LARGE = 256 << 20  # bytes
_BEGINNINGS = {"iso": 34_000, "tar": 600}  # bytes; shorter ones are not known for what they are


def damaged() -> Iterator[Broken]:
    letters = LONG | OTHER
    whole = {
        "zip": seven_zip(letters),
        "tar": tar(letters),
        "gzip": gzip.compress(LONG["paid.txt"]),
        "bzip2": bz2.compress(LONG["paid.txt"]),
        "xz": lzma.compress(LONG["paid.txt"]),
        "lzma": lzma.compress(LONG["paid.txt"], lzma.FORMAT_ALONE),
        "zstd": zstd.compress(LONG["paid.txt"], options={zstd.CompressionParameter.checksum_flag: 1}),
        "cab": cabinet(letters, "-z"),
        "iso": image(letters, "-J", "-R", "-no-pad"),
    }
    for kind, content in whole.items():
        yield Broken(kind, "cut in the middle", f"a.{kind}", content[: len(content) // 2])
        # The last bytes of a tar archive are empty, and its first are a name.
        yield Broken(kind, "the last bytes missing", f"a.{kind}", content[:-1_000], harmless=kind == "tar")
        yield Broken(kind, "only the beginning", f"a.{kind}", content[: _BEGINNINGS.get(kind, 30)])
    for kind in ("zip", "gzip", "bzip2", "xz", "zstd", "cab"):
        content = bytearray(whole[kind])
        content[len(content) // 2] ^= 0xFF
        yield Broken(kind, "one byte changed", f"a.{kind}", bytes(content))
    yield Broken("gzip", "rubbish behind it", "a.gz", gzip.compress(b"Year 8") + b"Grace")
    split = made(
        "zip", "zip", "-q", "-0", "-s", "64k", "made", "noise", members={"noise": _noise()}, gives="made.zip"
    )
    yield Broken("zip", "last of several pieces", "a.zip", split)
    yield Broken("zip", "packed by PPMd", "a.zip", seven_zip(LONG, "-mm=PPMd"))
    lzx = bytearray(cabinet(LETTERS))
    lzx[42:44] = b"\x03\x15"  # no program here packs by LZX; it is told by the folder's type
    yield Broken("cab", "packed by LZX", "a.cab", bytes(lzx))
    elsewhere = bytearray(cabinet(LETTERS))
    at = elsewhere.index(b"letter.txt\0") - 8
    struct.pack_into("<H", elsewhere, at, 0xFFFD)
    yield Broken("cab", "continued from another", "a.cab", bytes(elsewhere))


@cache
def _noise() -> bytes:
    """Bytes that do not get smaller, always the same."""
    return b"".join(zlib.compress(str(number).encode())[2:] for number in range(20_000))


@cache
def _zeros(window: int) -> bytes:
    """A gibibyte of nothing, deflated."""
    worker = zlib.compressobj(9, zlib.DEFLATED, window)
    block = bytes(1 << 20)
    return b"".join([worker.compress(block) for _ in range(_LARGE >> 20)] + [worker.flush()])


def bombs() -> Iterator[Broken]:
    yield Broken("gzip", "bomb", "a.gz", _zeros(31))
    block = bytes(16 << 20)
    yield Broken("bzip2", "bomb", "a.bz2", bz2.compress(block) * 64)
    yield Broken("xz", "bomb", "a.xz", lzma.compress(block, preset=1) * 64)
    yield Broken("zstd", "bomb", "a.zst", zstd.compress(block) * 64)
    yield Broken("zip", "bomb", "a.zip", _zip_by_hand([("a", _zeros(-15), _LARGE)]))
    yield Broken("zip", "bomb that lies of its size", "a.zip", _zip_by_hand([("a", _zeros(-15), 100)]))
    yield Broken("zip", "900 files that are one", "a.zip", _overlapping(900))
    letters = seven_zip(LETTERS)
    for _ in range(30):
        letters = _stored_in_zip(letters)
    yield Broken("zip", "one inside the other", "a.zip", letters)
    many = zstd.compress(b"") * 20_000
    yield Broken("zstd", "pieces without number", "a.zst", many)
    fewer = cabinet(LONG, "-z")
    yield Broken("cab", "folders that are one", "a.cab", _many_folders(fewer))


def _stored_in_zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.zip", content)
    return out.getvalue()


def _zip_by_hand(entries: list[tuple[str, bytes, int]]) -> bytes:
    """Deflated entries of any size that one cares to declare."""
    body, directory = b"", b""
    for name, packed, size in entries:
        fields = (20, 0, 8, 0, 0x21, 0, len(packed), size, len(name), 0)
        directory += (
            struct.pack("<4sH5H3L2H3H2L", b"PK\1\2", 20, *fields, 0, 0, 0, 0, len(body)) + name.encode()
        )
        body += struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + name.encode() + packed
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


def _overlapping(count: int) -> bytes:
    """Entries of the directory that all point at the same megabyte."""
    whole = _zip_by_hand([("a", zlib.compress(bytes(100 << 20))[2:-4], 100 << 20)])
    start, end = whole.index(b"PK\1\2"), whole.index(b"PK\5\6")
    directory = whole[start:end] * count
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), start, 0)
    return whole[:start] + directory + tail


def _many_folders(content: bytes) -> bytes:
    """A cabinet whose one folder is listed 1,000 times, all over the same blocks."""
    count, extra = 1_000, 999 * 8
    start, blocks, packing = struct.unpack_from("<LHH", content, 36)
    folder = struct.pack("<LHH", start + extra, blocks, packing)
    header = bytearray(content[:36])
    struct.pack_into("<L", header, 16, struct.unpack_from("<L", header, 16)[0] + extra)
    struct.pack_into("<H", header, 26, count)
    struct.pack_into("<L", header, 8, len(content) + extra)
    return bytes(header) + folder * count + content[44:]


def loops() -> Iterator[Broken]:
    # Headers that no program writes: GNU tar's own, with one field changed and the checksum set right.
    one = tar(LETTERS, "--format=gnu")[:1024]
    yield Broken("tar", "a file of less than nothing", "a.tar", _retold(one, 124, b"\xff" * 11 + b"\0"), True)
    yield Broken("tar", "a file larger than the archive", "a.tar", _retold(one, 124, b"77777777777\0"))
    pax = tar(LETTERS, "--format=posix")
    at = pax.index(b" mtime=")
    yield Broken("tar", "a record longer than its header", "a.tar", pax[: at - 2] + b"99" + pax[at:], True)
    sparse = _retold(_retold(one, 156, b"S"), 483, b"77777777777\0")
    yield Broken("tar", "a hole of eight gigabytes", "a.tar", sparse)
    record = b"".join(b"2 " for _ in range(100_000)) + b"=\n"
    header = _retold(_retold(one[:512], 156, b"x"), 124, b"%011o\0" % len(record))
    yield Broken(
        "tar", "a header of records in each other", "a.tar", header + record + bytes(-len(record) % 512) + one
    )
    folder = bytearray(image({"term/letter.txt": LETTER}))
    at = folder.index(b"\x04TERM") - 32
    root = 16 * 2048 + 156  # the record of the root, in the first descriptor (ECMA-119 §8.4.18)
    folder[at + 2 : at + 10] = folder[root + 2 : root + 10]
    yield Broken("iso", "a folder that holds itself", "a.iso", bytes(folder))
    hidden = bytearray(image(LETTERS))
    hidden[512 : 512 + len(LETTER)] = LETTER
    yield Broken("iso", "words in front of it", "a.iso", bytes(hidden))


def _retold(archive: bytes, at: int, value: bytes) -> bytes:
    """A tar archive with a field of its first header changed."""
    changed = bytearray(archive)
    changed[at : at + len(value)] = value
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed[:512])
    return bytes(changed)
