"""7z and RAR archives: in every way of packing, locked, cut off, and made to do harm."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from detectors.finding import Protection
from tests.samples.rarwriter import Stored, rar4, rar5
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample, run
from tests.support.system import needs

LETTER = f"Dear parents, {WORDS} has been chosen for the choir.\n".encode()
LETTERS = {"letter.txt": LETTER}
OTHER = {"notes.txt": b"Oakfield Academy, Autumn term\n" * 20}
METHODS = ("LZMA", "LZMA2", "BZip2", "Deflate", "Deflate64", "Copy")
LOCKED = f"-p{PASSWORD}"
_7Z = "AES-256 (7z)"
_RAR5, _RAR4 = "AES-256 (RAR)", "AES-128 (RAR)"


def seven_zip(members: dict[str, bytes], *options: str, before: bytes = b"") -> bytes:
    """A 7z archive as 7-Zip makes it. `before`: an archive to which it adds the members."""
    return _seven_zip(tuple(members.items()), options, before)


@cache
def _seven_zip(members: tuple[tuple[str, bytes], ...], options: tuple[str, ...], before: bytes) -> bytes:
    program = needs("7z", "p7zip-full")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for member, content in members:
            (directory / member).parent.mkdir(parents=True, exist_ok=True)
            (directory / member).write_bytes(content)
        archive = directory / "made.7z"
        if before:
            archive.write_bytes(before)
        run(directory, program, "a", "-y", *options, archive.name, *(member for member, _ in members))
        return archive.read_bytes()


def samples() -> Iterator[Sample]:
    here = "attachment:letters.7z/letter.txt"
    for method in METHODS:
        yield Sample("7z", method, "letters.7z", seven_zip(LETTERS, f"-m0={method}"), here)
    filters = seven_zip(LETTERS, "-m0=BCJ", "-m1=LZMA2")
    yield Sample("7z", "behind a filter", "letters.7z", filters, here)
    solid = seven_zip(OTHER | LETTERS | {"z.txt": b"Year 8"}, "-ms=on")
    yield Sample("7z", "in the middle of a solid block", "letters.7z", solid, here)
    plain_list = seven_zip(LETTERS, "-mhc=off")
    yield Sample("7z", "with a list that is not packed", "letters.7z", plain_list, here)
    nested = seven_zip({"letters.7z": seven_zip(LETTERS)})
    yield Sample("7z", "in an archive inside", "a.7z", nested, "attachment:a.7z/letters.7z/letter.txt")
    named = seven_zip({f"{WORDS}.txt": b"Year 8"})
    yield Sample("7z", "name of a file", "a.7z", named, f"attachment:a.7z/{WORDS}.txt#name")
    shut = seven_zip({f"{WORDS}.txt": b"Year 8"}, LOCKED)
    yield Sample("7z", "name of a locked file", "a.7z", shut, f"attachment:a.7z/{WORDS}.txt#name")
    empty = seven_zip({f"{WORDS}.txt": b""})
    yield Sample("7z", "name of an empty file", "a.7z", empty, f"attachment:a.7z/{WORDS}.txt#name")
    yield from _rar_samples("rar 4", rar4(Stored("letter.txt", LETTER), comment=WORDS))
    yield from _rar_samples("rar 5", rar5(Stored("letter.txt", LETTER), comment=WORDS))
    for kind, write in (("rar 4", rar4), ("rar 5", rar5)):
        named = write(Stored(f"{WORDS}.txt", b"Year 8"))
        yield Sample(kind, "name of a file", "a.rar", named, f"attachment:a.rar/{WORDS}.txt#name")
        shut = write(Stored(f"{WORDS}.txt", b"Year 8", PASSWORD))
        yield Sample(kind, "name of a locked file", "a.rar", shut, f"attachment:a.rar/{WORDS}.txt#name")


def _rar_samples(kind: str, content: bytes) -> Iterator[Sample]:
    yield Sample(kind, "file", "letters.rar", content, "attachment:letters.rar/letter.txt")
    yield Sample(kind, "comment", "letters.rar", content, "attachment:letters.rar#comments")


def protected() -> Iterator[Protected]:
    sound, clear = Protection.ENCRYPTED, Protection.NONE
    lines = "".join(f"Pupil {n * 7919 % 100_003} has paid.\n" for n in range(3_000))
    large = {"letter.txt": LETTER + lines.encode(), **OTHER}
    for method in ("LZMA", "LZMA2", "Copy"):
        locked = seven_zip(LETTERS, LOCKED, f"-m0={method}")
        yield Protected("7z", f"files, {method}", "a.7z", locked, sound, _7Z)
        locked = seven_zip(large, LOCKED, f"-m0={method}")
        yield Protected("7z", f"large files, {method}", "a.7z", locked, sound, _7Z)
    yield Protected("7z", "list and files", "a.7z", seven_zip(LETTERS, LOCKED, "-mhe=on"), sound, _7Z)
    separate = seven_zip(LETTERS | OTHER, LOCKED, "-ms=off")
    yield Protected("7z", "each by itself", "a.7z", separate, sound, _7Z)
    mixed = seven_zip(LETTERS, before=seven_zip(OTHER, LOCKED))
    yield Protected("7z", "some files of several", "a.7z", mixed, clear, None, password=None)
    stored = Stored("letter.txt", LETTER, PASSWORD)
    unchecked = Stored("letter.txt", LETTER, PASSWORD, has_check=False)
    long = Stored("letter.txt", LETTER * 200, PASSWORD, has_check=False)
    open_one = Stored("letter.txt", LETTER)
    shut_one = Stored("notes.txt", OTHER["notes.txt"], PASSWORD)
    yield Protected("rar 5", "files", "a.rar", rar5(stored), sound, _RAR5)
    yield Protected("rar 5", "without check value", "a.rar", rar5(unchecked), sound, _RAR5)
    yield Protected("rar 5", "large, without check value", "a.rar", rar5(long), sound, _RAR5)
    yield Protected("rar 5", "headers too", "a.rar", rar5(stored, header_password=PASSWORD), sound, _RAR5)
    yield Protected("rar 5", "some files of several", "a.rar", rar5(shut_one, open_one), clear, None, None)
    yield Protected("rar 4", "files", "a.rar", rar4(stored), sound, _RAR4)
    yield Protected("rar 4", "large", "a.rar", rar4(long), sound, _RAR4)
    yield Protected("rar 4", "headers too", "a.rar", rar4(stored, header_password=PASSWORD), sound, _RAR4)
    yield Protected("rar 4", "some files of several", "a.rar", rar4(shut_one, open_one), clear, None, None)


def broken() -> Iterator[Broken]:
    whole = seven_zip(LETTERS | OTHER, "-ms=off")
    yield Broken("7z", "cut in the middle", "a.7z", whole[: len(whole) // 2])
    yield Broken("7z", "a changed byte", "a.7z", whole[:40] + b"\xff" + whole[41:])
    yield Broken("7z", "something behind it", "a.7z", whole + LETTER)
    yield Broken("7z", "zeros, many of them", "a.7z", bomb())
    yield Broken("7z", "a list of many bytes", "a.7z", bomb_in_list())
    yield Broken("7z", "nested without end", "a.7z", _nested())
    yield Broken("7z", "two thousand files", "a.7z", seven_zip({f"{n}.txt": b"x" for n in range(2_000)}))
    stored = seven_zip(LETTERS, "-m0=Copy", "-mhc=off")
    yield Broken(
        "7z", "it says that it is larger", "a.7z", relisted(stored, bytes((12, len(LETTER))), b"\x0c\x7f")
    )
    yield Broken("7z", "PPMd, whose decoder cannot be trusted", "a.7z", seven_zip(LETTERS, "-m0=PPMd"))
    yield from _broken_rar("rar 4", rar4(Stored("letter.txt", LETTER), Stored("b.txt", OTHER["notes.txt"])))
    yield from _broken_rar("rar 5", rar5(Stored("letter.txt", LETTER), Stored("b.txt", OTHER["notes.txt"])))
    for kind, write, flags in (("rar 4", rar4, 0x1), ("rar 5", rar5, 0x1)):
        many = write(*(Stored(f"{number}.txt", b"x") for number in range(2_000)))
        yield Broken(kind, "two thousand files", "a.rar", many)
        volume = write(Stored("letter.txt", LETTER), flags=flags)
        yield Broken(kind, "one of several volumes", "a.rar", volume)
        larger = write(Stored("letter.txt", LETTER, size=1 << 28))
        yield Broken(kind, "it says that it is larger", "a.rar", larger)
        smaller = write(Stored("letter.txt", LETTER, size=4))
        yield Broken(kind, "it says that it is smaller", "a.rar", smaller)
    packed = Stored("letter.txt", LETTER, window=15, packing=3 << 7)
    yield Broken("rar 5", "it wants gigabytes of memory", "a.rar", rar5(packed))
    split = Stored("letter.txt", LETTER, block_flags=0x10)
    yield Broken("rar 5", "it goes on in another volume", "a.rar", rar5(split, flags=1))


def _broken_rar(kind: str, whole: bytes) -> Iterator[Broken]:
    yield Broken(kind, "cut in the middle", "a.rar", whole[: len(whole) // 2])
    at = whole.index(LETTER[:20])
    yield Broken(kind, "a changed byte", "a.rar", whole[:at] + b"\xff" + whole[at + 1 :])
    yield Broken(kind, "a changed byte in a header", "a.rar", whole[:30] + b"\xff" + whole[31:])
    yield Broken(kind, "something behind it", "a.rar", whole + LETTER)


@cache
def bomb() -> bytes:
    return seven_zip({"zeros.bin": bytes(300_000_000)}, "-mx=1", "-m0=BZip2")


@cache
def _nested() -> bytes:
    content = seven_zip(LETTERS)
    for _ in range(12):
        content = seven_zip({"a.7z": content})
    return content


def bomb_in_list() -> bytes:
    """A list of 64 MB of zeros, packed; the frame round it is written by hand."""
    packed = zlib.compress(bytes(64 << 20), 9, -15)
    number = b"\xf0" + struct.pack("<L", 64 << 20)  # 7zFormat.txt, NUMBER: four bytes follow
    length = b"\xe0" + struct.pack("<L", len(packed))[:3]
    streams = b"\x17\x06\x00\x01\x09" + length + b"\x00\x07\x0b\x01\x00\x01\x03\x04\x01\x08\x0c" + number
    return framed(packed, streams + b"\x00\x00")


def framed(data: bytes, header: bytes) -> bytes:
    """The data and the list of an archive, with the checksums that they need."""
    start = struct.pack("<QQL", len(data), len(header), zlib.crc32(header))
    return b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<L", zlib.crc32(start)) + start + data + header


def relisted(archive: bytes, old: bytes, new: bytes) -> bytes:
    """An archive with something else in its list, which must not be packed."""
    (offset,) = struct.unpack_from("<Q", archive, 12)
    header = archive[32 + offset :]
    assert old in header
    return framed(archive[32 : 32 + offset], header.replace(old, new))
