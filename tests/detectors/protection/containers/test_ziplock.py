"""Tests for detectors.protection.containers.ziplock."""

from __future__ import annotations

import os
import random
import time

import pytest

from detectors.lock import LARGEST_LOCK, Lock
from detectors.protection.containers.archive import entries_of
from detectors.protection.containers.ziplock import WinZipAesLock, ZipCryptoLock, zip_lock
from detectors.protection.locks import decode, encode
from tests.samples.containerfiles import made, seven_zip

PASSWORD = "Kestrel-7714"
LINES = "".join(f"Pupil {number * 7_919 % 100_003} has paid.\n" for number in range(5_000)).encode()
PICTURE = b"\xff\xd8\xff\xe0" + os.urandom(5_000)
NOISE = os.urandom(5_000)


def lock_of(content: bytes) -> Lock:
    return zip_lock([entry.sealed for entry in entries_of(content).entries if entry.sealed])


def locked(members: dict[str, bytes], *options: str) -> Lock:
    return lock_of(seven_zip(members, f"-p{PASSWORD}", *options))


LOCKS = {
    "AES, small": (locked, {"a": b"Grace Bishop"}, "-mem=AES256"),
    "AES, deflated": (locked, {"a": LINES}, "-mem=AES256"),
    "AES, stored": (locked, {"a": NOISE}, "-mem=AES128", "-mm=Copy"),
    "AES, LZMA": (locked, {"a": LINES}, "-mem=AES192", "-mm=LZMA"),
    "ZipCrypto, small": (locked, {"a": b"Grace Bishop"}, "-mem=ZipCrypto"),
    "ZipCrypto, small and stored": (locked, {"a": b"Grace Bishop"}, "-mem=ZipCrypto", "-mm=Copy"),
    "ZipCrypto, deflated": (locked, {"a": LINES}, "-mem=ZipCrypto"),
    "ZipCrypto, bzip2": (locked, {"a": LINES}, "-mem=ZipCrypto", "-mm=BZip2"),
    "ZipCrypto, LZMA": (locked, {"a": LINES}, "-mem=ZipCrypto", "-mm=LZMA"),
    "ZipCrypto, a picture": (locked, {"a": PICTURE}, "-mem=ZipCrypto", "-mm=Copy"),
    "ZipCrypto, text": (locked, {"a": LINES}, "-mem=ZipCrypto", "-mm=Copy"),
    "ZipCrypto, noise beside text": (locked, {"a": NOISE, "b": LINES}, "-mem=ZipCrypto", "-mm=Copy"),
}


@pytest.mark.parametrize("what", LOCKS)
def test_the_right_password_opens_it_and_others_do_not(what: str) -> None:
    make, *arguments = LOCKS[what]
    lock = make(*arguments)
    assert lock.opens(PASSWORD)
    for wrong in ("", "kestrel-7714", "Kestrel-7714 ", "Kestrel", "\ud800", "\0", "x" * 500):
        assert not lock.opens(wrong)


def test_a_lock_may_be_written_down_and_holds_little_of_the_file() -> None:
    for cipher in ("ZipCrypto", "AES256"):
        lock = locked({f"{number}.txt": LINES for number in range(9)}, f"-mem={cipher}")
        written = encode(lock)
        assert 0 < len(written) < 2 * LARGEST_LOCK
        assert decode(written) == lock
        assert decode(written).opens(PASSWORD)


def test_fewer_than_one_wrong_password_in_ten_thousand_opens() -> None:
    words = random.Random(7)
    for what in ("ZipCrypto, deflated", "ZipCrypto, small", "ZipCrypto, a picture"):
        make, *arguments = LOCKS[what]
        lock = make(*arguments)
        assert not [word for word in range(20_000) if lock.opens(f"{words.random()}{word}")]


def test_info_zip_writes_the_time_where_others_write_the_checksum() -> None:
    command = f"cat letter.txt | zip -q -P {PASSWORD} made.zip -"
    content = made("sh", "dash", "-c", command, members={"letter.txt": LINES}, gives="made.zip")
    assert lock_of(content).opens(PASSWORD)


def test_what_cannot_be_told_does_not_open() -> None:
    """A single entry of noise: 1 in 128 of all words would seem to open it."""
    assert not locked({"a": NOISE}, "-mem=ZipCrypto", "-mm=Copy").opens(PASSWORD)


def test_any_of_the_samples_may_have_a_password_of_its_own() -> None:
    contents = [
        seven_zip({"a": b"Grace Bishop"}, f"-p{password}", "-mem=ZipCrypto")
        for password in ("One-1", "Two-2")
    ]
    lock = zip_lock(
        entry.sealed for content in contents for entry in entries_of(content).entries if entry.sealed
    )
    assert lock.opens("One-1")
    assert lock.opens("Two-2")
    assert not lock.opens("One-2")


@pytest.mark.parametrize("kind", [ZipCryptoLock, WinZipAesLock])
def test_what_was_not_written_here_opens_nothing(kind: type[ZipCryptoLock] | type[WinZipAesLock]) -> None:
    for samples in (b"", b"Grace", bytes(40), bytes(15) + b"\x20" + bytes(40)):
        assert not kind(samples).opens(PASSWORD)


@pytest.mark.parametrize(("cipher", "seconds"), [("ZipCrypto", 0.0005), ("AES256", 0.015)])
def test_a_try_takes_no_longer_than_that(cipher: str, seconds: float) -> None:
    lock = locked({f"{number}.txt": LINES for number in range(4)}, f"-mem={cipher}")
    started = time.process_time()
    for number in range(40):
        lock.opens(f"Merlin-{number}")
    assert (time.process_time() - started) / 40 < seconds


def test_no_entry_no_lock() -> None:
    with pytest.raises(ValueError, match="no entry"):
        zip_lock([])
