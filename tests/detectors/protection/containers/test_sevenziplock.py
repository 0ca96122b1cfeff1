"""Tests for detectors.protection.containers.sevenziplock."""

from __future__ import annotations

import random
import time

import pytest
from py7zr.helpers import calculate_key

from detectors.extract.budget import Budget
from detectors.extract.containers.sevenzip import read_7z
from detectors.extract.contents import Contents
from detectors.lock import LARGEST_LOCK
from detectors.protection.containers.sevenziplock import SevenZipLock
from detectors.protection.containers.sevenzipunpack import Seal
from detectors.protection.locks import decode, encode
from tests.detectors.extract.files import attachment
from tests.samples.archives import LETTER, seven_zip
from tests.samples.sample import PASSWORD

WRONG = ("", PASSWORD.lower(), f"{PASSWORD} ", "Zoë", "\ud800", "x" * 300)
NOISE = random.Random(7).randbytes(9_000)
LINES = "".join(f"Pupil {number * 7919 % 100_003} has paid.\n" for number in range(3_000)).encode()


def lock_of(content: bytes) -> SevenZipLock:
    contents: Contents = read_7z(attachment(content, "a.7z"), Budget())
    (locked,) = contents.locked
    assert isinstance(locked.lock, SevenZipLock)
    return locked.lock


def locked(name: str, content: bytes, *options: str) -> SevenZipLock:
    return lock_of(seven_zip({name: content}, f"-p{PASSWORD}", *options))


@pytest.mark.parametrize("method", ["LZMA", "LZMA2", "BZip2", "Deflate", "Copy"])
@pytest.mark.parametrize("more", [b"", LINES])
def test_the_right_password_opens_it_and_no_other(method: str, more: bytes) -> None:
    lock = locked("a.txt", LETTER + more, f"-m0={method}")
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, WRONG))


def test_a_locked_list_is_a_lock_too() -> None:
    lock = locked("letter.txt", LETTER, "-mhe=on")
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, WRONG))


@pytest.mark.parametrize("size", range(16))
def test_it_is_opened_however_long_the_last_block_is(size: int) -> None:
    """Of what fills it up there may be no byte at all, and then the beginning must tell."""
    for content in (NOISE + bytes(size), LINES + LINES[:size]):
        lock = locked("a.bin", content)
        assert lock.opens(PASSWORD)
        assert not any(map(lock.opens, WRONG))


@pytest.mark.parametrize("more", [b"", LINES])
def test_it_is_small_and_can_be_written_down(more: bytes) -> None:
    lock = locked("letter.txt", LETTER + more)
    written = encode(lock)
    assert 0 < len(written) < 2 * LARGEST_LOCK
    assert decode(written) == lock


@pytest.mark.parametrize(("cycles", "salt"), [(0, b""), (6, b"s"), (15, b""), (16, b"salt"), (18, b"")])
def test_the_key_is_that_of_7_zip(cycles: int, salt: bytes) -> None:
    for password in ("a", PASSWORD, "Zoë O'Neill"):
        key = calculate_key(password.encode("utf-16-le"), cycles, salt, "sha256")
        assert Seal(cycles, salt, bytes(16)).key(password) == key


def test_a_try_is_fast() -> None:
    lock = locked("letter.txt", LETTER + LINES)
    started = time.process_time()
    for number in range(20):
        lock.opens(f"Kestrel-{number}")
    assert (time.process_time() - started) / 20 < 0.2


@pytest.mark.parametrize("coders", ["", "21.18.1000000", "030101.5d00000004.1000000"])
def test_noise_opens_nothing(coders: str) -> None:
    """What a wrong password makes of a stream, where no byte of padding and no checksum gives it away.

    The same noise each time: of all wrong passwords one in 65,536 opens a stream in LZMA2.
    """
    noise = random.Random(1)
    packed, tail = noise.randbytes(4_096), noise.randbytes(32)
    lock = SevenZipLock(0, b"", bytes(16), packed, tail, 4_096, coders, 1_000_000, -1)
    assert not any(lock.opens(f"{number}") for number in range(2_000))
