"""Files in archives: packed, packed again, damaged, and archives that say what is not so."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib

from tests.evasion.letters import NAME, SENTENCE, attached, inside, zipped
from tests.evasion.way import UNREADABLE, Way

TEXT = SENTENCE.encode()


def _in_zips(depth: int) -> bytes:
    content, name = TEXT, "letter.txt"
    for level in range(depth):
        content, name = zipped({name: content}), f"{level}.zip"
    return content


def _flag(packed: bytes, offset: int) -> bytes:
    """Says in the first entry's directory record that it is encrypted (APPNOTE.TXT §4.4.4)."""
    at = packed.index(b"PK\x01\x02")
    return packed[: at + offset] + b"\x01" + packed[at + offset + 1 :]


def _wrong_checksum() -> bytes:
    packed = zipped({"letter.txt": TEXT})
    wrong = struct.pack("<I", zlib.crc32(TEXT))
    return packed.replace(wrong, b"\1\2\3\4")


def _other_name() -> bytes:
    """The local header calls the file by the pupil's name, the directory something as long."""
    packed = zipped({"Grace Bishop.txt": b"x"})
    at = packed.index(b"PK\x01\x02")
    return packed[:at] + packed[at:].replace(b"Grace Bishop.txt", b"Autumn-terms.txt")


def _not_in_directory() -> bytes:
    """Two archives, the first without its directory: it is skipped by programs that trust the last one."""
    hidden, shown = zipped({"letter.txt": TEXT}), zipped({"trip.txt": b"x"})
    return hidden[: hidden.index(b"PK\x01\x02")] + shown


def _extra_field() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.extra = struct.pack("<HH", 0x9999, len(TEXT)) + TEXT
        archive.writestr(entry, b"x")
    return out.getvalue()


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("letter.txt")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    return out.getvalue()


def _cpio() -> bytes:
    def record(name: bytes, content: bytes) -> bytes:
        fields = (0, 0o100644, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        head = b"070701" + b"".join(b"%08X" % each for each in fields) + name + b"\0"
        return head.ljust(-(-len(head) // 4) * 4, b"\0") + content.ljust(-(-len(content) // 4) * 4, b"\0")

    return record(b"letter.txt", TEXT) + record(b"TRAILER!!!", b"")


def _method(number: int) -> bytes:
    packed = zipped({"letter.txt": TEXT})
    at = packed.index(b"PK\x01\x02")
    packed = packed[: at + 10] + struct.pack("<H", number) + packed[at + 12 :]
    return packed[:8] + struct.pack("<H", number) + packed[10:]


WAYS = (
    Way("zip", "packs the file", lambda: attached(zipped({"letter.txt": TEXT}), "a.zip"),
        inside("a.zip", "letter.txt")),
    Way("zip-2", "packs it twice", lambda: attached(_in_zips(2), "a.zip"),
        inside("a.zip", "0.zip", "letter.txt")),
    Way("zip-5", "packs it five times", lambda: attached(_in_zips(5), "a.zip"),
        inside("a.zip", "3.zip", "2.zip", "1.zip", "0.zip", "letter.txt")),
    Way("zip-10", "packs it ten times", lambda: attached(_in_zips(10), "a.zip"),
        UNREADABLE),
    Way("zip-40", "packs it forty times", lambda: attached(_in_zips(40), "a.zip"), UNREADABLE),
    Way("zip-comment", "writes a comment on the archive",
        lambda: attached(zipped({"a.txt": b"x"}, TEXT), "a.zip"), inside("a.zip", part="comments")),
    Way("zip-name", "names a file in the archive", lambda: attached(zipped({f"{NAME}.txt": b"x"}), "a.zip"),
        inside("a.zip", f"{NAME}.txt", part="name")),
    Way("zip-local-name", "names it so only in front of the file, not in the list",
        lambda: attached(_other_name(), "a.zip"), UNREADABLE),
    Way("zip-folder", "names an empty folder", lambda: attached(zipped({"Grace Bishop/": b""}), "a.zip"),
        inside("a.zip", "Grace Bishop/", part="name")),
    Way("zip-extra-field", "writes into a field for programs", lambda: attached(_extra_field(), "a.zip"),
        inside("a.zip", part="properties")),
    Way("zip-not-listed", "leaves a file out of the list", lambda: attached(_not_in_directory(), "a.zip"),
        UNREADABLE),
    Way("zip-before", "writes before the archive", lambda: attached(TEXT + zipped({"a.txt": b"x"}), "a.zip"),
        UNREADABLE),
    Way("zip-behind", "writes behind the archive", lambda: attached(zipped({"a.txt": b"x"}) + TEXT, "a.zip"),
        UNREADABLE),
    Way("zip-wrong-checksum", "changes the checksum, which few programs mind",
        lambda: attached(_wrong_checksum(), "a.zip"), inside("a.zip", "letter.txt")),
    Way("zip-said-locked", "says that the file is locked, though it is not",
        lambda: attached(_flag(zipped({"letter.txt": TEXT}), 8), "a.zip"), inside("a.zip", "letter.txt")),
    Way("zip-unknown-method", "says that it is packed in an unknown way",
        lambda: attached(_method(99), "a.zip"), UNREADABLE),
    Way("zip-cut", "cuts the archive off", lambda: attached(zipped({"letter.txt": TEXT})[:-30], "a.zip"),
        UNREADABLE),
    Way("zip-split", "cuts the archive into pieces, .001 and so on",
        lambda: attached(zipped({"letter.txt": TEXT * 9})[:60], "a.zip.001"), UNREADABLE),
    Way("zip-split-last", "sends the last piece only",
        lambda: attached(zipped({"letter.txt": TEXT * 9})[60:], "a.zip.002"), UNREADABLE),
    Way("zip-many", "hides the file among three thousand",
        lambda: attached(zipped({f"{n}.txt": b"x" for n in range(3000)} | {"z.txt": TEXT}), "a.zip"),
        UNREADABLE),
    Way("gzip", "packs the file with gzip", lambda: attached(gzip.compress(TEXT), "letter.txt.gz"),
        inside("letter.txt.gz", "letter.txt")),
    Way("bzip2", "packs it with bzip2", lambda: attached(bz2.compress(TEXT), "letter.txt.bz2"),
        inside("letter.txt.bz2", "letter.txt")),
    Way("xz", "packs it with xz", lambda: attached(lzma.compress(TEXT), "letter.txt.xz"),
        inside("letter.txt.xz", "letter.txt")),
    Way("zlib", "packs it with zlib, without a program's header",
        lambda: attached(zlib.compress(TEXT * 9), "a.z"), UNREADABLE),
    Way("deflate", "packs it without any header", lambda: attached(zlib.compress(TEXT * 9)[2:-4], "a.bin"),
        UNREADABLE),
    Way("gzip-behind", "writes behind the packed data", lambda: attached(gzip.compress(b"x") + TEXT, "a.gz"),
        UNREADABLE),
    Way("tar", "puts it into a tar archive",
        lambda: attached(_tar(), "a.tar"), inside("a.tar", "letter.txt")),
    Way("tar-gzip", "and packs that", lambda: attached(gzip.compress(_tar()), "a.tgz"),
        inside("a.tgz", "a.tar", "letter.txt")),
    Way("cpio", "puts it into a cpio archive", lambda: attached(_cpio(), "a.cpio"), UNREADABLE),
    Way("compress", "packs it with the compress of old",
        lambda: attached(b"\x1f\x9d\x90" + bytes(range(40, 80)), "a.Z"), UNREADABLE),
    Way("lz4", "packs it with lz4",
        lambda: attached(
            b"\x04\x22\x4d\x18\x64\x40\xa7" + struct.pack("<I", 0x80000000 | len(TEXT)) + TEXT + bytes(4),
            "a.lz4"
        ), UNREADABLE),
    Way("brotli", "packs it with brotli, which has no mark of its own",
        lambda: attached(b"\x0b\x18\x80" + TEXT + b"\x03", "a.br"), UNREADABLE),
    Way("lha", "packs it with LHA", lambda: attached(b"\x24\x00-lh0-" + bytes(20) + TEXT, "a.lzh"),
        UNREADABLE),
    Way("arj", "packs it with ARJ", lambda: attached(b"\x60\xea\x2a\0\x1e\x0b" + bytes(40) + TEXT, "a.arj"),
        UNREADABLE),
    Way("ar", "puts it into the archive of a linker",
        lambda: attached(
            b"!<arch>\nletter.txt/     0           0     0     644     %-10d`\n" % len(TEXT) + TEXT, "a.a"
        ), inside("a.a")),
    Way("xar", "puts it into an installer of a Mac",
        lambda: attached(b"xar!\0\x1c\0\1" + bytes(20) + zlib.compress(TEXT), "a.pkg"), UNREADABLE),
    Way("squashfs", "puts it into an image of a file system",
        lambda: attached(b"hsqs" + bytes(92) + TEXT, "a.img"), UNREADABLE),
    Way("disk-image", "puts it into an image of a disk",
        lambda: attached(bytes(510) + b"\x55\xaa" + bytes(512) + TEXT, "a.img"), UNREADABLE),
    Way("zip-of-lies", "packs a file and calls the archive a film",
        lambda: attached(zipped({"letter.txt": TEXT}), "a.mp4", "video/mp4"), inside("a.mp4", "letter.txt")),
)  # fmt: skip
