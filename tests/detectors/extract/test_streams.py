"""Tests for detectors.extract.streams."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable

import inflate64
import pytest
from backports import zstd

from detectors.extract import streams
from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.streams import DAMAGED, Decompressor, Deflate, Deflate64, Stream, Till

LINES = b"".join(b"Pupil %d has paid.\n" % (number * 7_919 % 100_003) for number in range(100_000))


def deflate64(content: bytes) -> bytes:
    worker = inflate64.Deflater()
    return bytes(worker.deflate(content) + worker.flush())


FORMATS: dict[str, tuple[Callable[[], Decompressor], bytes]] = {
    "bzip2": (streams.bzip2, bz2.compress(LINES)),
    "xz": (streams.xz, lzma.compress(LINES, preset=0)),
    "lzma": (streams.lzma_alone, lzma.compress(LINES, lzma.FORMAT_ALONE, preset=0)),
    "zstd": (streams.zstandard, zstd.compress(LINES)),
    "zlib": (lambda: Deflate(15), zlib.compress(LINES)),
    "deflate64": (Deflate64, deflate64(LINES)),
}


@pytest.mark.parametrize("form", FORMATS)
def test_all_comes_out_in_pieces(form: str) -> None:
    begin, packed = FORMATS[form]
    stream = Stream(begin(), packed)

    pieces = list(stream.pieces())

    assert b"".join(pieces) == LINES
    assert max(map(len, pieces)) <= 2 * 1_048_576
    assert stream.is_complete
    assert stream.at == len(packed)


@pytest.mark.parametrize("form", ["bzip2", "xz", "zstd", "zlib"])
def test_the_end_is_known_to_the_byte(form: str) -> None:
    begin, packed = FORMATS[form]
    stream = Stream(begin(), b"before" + packed + b"behind", 6)

    assert b"".join(stream.pieces()) == LINES
    assert stream.at == 6 + len(packed)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_cut_off_is_not_complete(form: str) -> None:
    begin, packed = FORMATS[form]
    stream = Stream(begin(), packed[: len(packed) // 2])

    content = b"".join(stream.pieces())

    assert not stream.is_complete
    assert LINES.startswith(content)


def test_what_stands_before_the_damage_comes_out() -> None:
    packed = FORMATS["zlib"][1]
    damaged = packed[:-4] + bytes(4)  # the checksum
    found: list[bytes] = []

    with pytest.raises(DAMAGED):
        found.extend(Stream(Deflate(15), damaged).pieces())

    assert LINES.startswith(b"".join(found))
    assert sum(map(len, found)) > 0.99 * len(LINES)


@pytest.mark.parametrize("properties", [b"", b"\xff\0\0\1\0", b"]\0\0\0\xff"])
def test_impossible_or_greedy_properties_are_refused(properties: bytes) -> None:
    with pytest.raises(DAMAGED):
        streams.lzma_raw(properties)


def test_a_window_of_gigabytes_is_refused() -> None:
    raw_block = (len(b"Grace") << 3 | 1).to_bytes(3, "little") + b"Grace"
    modest, greedy = (b"\x28\xb5\x2f\xfd\0" + bytes([size - 10 << 3]) + raw_block for size in (27, 28))
    assert list(Stream(streams.zstandard(), modest).pieces()) == [b"Grace"]
    with pytest.raises(DAMAGED):
        list(Stream(streams.zstandard(), greedy).pieces())


def test_growth_is_asked_about_although_it_comes_in_small_pieces() -> None:
    till = Till(Budget())
    for _ in range(15):
        till.add(1_000, 1_000_000)
    with pytest.raises(BudgetExceeded):
        till.add(1_000, 1_000_000)


def test_all_is_paid_for_at_the_end() -> None:
    budget = Budget(unpacked=1_000)
    till = Till(budget)
    till.add(100, 600)
    till.settle()
    till.settle()
    assert budget.unpacked == 400
