"""The seal: what is stored says nothing, values open with their own key only, tokens go with theirs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from gateway.store import seal as sealing
from gateway.store.keys import Key, Keys, new_key
from gateway.store.seal import HEAD_BYTES, BrokenSealError, Seal, head_of, sealed_by
from tests.support.keys import seal_of

SEAL = seal_of(bytes(range(32)))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

keys = st.binary(min_size=32, max_size=32)


def as_an_earlier_version_wrote(secret: bytes, content: bytes, belongs_to: str) -> bytes:
    nonce = os.urandom(12)
    return b"\x01" + nonce + AESGCM(secret).encrypt(nonce, content, belongs_to.encode())


def rotated(secrets: list[bytes]) -> list[Keys]:
    """The key file before each rotation, and after the last."""
    first, *later = (Key(each, NOW + timedelta(days=day)) for day, each in enumerate(secrets))
    files = [Keys.of(first)]
    for each in later:
        files.append(files[-1].with_new(each))
    return files


@given(st.binary(max_size=5000), st.text(min_size=1, max_size=40))
def test_what_is_sealed_opens_again_and_only_where_it_belongs(content: bytes, belongs_to: str) -> None:
    sealed = SEAL.close(content, belongs_to)

    assert SEAL.open(sealed, belongs_to) == content
    assert content not in sealed or len(content) < 4
    with pytest.raises(BrokenSealError):
        SEAL.open(sealed, belongs_to + "x")


@pytest.mark.parametrize(
    ("secret", "belongs_to", "sealed"),
    [
        (b"\x01" * 32, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"),
        (b"\x03" * 32, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"),
    ],
)
def test_it_is_the_cipher_that_was_published(
    secret: bytes, belongs_to: str, sealed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test vectors of the specification of XAES-256-GCM."""
    nonce = b"ABCDEFGHIJKLMNOPQRSTUVWX"
    monkeypatch.setattr(sealing.os, "urandom", lambda _: nonce)
    seal = seal_of(secret)

    written = seal.close(b"XAES-256-GCM", belongs_to)

    assert written == head_of(seal.keys.current().in_use) + nonce + bytes.fromhex(sealed)


@given(st.lists(keys, min_size=1, max_size=4, unique=True), st.binary(max_size=100))
def test_after_each_rotation_everything_from_before_still_opens(secrets: list[bytes], content: bytes) -> None:
    files = rotated(secrets)
    written = [Seal(file).close(content, "1") for file in files]
    oldest = as_an_earlier_version_wrote(secrets[0], content, "1")

    for index, file in enumerate(files):
        for sealed in (oldest, *written[: index + 1]):
            assert Seal(file).open(sealed, "1") == content
        assert sealed_by(file, written[index][:HEAD_BYTES]) == file.in_use


@given(st.lists(keys, min_size=2, max_size=4, unique=True))
def test_an_older_key_file_opens_nothing_that_was_sealed_after_it(secrets: list[bytes]) -> None:
    files = rotated(secrets)
    for index, stolen in enumerate(files):
        for later in files[index + 1 :]:
            with pytest.raises(BrokenSealError):
                Seal(stolen).open(Seal(later).close(b"Grace Bishop", "1"), "1")


@given(st.lists(keys, min_size=2, max_size=4, unique=True))
def test_a_retired_key_opens_nothing_and_signs_nothing_and_what_lasts_stays(secrets: list[bytes]) -> None:
    *_, file = rotated(secrets)
    gone = file.each[0]
    left = Seal(file.without(gone))

    for sealed in (Seal(Keys.of(gone)).close(b"x", "1"), as_an_earlier_version_wrote(secrets[0], b"x", "1")):
        with pytest.raises(BrokenSealError):
            left.open(sealed, "1")
    assert gone.derived("sender link") not in left.tokens("sender link").accepted
    first = Seal(Keys.of(gone))
    for purpose in ("marks", "kept locks", "record details", "one of a later version"):
        assert left.derived(purpose) == first.derived(purpose)
    assert left.check == first.check


def test_what_lasts_is_what_an_earlier_version_derived_from_its_key() -> None:
    """Marks that stand in the database already must be found by it."""
    assert SEAL.derived("marks").hex() == "e1082521a320adcbb66984d2ec979d9dbc6846d97c244fde09d29e1897ac40a0"
    assert SEAL.check == "2164625b589f20c4807386d5162b926e851be91a835694efcbddd729917e0c63"


def test_tokens_are_signed_with_the_newest_and_count_with_any_key() -> None:
    files = rotated([b"a" * 32, b"b" * 32])
    before, after = (Seal(file).tokens("loop field") for file in files)

    assert after.newest != before.newest
    assert after.accepted == (after.newest, before.newest)
    assert after.newest not in before.accepted
    assert after.newest != Seal(files[1]).tokens("sender link").newest


@pytest.mark.parametrize("old", [False, True])
def test_another_key_a_changed_byte_and_an_unknown_format_do_not_open(old: bool) -> None:
    secret = SEAL.keys.current().in_use.secret
    sealed = as_an_earlier_version_wrote(secret, b"Grace", "1") if old else SEAL.close(b"Grace", "1")

    for index in range(len(sealed)):
        with pytest.raises(BrokenSealError):
            SEAL.open(sealed[:index] + bytes([sealed[index] ^ 4]) + sealed[index + 1 :], "1")
        with pytest.raises(BrokenSealError):
            SEAL.open(sealed[:index], "1")
    with pytest.raises(BrokenSealError):
        seal_of(bytes(32)).open(sealed, "1")


def test_the_same_bytes_are_never_sealed_the_same_way() -> None:
    assert SEAL.close(b"x", "1") != SEAL.close(b"x", "1")


def test_no_key_is_in_any_representation() -> None:
    made = new_key(NOW)
    shown = "".join(map(repr, (made, Keys.of(made), Seal(Keys.of(made)), Seal(Keys.of(made)).tokens("x"))))

    assert made.secret.hex() not in shown
    assert repr(made.secret)[2:-1] not in shown
    assert "secret" not in shown
