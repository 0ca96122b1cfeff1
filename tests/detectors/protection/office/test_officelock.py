"""Tests for detectors.protection.office.officelock."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from detectors.lock import LARGEST_LOCK
from detectors.protection.locks import decode, encode
from detectors.protection.office.office import examine
from detectors.protection.office.officelock import AgileLock, OfficeLock, StandardLock
from tests.detectors.extract.files import docx_of, encrypted_office
from tests.samples.officelocks import standard
from tests.samples.sample import PASSWORD

LETTER = docx_of("Grace Bishop")


def lock_of(content: bytes) -> OfficeLock:
    lock = examine(content).lock
    assert lock is not None
    return lock


@pytest.fixture(params=["agile", "standard"])
def content(request: pytest.FixtureRequest) -> bytes:
    return encrypted_office(LETTER, PASSWORD) if request.param == "agile" else standard(LETTER, PASSWORD, 128)


def test_the_right_password_opens_it_and_no_other(content: bytes) -> None:
    lock = lock_of(content)
    assert lock.opens(PASSWORD)
    assert not any(map(lock.opens, ("", PASSWORD.lower(), f"{PASSWORD} ", "Zoë", "\ud800", "x" * 300)))


def test_it_gives_the_document(content: bytes) -> None:
    sealed = examine(content)
    assert sealed.lock
    assert sealed.lock.decrypt(PASSWORD, sealed.package) == LETTER


def test_it_is_small_and_can_be_written_down(content: bytes) -> None:
    written = encode(lock_of(content))
    assert 0 < len(written) < 2 * LARGEST_LOCK
    assert decode(written).opens(PASSWORD)


def test_it_opens_where_the_verifier_is_wrong(content: bytes) -> None:
    lock = lock_of(content)
    assert isinstance(lock, AgileLock | StandardLock)
    damaged = replace(lock, verifier=bytes(16))
    assert damaged.opens(PASSWORD)
    assert not damaged.opens("Kestrel")


def test_it_opens_where_nothing_but_the_verifier_is_known(content: bytes) -> None:
    lock = lock_of(content)
    assert isinstance(lock, AgileLock | StandardLock)
    assert replace(lock, beginning=b"").opens(PASSWORD)
    assert not replace(lock, beginning=b"").opens("Kestrel")


@pytest.mark.parametrize("field", ["salt", "verifier", "verifier_hash", "key", "data_salt", "beginning"])
def test_damaged_fields_raise_nothing(field: str) -> None:
    lock = lock_of(encrypted_office(LETTER, PASSWORD))
    assert isinstance(lock, AgileLock)
    damaged = replace(lock, spins=10, **{field: b"abc"})
    assert damaged.opens("Kestrel") is False


def test_a_try_takes_no_longer_than_that(content: bytes) -> None:
    lock = lock_of(content)
    started = time.process_time()
    lock.opens("Kestrel")
    assert time.process_time() - started < (0.48 if isinstance(lock, AgileLock) else 0.24)
