"""Tests for detectors.protection.office.storage."""

from __future__ import annotations

import io
import struct
import time

import olefile
import pytest

from detectors.extract.office97.storagefile import write_storage
from detectors.extract.office97.storages import Stream, Tree
from detectors.protection.office.storage import SIGNATURE, DamagedStorage, Storage
from tests.samples.office97 import documents


@pytest.mark.parametrize("name", ["letter.doc", "pupils.xls", "assembly.ppt"])
def test_streams_are_those_that_another_library_finds(name: str) -> None:
    content = documents()[name]
    with olefile.OleFileIO(io.BytesIO(content)) as ole, Storage(content) as storage:
        found = {"/".join(path): ole.openstream(path).read() for path in ole.listdir()}
        assert {each: storage.read(each) for each in storage.names} == found
        assert not storage.is_cut
        assert storage.end() == len(content)


def test_capitals_do_not_matter() -> None:
    storage = Storage(documents()["letter.doc"])
    assert storage.has("WORDDOCUMENT")
    assert storage.read("worddocument") == storage.read("WordDocument")


def test_a_stream_that_is_not_there() -> None:
    with pytest.raises(DamagedStorage):
        Storage(documents()["letter.doc"]).read("Workbook")


@pytest.mark.parametrize("content", [b"", SIGNATURE, SIGNATURE + bytes(600), b"PK" + bytes(600)])
def test_what_is_no_storage(content: bytes) -> None:
    with pytest.raises(DamagedStorage):
        Storage(content)


def test_a_stream_whose_end_is_missing_is_cut() -> None:
    content = write_storage(Tree((Stream(("a",), b"x" * 20_000),)))
    storage = Storage(content[:9_000])
    assert 0 < len(storage.read("a")) < 20_000
    assert storage.is_cut


def test_a_stream_is_no_longer_than_the_file() -> None:
    content = bytearray(write_storage(Tree((Stream(("a",), b"x" * 20_000),))))
    size = content.find(struct.pack("<Q", 20_000))
    content[size : size + 4] = b"\xff\xff\xff\x7f"
    storage = Storage(bytes(content))
    assert storage.size("a") == len(content)
    assert len(storage.read("a")) <= len(content)
    assert storage.is_cut


def test_a_hundred_thousand_entries_take_a_moment() -> None:
    content = write_storage(Tree(tuple(Stream((f"s{number}",), b"") for number in range(100_000))))
    started = time.process_time()
    assert len(Storage(content).names) == 100_000
    assert time.process_time() - started < 5
