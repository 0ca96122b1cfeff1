"""Tests for detectors.extract.office97.storages, storagefile and packedrtf."""

from __future__ import annotations

import struct

import compressed_rtf
import pytest
from aspose.email_foss.cfb import CFBReader
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.contents import CannotRead
from detectors.extract.mail.packedrtf import unpack_rtf
from detectors.extract.office97.storagefile import write_storage
from detectors.extract.office97.storages import Stream, Tree, read_tree
from detectors.protection.office.storage import DamagedStorage

SMALL, LARGE = b"Grace Bishop", b"Grace " * 2_000
RTF = b"{\\rtf1\\ansi Grace Bishop has done well, " + b"well, " * 200 + b"\\par}"


def tree_of(*streams: tuple[tuple[str, ...], bytes]) -> Tree:
    return Tree(tuple(Stream(path, content) for path, content in streams))


TREE = tree_of(
    (("a",), SMALL),
    (("b",), LARGE),
    (("inner", "a"), b""),
    (("inner", "deep", "c"), SMALL * 20),
    *(((f"stream {number}",), bytes((number,)) * number * 30) for number in range(200)),
)


def test_what_is_written_is_read_again() -> None:
    found = read_tree(write_storage(TREE), Budget())
    assert found.whole
    assert sorted((each.path, each.content) for each in found.streams) == sorted(
        (each.path, each.content) for each in TREE.streams
    )


def test_another_library_finds_every_stream_by_its_name() -> None:
    storage = CFBReader(write_storage(TREE))
    for stream in TREE.streams:
        entry = storage.resolve_path(list(stream.path))
        assert storage.get_stream_data(entry.stream_id) == stream.content, stream.path


def test_more_than_the_header_can_name_is_written() -> None:
    content = bytes(8_000_000) + SMALL
    (found,) = read_tree(write_storage(tree_of((("large",), content))), Budget()).streams
    assert found.content == content


def test_a_storage_inside_becomes_one_of_its_own() -> None:
    inner = read_tree(write_storage(TREE), Budget()).inner()["inner"]
    assert {each.path for each in inner.streams} == {("a",), ("deep", "c")}


def test_streams_that_share_their_content_are_paid_for_each() -> None:
    content = bytearray(write_storage(tree_of(*(((f"{n}",), LARGE) for n in range(100)))))
    for number in range(1, 101):  # every entry points at the first stream's sectors
        struct.pack_into("<I", content, 512 + number * 128 + 116, 26)
    with pytest.raises(BudgetExceeded):
        read_tree(bytes(content), Budget(unpacked=90 * len(LARGE)))


def test_storages_too_deep_to_be_fetched_are_said() -> None:
    path = tuple(f"{number}" for number in range(70))
    assert not read_tree(write_storage(tree_of((path, SMALL))), Budget()).whole


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(2_000)])
def test_what_is_no_storage(content: bytes) -> None:
    with pytest.raises(DamagedStorage):
        read_tree(content, Budget())


@pytest.mark.parametrize("compressed", [True, False])
def test_rtf_as_a_library_packs_it(compressed: bool) -> None:
    unpacked = unpack_rtf(compressed_rtf.compress(RTF, compressed), Budget())
    assert (unpacked.content, unpacked.whole) == (RTF, True)


@given(st.binary(max_size=300))
def test_whatever_is_packed_becomes_what_the_library_says(packed: bytes) -> None:
    head = struct.pack("<II4sI", len(packed) + 12, 0, b"LZFu", compressed_rtf.compressed_rtf.crc32(packed))
    try:
        expected = compressed_rtf.decompress(head + packed)
    except struct.error:  # it breaks off in the middle of an item
        return
    assert unpack_rtf(head + packed, Budget()).content == expected


@pytest.mark.parametrize("place", [12, 60])
def test_damaged_rtf_is_not_whole(place: int) -> None:
    packed = bytearray(compressed_rtf.compress(RTF))
    packed[place] ^= 0x01
    assert not unpack_rtf(bytes(packed), Budget()).whole


def test_rtf_that_breaks_off_keeps_its_beginning() -> None:
    unpacked = unpack_rtf(compressed_rtf.compress(RTF)[:60], Budget())
    assert unpacked.content.startswith(b"{\\rtf1\\ansi Grace Bishop")
    assert not unpacked.whole


@pytest.mark.parametrize("content", [b"", b"short", bytes(16), b"\0" * 8 + b"ZZZZ" + bytes(9)])
def test_what_is_no_packed_rtf(content: bytes) -> None:
    with pytest.raises(CannotRead):
        unpack_rtf(content, Budget())


def test_rtf_is_paid_for() -> None:
    packed = struct.pack("<II4sI", 4_000_012, 0, b"LZFu", 0) + bytes(4_000_000)
    with pytest.raises(BudgetExceeded):
        unpack_rtf(packed, Budget(unpacked=1_000_000))
