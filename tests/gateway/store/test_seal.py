"""The seal: what is stored says nothing, and the key file is nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.store.seal import BrokenSealError, KeyFileError, Seal, make_key, read_key

SEAL = Seal(bytes(range(32)))


@given(st.binary(max_size=5000), st.text(min_size=1, max_size=40))
def test_what_is_sealed_opens_again_and_only_where_it_belongs(content: bytes, belongs_to: str) -> None:
    sealed = SEAL.close(content, belongs_to)

    assert SEAL.open(sealed, belongs_to) == content
    assert content not in sealed or len(content) < 4
    with pytest.raises(BrokenSealError):
        SEAL.open(sealed, belongs_to + "x")


def test_another_key_a_changed_byte_and_an_unknown_format_do_not_open() -> None:
    sealed = SEAL.close(b"Grace Bishop", "1")

    for broken in (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"\x02" + sealed[1:], b"", sealed[:20]):
        with pytest.raises(BrokenSealError):
            SEAL.open(broken, "1")
    with pytest.raises(BrokenSealError):
        Seal(bytes(32)).open(sealed, "1")


def test_the_same_bytes_are_never_sealed_the_same_way() -> None:
    assert SEAL.close(b"x", "1") != SEAL.close(b"x", "1")


def test_a_key_is_made_once_for_this_user_only(tmp_path: Path) -> None:
    made = make_key(tmp_path / "key")

    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "key") == made
    with pytest.raises(KeyFileError, match="cannot be made"):
        make_key(tmp_path / "key")


def test_the_key_is_in_no_representation() -> None:
    assert "\\x01\\x02" not in repr(SEAL)
    assert SEAL.key.hex() not in repr(SEAL) + SEAL.check


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        ("", 0o600, "not a Schoolgate key file"),
        ("schoolgate-key-1 c2hvcnQ=\n", 0o600, "not a Schoolgate key file"),
        ("schoolgate-key-1 !!!\n", 0o600, "not a Schoolgate key file"),
        ("AAAA\n", 0o600, "not a Schoolgate key file"),
        ("schoolgate-key-1 " + "A" * 43 + "=\n", 0o640, "chmod 600"),
        ("schlüssel\n", 0o600, "cannot be read"),
    ],
)
def test_a_bad_key_file_is_refused_in_one_sentence(
    tmp_path: Path, content: str, mode: int, says: str
) -> None:
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)

    with pytest.raises(KeyFileError, match=says) as refused:
        read_key(path)

    assert str(path) in str(refused.value)
    assert "\n" not in str(refused.value)
