"""Zip, tar, compressed files, cabinets and disc images, with words in every place, and locked."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from collections.abc import Iterator

import pyzipper
from backports import zstd
from backports.zstd import zipfile as zstdzip

from detectors.finding import Protection
from tests.samples.brokencontainers import bombs, damaged, loops
from tests.samples.containerfiles import (
    LETTER,
    LETTERS,
    LONG,
    OTHER,
    cabinet,
    compressed,
    image,
    made,
    seven_zip,
    tar,
)
from tests.samples.sample import PASSWORD, WORDS, Broken, Protected, Sample

ZIP_METHODS = ("Copy", "Deflate", "Deflate64", "BZip2", "LZMA")
TAR_FORMATS = ("v7", "oldgnu", "gnu", "ustar", "posix")
TREES = {"ISO 9660": (), "Rock Ridge": ("-R",), "Joliet": ("-J",), "UDF": ("-udf",)}


def samples() -> Iterator[Sample]:
    yield from _zip_samples()
    yield from _tar_samples()
    yield from _compressed_samples()
    yield from _cabinet_samples()
    yield from _image_samples()


def _zip_samples() -> Iterator[Sample]:
    here = "attachment:letters.zip/letter.txt"
    for method in ZIP_METHODS:
        yield Sample("zip", method, "letters.zip", seven_zip(LETTERS | OTHER, f"-mm={method}"), here)
    out = io.BytesIO()
    with zstdzip.ZipFile(out, "w", zstdzip.ZIP_ZSTANDARD) as archive:  # no program here writes this kind
        archive.writestr("letter.txt", LETTER)
    yield Sample("zip", "zstd", "letters.zip", out.getvalue(), here)
    nested = seven_zip({"letters.zip": seven_zip(LETTERS)}, "-mm=Copy")
    yield Sample("zip", "in an archive inside", "a.zip", nested, "attachment:a.zip/letters.zip/letter.txt")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("Year 8.txt")
        entry.comment = f"for {WORDS}".encode()
        archive.writestr(entry, b"x")
    yield Sample("zip", "comment on a file", "a.zip", out.getvalue(), "attachment:a.zip#comments")
    where = f"attachment:a.zip/{WORDS}.txt#name"
    yield Sample("zip", "name of a file", "a.zip", seven_zip({f"{WORDS}.txt": b"Year 8"}), where)
    shut = seven_zip({f"{WORDS}.txt": b"Year 8"}, *_AES)
    yield Sample("zip", "name of a locked file", "a.zip", shut, where)
    whole = seven_zip(LETTERS, "-mm=Copy")
    yield Sample(
        "zip",
        "behind a program",
        "a.exe",
        b"MZ" + bytes(range(256)) * 20 + whole,
        "attachment:a.exe/letter.txt",
    )


def _tar_samples() -> Iterator[Sample]:
    here = "attachment:letters.tar/letter.txt"
    for form in TAR_FORMATS:
        content = tar(LETTERS | OTHER, f"--format={form}")
        yield Sample("tar", f"{form} format", "letters.tar", content, here)
    deep = f"{'Autumn term/' * 12}{WORDS}.txt"
    for form in ("gnu", "posix"):
        content = tar({deep: b"Year 8"}, f"--format={form}")
        yield Sample("tar", f"long name, {form}", "a.tar", content, f"attachment:a.tar/{deep}#name")
    linked = tar(LETTERS, link=f"{WORDS}.txt")
    yield Sample("tar", "target of a link", "a.tar", linked, "attachment:a.tar/link#link target")
    owned = tar({"a.txt": b"Year 8"}, f"--owner={WORDS}:1000")
    yield Sample("tar", "owner", "a.tar", owned, "attachment:a.tar#owners")
    noted = tar({"a.txt": b"Year 8"}, "--format=posix", f"--pax-option=comment:={WORDS}")
    yield Sample("tar", "comment", "a.tar", noted, "attachment:a.tar/a.txt#properties")
    common = tar({"a.txt": b"Year 8"}, "--format=posix", f"--pax-option=comment={WORDS}")
    yield Sample("tar", "comment on all files", "a.tar", common, "attachment:a.tar#properties")
    behind = tar(OTHER) + tar(LETTERS)
    yield Sample("tar", "behind the end of another", "letters.tar", behind, here)
    packed = gzip.compress(tar(LETTERS))
    yield Sample("tar", "in gzip", "letters.tgz", packed, "attachment:letters.tgz/letters.tar/letter.txt")


def _compressed_samples() -> Iterator[Sample]:
    programs = (
        ("gzip", "gzip", ".gz"),
        ("bzip2", "bzip2", ".bz2"),
        ("xz", "xz-utils", ".xz"),
        ("lzma", "xz-utils", ".lzma"),
        ("zstd", "zstd", ".zst"),
    )
    for program, package, ending in programs:
        content = compressed(program, package, ending)
        name = f"letter.txt{ending}"
        yield Sample(program, "file", name, content, f"attachment:{name}/letter.txt")
        if program != "lzma":
            again = made(program, package, "notes.txt", members=OTHER, gives=f"notes.txt{ending}") + content
            yield Sample(program, "second piece", name, again, f"attachment:{name}/letter.txt")
    out = io.BytesIO()
    with gzip.GzipFile(f"{WORDS}.txt", "wb", fileobj=out) as stream:
        stream.write(b"Year 8")
    yield Sample("gzip", "original name", "a.gz", out.getvalue(), "attachment:a.gz#original name")
    # No program writes these two: a comment (RFC 1952 §2.3), and a frame that all programs skip.
    noted = b"\x1f\x8b\x08\x10" + bytes(6) + WORDS.encode() + b"\0" + gzip.compress(b"Year 8")[10:]
    yield Sample("gzip", "comment", "a.gz", noted, "attachment:a.gz#comments")
    skipped = b"\x50\x2a\x4d\x18" + struct.pack("<L", len(LETTER)) + LETTER + zstd.compress(b"Year 8")
    yield Sample("zstd", "frame that is skipped", "a.zst", skipped, "attachment:a.zst/skipped data")


def _cabinet_samples() -> Iterator[Sample]:
    here = "attachment:letters.cab/letter.txt"
    yield Sample("cab", "stored", "letters.cab", cabinet(LETTERS), here)
    yield Sample("cab", "MSZIP", "letters.cab", cabinet(OTHER | LETTERS, "-z"), here)
    yield Sample("cab", "several blocks", "a.cab", cabinet(LONG, "-z"), "attachment:a.cab/paid.txt")
    named = cabinet({f"{WORDS}.txt": b"Year 8"})
    yield Sample("cab", "name of a file", "a.cab", named, f"attachment:a.cab/{WORDS}.txt#name")


def _image_samples() -> Iterator[Sample]:
    for tree, options in TREES.items():
        name = "LETTER.TXT" if tree == "ISO 9660" else "letter.txt"
        where = f"attachment:letters.iso/{name}"
        yield Sample("iso", f"file, {tree}", "letters.iso", image(LETTERS, *options), where)
    for tree, options in list(TREES.items())[1:]:
        content = image({f"{WORDS}.txt": b"Year 8"}, *options)
        yield Sample("iso", f"name, {tree}", "a.iso", content, f"attachment:a.iso/{WORDS}.txt#name")
    for tree, hide in (("Joliet", "-hide"), ("ISO 9660", "-hide-joliet")):
        content = image(LETTERS, "-J", "-R", hide, "letter.txt")
        where = "attachment:a.iso/letter.txt"
        yield Sample("iso", f"file that only {tree} shows", "a.iso", content, where)
    titled = image({"a.txt": b"Year 8"}, "-V", WORDS)
    yield Sample("iso", "title", "a.iso", titled, "attachment:a.iso#volume names")
    linked = image({"a.txt": b"Year 8"}, "-R", link=f"{WORDS}.txt")
    yield Sample("iso", "target of a link", "a.iso", linked, "attachment:a.iso/link#link target")


_AES = (f"-p{PASSWORD}", "-mem=AES256")
_ZIPCRYPTO = (f"-p{PASSWORD}", "-mem=ZipCrypto")


def protected() -> Iterator[Protected]:
    sound, weak, clear = Protection.ENCRYPTED, Protection.WEAK, Protection.NONE
    for bits in (128, 192, 256):
        content = seven_zip(LETTERS, f"-p{PASSWORD}", f"-mem=AES{bits}")
        yield Protected("zip", f"AES-{bits}", "a.zip", content, sound, f"AES-{bits} (zip)")
    for method in ZIP_METHODS:
        aes = seven_zip(LONG | LETTERS, *_AES, f"-mm={method}")
        yield Protected("zip", f"AES round {method}", "a.zip", aes, sound, "AES-256 (zip)")
    for method in ("Copy", "Deflate", "BZip2", "LZMA"):
        zipcrypto = seven_zip(LONG, *_ZIPCRYPTO, f"-mm={method}")
        yield Protected("zip", f"ZipCrypto round {method}", "a.zip", zipcrypto, weak, "ZipCrypto")
    by_zip = made("zip", "zip", "-q", "-P", PASSWORD, "made", "letter.txt", members=LETTERS, gives="made.zip")
    yield Protected("zip", "ZipCrypto by Info-ZIP", "a.zip", by_zip, weak, "ZipCrypto")
    # One entry after the other, under passwords of their own, as no program cares to make them.
    yield Protected("zip", "two passwords", "a.zip", _two_passwords(), sound, "AES-256 (zip)")
    beside = _adding(seven_zip(OTHER, *_AES), LETTERS)
    yield Protected("zip", "one of two files locked", "a.zip", beside, clear, None, password=None)
    empty = _aes_zip(LETTERS, _Nothing())
    method = "AES with an empty password (zip)"
    yield Protected("zip", "empty password", "a.zip", empty, weak, method, password=None)
    unlike = seven_zip(LETTERS, *_AES).replace(b"letter.txt", b"Letter.txt", 1)
    yield Protected(
        "zip", "that is described twice", "a.zip", unlike, Protection.UNKNOWN, "AES-256 (zip)", None
    )


class _Nothing(bytes):
    """The empty password, which the library refuses to set."""

    def __bool__(self) -> bool:
        return True


def _aes_zip(members: dict[str, bytes], password: bytes) -> bytes:
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _two_passwords() -> bytes:
    out = io.BytesIO(_aes_zip(LETTERS, PASSWORD.encode()))
    with pyzipper.AESZipFile(out, "a", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"Another-9")
        archive.writestr("notes.txt", OTHER["notes.txt"])
    return out.getvalue()


def _adding(content: bytes, members: dict[str, bytes]) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return out.getvalue()


def broken() -> Iterator[Broken]:
    yield from damaged()
    yield from bombs()
    yield from loops()
