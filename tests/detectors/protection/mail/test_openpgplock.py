"""Tests for detectors.protection.mail.openpgplock, on what GnuPG and RNP seal with a password."""

from __future__ import annotations

import time

import pytest

from detectors.lock import LARGEST_LOCK
from detectors.protection import locks
from detectors.protection.mail.openpgp import sealed
from detectors.protection.mail.openpgplock import OpenPgpLock, PasswordLock, lock_of, made_of_password
from tests.samples.sample import PASSWORD
from tests.samples.securedmail import authenticated, openpgp

GNUPG = ("password", "AES-128", "Camellia", "Triple DES", "SHA-512", "salted", "simple", "unprotected")
SIMPLE, SALTED, REPEATED = b"\0\2", b"\1\2saltsalt", b"\3\2saltsalt"


def lock_in(content: bytes) -> PasswordLock:
    found = sealed(content)
    assert found
    lock = lock_of(found.passwords[0], found.data)
    assert lock
    return lock


@pytest.mark.parametrize("what", [*GNUPG, "password and key", "ocb", "eax"])
def test_the_right_password_and_no_other_opens_it(what: str) -> None:
    lock = lock_in({**openpgp(), **authenticated()}[what])
    assert lock.opens(PASSWORD)
    assert not any(lock.opens(wrong) for wrong in ("", "kestrel-7714", "Grace", "\ud800", "x" * 10_000))


@pytest.mark.parametrize("what", ["password", "password and key", "ocb"])
def test_what_is_kept_of_it_is_small_and_still_opens(what: str) -> None:
    lock = lock_in({**openpgp(), **authenticated()}[what])
    written = locks.encode(lock)
    assert len(written) < LARGEST_LOCK // 10
    assert locks.decode(written) == lock


@pytest.mark.parametrize(
    ("specifier", "size", "hexadecimal"),
    [
        (SIMPLE, 16, "5baa61e4c9b93f3f0682250b6cf8331b"),
        (SIMPLE, 24, "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8a92f1d28"),
    ],
)
def test_a_password_becomes_a_key(specifier: bytes, size: int, hexadecimal: str) -> None:
    """SHA-1 of "password", and where that is too short, of a zero before it."""
    made = made_of_password("password", specifier, size)
    assert made
    assert made.hex()[:32] == hexadecimal[:32]
    assert len(made) == size


def test_counting_goes_on_in_the_middle_of_the_password() -> None:
    """RFC 9580 §3.7.1.3: so many bytes of salt and password, over and over."""
    import hashlib

    said = b"saltsaltpassword"
    count = 65_536 + 4_096
    expected = hashlib.sha1((said * 5_000)[:count], usedforsecurity=False).digest()
    assert made_of_password("password", REPEATED + b"\x61", 20) == expected


@pytest.mark.parametrize("specifier", [b"\0\x63", b"\3\x63saltsalt\x60"])
def test_a_hash_that_nobody_knows_opens_nothing(specifier: bytes) -> None:
    assert not OpenPgpLock(9, specifier, b"", bytes(18)).opens(PASSWORD)


@pytest.mark.parametrize("wrapped", [b"", b"\x09", b"\x63" + bytes(32), bytes(190)])
@pytest.mark.parametrize("cipher", [0, 2, 9, 10, 99])
def test_no_lock_raises(cipher: int, wrapped: bytes) -> None:
    assert not OpenPgpLock(cipher, SALTED, wrapped, b"").opens(PASSWORD)


def test_the_longest_count_takes_no_longer_than_a_second() -> None:
    lock = OpenPgpLock(9, REPEATED + b"\xff", b"", bytes(18))
    started = time.process_time()
    lock.opens(PASSWORD)
    assert time.process_time() - started < 1


def test_one_wrong_password_in_ten_thousand_at_most() -> None:
    lock = lock_in(openpgp()["simple"])
    opened = sum(lock.opens(f"wrong {number}") for number in range(20_000))
    assert opened <= 2
