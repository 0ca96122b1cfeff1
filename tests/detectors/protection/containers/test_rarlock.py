"""Tests for detectors.protection.containers.rarlock."""

from __future__ import annotations

import os
from itertools import count

import pytest

from detectors.extract.budget import Budget
from detectors.extract.containers.rar import read_rar
from detectors.lock import LARGEST_LOCK, Lock
from detectors.protection.containers.rarkeys import rar4_key
from detectors.protection.containers.rarlock import RarCheckLock, RarHeaderLock, RarSampleLock
from detectors.protection.locks import decode, encode
from tests.detectors.extract.files import attachment
from tests.samples.archives import LETTER
from tests.samples.rarwriter import RAR4, SALT, Stored, block4, file4, key4, rar4, rar5
from tests.samples.sample import PASSWORD, WORDS

WRONG = ("", PASSWORD.lower(), f"{PASSWORD} ", "Zoë", "\ud800", "x" * 300)
LOCKED = Stored(f"{WORDS}.txt", LETTER, PASSWORD)
UNCHECKED = Stored(f"{WORDS}.txt", LETTER, PASSWORD, has_check=False)
LONG = Stored(f"{WORDS}.txt", LETTER * 200, PASSWORD, has_check=False)
KINDS = [
    (rar5(LOCKED), RarCheckLock),
    (rar5(LOCKED, header_password=PASSWORD), RarCheckLock),
    (rar5(UNCHECKED), RarSampleLock),
    (rar5(LONG), RarSampleLock),
    (rar4(LOCKED), RarSampleLock),
    (rar4(LONG), RarSampleLock),
    (rar4(LOCKED, header_password=PASSWORD), RarHeaderLock),
]


def lock_of(content: bytes) -> Lock:
    (locked,) = read_rar(attachment(content, "a.rar"), Budget()).locked
    return locked.lock


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_the_right_password_opens_it_and_no_other(content: bytes, kind: type[Lock]) -> None:
    lock = lock_of(content)
    assert isinstance(lock, kind)
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, WRONG))


@pytest.mark.parametrize(("content", "kind"), KINDS)
def test_it_is_small_holds_no_name_and_can_be_written_down(content: bytes, kind: type[Lock]) -> None:
    lock = lock_of(content)
    written = encode(lock)
    assert 0 < len(written) < 2 * LARGEST_LOCK
    assert WORDS.encode().hex() not in written
    assert decode(written) == lock
    assert isinstance(lock, kind)


@pytest.mark.parametrize("password", ["a", PASSWORD, "Zoë O'Neill", "twenty-eight characters long"])
def test_the_key_is_that_of_rar_4(password: str) -> None:
    assert rar4_key(password, SALT[:8]) == key4(password)


def test_a_file_that_begins_as_files_do_is_known_by_its_beginning() -> None:
    for beginning in (b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0"):
        lock = lock_of(rar4(Stored("a", beginning + os.urandom(9_000), PASSWORD)))
        assert lock.opens(PASSWORD)
        assert not any(map(lock.opens, WRONG))


def test_noise_opens_nothing() -> None:
    """What a wrong password makes of a packed file: garbage, some of which unpacks to readable garbage."""
    header = file4(Stored("f", bytes(5_000), size=500_000))[:-5_000]
    packed = bytearray(header[7:])
    packed[18] = 0x33  # the method; what is stored would not be unpacked
    opening = RAR4 + block4(0x73, 0, bytes(6)) + block4(0x74, 0x8000, bytes(packed))
    locks = (RarSampleLock(opening + os.urandom(4_096), 500_000, True) for _ in count())
    assert sum(next(locks).opens("") for _ in range(2_000)) <= 1


def test_an_entry_that_would_grow_without_end_is_tried_only_so_far() -> None:
    lock = lock_of(rar4(Stored("a.txt", LETTER, PASSWORD, size=1 << 31)))
    assert isinstance(lock, RarSampleLock)
    assert lock.is_cut
