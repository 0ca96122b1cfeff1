"""Tests for detectors.extract.containers.compressed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import zlib

import pytest
from backports import zstd

from detectors.extract.budget import Budget
from detectors.finding import Protection
from detectors.message import Reading
from tests.detectors.extract.files import attachment, docx_of, read_file, read_parts, reasons, texts_at

LETTER = b"Dear parents of Grace Bishop\n" * 30
PACKERS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, lzma.FORMAT_ALONE),
    "zst": zstd.compress,
}


def nested(reading: Reading) -> list[str]:
    return [each.path for each in reading.attachments[1:]]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("letter.txt.gz", "letter.txt"),
        ("letter.TXT.GZ", "letter.TXT"),
        ("letters.tgz", "letters.tar"),
        ("letters.tar.zst", "letters.tar"),
        ("letter", "letter"),
        (".gz", ".gz"),
    ],
)
def test_the_file_inside_has_the_name_without_the_ending(outer: str, inner: str) -> None:
    assert nested(read_file(zlib_gzip(LETTER), outer)) == [f"{outer}/{inner}"]


def zlib_gzip(content: bytes) -> bytes:
    """Without a name in the header."""
    worker = zlib.compressobj(wbits=31)
    return worker.compress(content) + worker.flush()


def test_the_name_in_the_header_says_what_the_file_is_where_its_own_name_does_not() -> None:
    table = b"Forename,Surname\nGrace,Bishop\n"
    named = b"\x1f\x8b\x08\x08" + bytes(6) + b"pupils.csv\0" + gzip.compress(table)[10:]
    reading = read_file(named, "list.gz")
    assert nested(reading) == ["list.gz/pupils.csv"]
    assert reading.tables[0].rows[1] == ("Grace", "Bishop")


@pytest.mark.parametrize("ending", PACKERS)
def test_documents_inside_are_read(ending: str) -> None:
    packed = PACKERS[ending](docx_of("Grace Bishop"))
    reading = read_file(packed, f"letter.docx.{ending}")
    assert "Grace Bishop" in texts_at(reading, f"attachment:letter.docx.{ending}/letter.docx")
    assert not reading.unread


@pytest.mark.parametrize("ending", ["gz", "bz2", "xz", "zst"])
def test_pieces_one_behind_the_other_are_one_file(ending: str) -> None:
    pack = PACKERS[ending]
    reading = read_file(pack(b"Dear Gra") + pack(b"") + pack(b"ce Bishop"), f"letter.txt.{ending}")
    assert texts_at(reading, f"attachment:letter.txt.{ending}/letter.txt") == "Dear Grace Bishop"
    assert not reading.unread


@pytest.mark.parametrize("ending", ["gz", "xz"])
def test_zeros_behind_it_are_nothing_and_anything_else_is_said(ending: str) -> None:
    packed = PACKERS[ending](LETTER)
    assert not read_file(packed + bytes(512), f"letter.txt.{ending}").unread
    rubbish = read_file(packed + bytes(8) + b"Zoe", f"letter.txt.{ending}")
    assert reasons(rubbish) == ["There is something else behind it."]
    assert "Grace Bishop" in texts_at(rubbish, f"attachment:letter.txt.{ending}/letter.txt")


def test_what_came_before_the_damage_is_read_and_the_rest_is_said() -> None:
    lines = b"".join(b"Pupil %d has paid.\n" % (number * 7_919 % 100_003) for number in range(9_000))
    packed = gzip.compress(LETTER + lines)
    for damaged in (
        packed[: len(packed) // 2],
        packed[: len(packed) // 2] + b"\xff" * 99,
        packed[:-8] + bytes(8),
    ):
        reading = read_file(damaged, "letter.txt.gz")
        assert "Grace Bishop" in texts_at(reading, "attachment:letter.txt.gz/letter.txt")
        assert reading.unread
        assert reading.attachments[0].protection is Protection.NONE


def test_nothing_that_can_be_read_is_unknown() -> None:
    reading = read_file(gzip.compress(LETTER)[:10], "letter.txt.gz")
    assert [each.protection for each in reading.attachments] == [Protection.UNKNOWN]
    assert reading.unread


def test_what_programs_note_for_themselves_is_no_file() -> None:
    own = b"\x50\x2a\x4d\x18\x04\0\0\0\x12\x34\x56\x78" + zstd.compress(LETTER)  # pzstd
    block = b"\x1f\x8b\x08\x04" + bytes(6) + b"\x06\0BC\x02\0\x1b\0" + gzip.compress(LETTER)[10:]  # bgzip
    for content, name in ((own, "letter.txt.zst"), (block, "letter.txt.gz")):
        reading = read_file(content, name)
        assert nested(reading) == [f"{name}/letter.txt"]
        assert not reading.unread


def test_an_archive_in_data_that_programs_skip_is_read() -> None:
    hidden = gzip.compress(b"Dear Grace Bishop")
    frame = b"\x5f\x2a\x4d\x18" + struct.pack("<L", len(hidden)) + hidden
    reading = read_file(zstd.compress(b"Year 8") + frame, "letter.txt.zst")
    where = "attachment:letter.txt.zst/skipped data/skipped data"
    assert texts_at(reading, where) == "Dear Grace Bishop"


def test_the_budget_holds_for_small_pieces_too() -> None:
    content = zlib_gzip(bytes(range(256)) * 40) * 50
    reading = read_parts(attachment(content, "a.gz"), budget=Budget(unpacked=100_000))
    assert "too large" in reasons(reading)[0]


def test_a_file_that_unpacks_to_itself_ends() -> None:
    content = LETTER
    for _ in range(20):
        content = gzip.compress(content)
    assert "one inside the other" in reasons(read_file(content, "letter.gz"))[0]
