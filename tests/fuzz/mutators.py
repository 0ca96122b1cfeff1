"""Changes that know a format: blind ones seldom get past its checksums, or its lines."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence

from tests.fuzz.target import Mutator, Within

_MOST_ENTRY = 100_000  # bytes, unpacked
_ODD_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def in_zip(data: bytes, most: int, seed: int, within: Within) -> bytes:
    """An entry of a zip archive is changed and packed anew; now and then the archive lies about it."""
    chance = random.Random(seed)
    if chance.random() < 0.2:
        return within(data, most)
    try:
        made = _packed_anew(data, chance, within)
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError, zlib.error):
        return within(data, most)
    if chance.random() < 0.3:
        made = with_a_lie(made, chance)
    return made if len(made) <= most else within(data, most)


def _packed_anew(data: bytes, chance: random.Random, within: Within) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()[:50]]
    at = chance.randrange(len(members))
    name, content = members[at]
    match chance.randrange(10):
        case 0:
            members.insert(chance.randrange(len(members)), members[at])  # a name twice
        case 1:
            del members[at]
        case 2:
            members[at] = within(name.encode(), 100).decode("utf-8", "replace"), content
        case _:
            members[at] = name, within(content[:_MOST_ENTRY], min(len(content) + 200, _MOST_ENTRY))
    return zip_of(members, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def zip_of(members: Sequence[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Each entry with one date, so that the same members make the same bytes."""
    out = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w") as archive:
        for name, content in members:  # zipfile warns of a name that stands there twice
            archive.writestr(zipfile.ZipInfo(name or "x"), content, method)
    return out.getvalue()


def with_a_lie(archive: bytes, chance: random.Random) -> bytes:
    """A number in one of the headers is another (PKWARE APPNOTE.TXT §4.3)."""
    marks = [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"]
    places = [at for mark in marks for at in _all(archive, mark)]
    if not places:
        return archive
    at = chance.choice(places) + 4 + 2 * chance.randrange(20)
    size = chance.choice((2, 4))
    number = chance.choice(_ODD_NUMBERS) % (1 << 8 * size)
    return archive[:at] + number.to_bytes(size, "little") + archive[at + size :]


def _all(data: bytes, mark: bytes) -> list[int]:
    found, at = [], data.find(mark)
    while at >= 0:
        found.append(at)
        at = data.find(mark, at + 1)
    return found


def in_stream(data: bytes, most: int, seed: int, within: Within) -> bytes:
    """What is packed in a gzip, bzip2, xz or zlib stream is changed, and packed anew."""
    chance = random.Random(seed)
    if chance.random() < 0.4:
        return within(data, most)
    for unpack, pack in _STREAMS:
        try:
            content = unpack(data)
        except (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error):
            continue
        made = pack(within(content[:_MOST_ENTRY], min(len(content) + 100, _MOST_ENTRY)))
        return made if len(made) <= most else within(data, most)
    return within(data, most)


_STREAMS: tuple[tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (gzip.decompress, lambda content: gzip.compress(content, mtime=0)),
    (bz2.decompress, bz2.compress),
    (lzma.decompress, lambda content: lzma.compress(content, preset=0)),
)


def in_lines(*words: bytes) -> Mutator:
    """Lines are doubled, dropped, exchanged, joined, and replaced by these, of which the format is made."""

    def mutate(data: bytes, most: int, seed: int, within: Within) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return within(data, most)
        lines = data.split(b"\n")
        for _ in range(chance.randint(1, 3)):
            _change_line(lines, chance, words)
        return b"\n".join(lines)[:most]

    return mutate


def _change_line(lines: list[bytes], chance: random.Random, words: Sequence[bytes]) -> None:
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(7):
        case 0:
            lines.insert(other, lines[at])
        case 1 if len(lines) > 1:
            del lines[at]
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3 | 4:
            lines.insert(at, chance.choice(words))
        case 5:
            lines[at] = chance.choice(words)
        case _:
            cut = chance.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + chance.choice(words) + lines[at][cut:]
