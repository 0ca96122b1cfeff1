"""Tests for detectors.extract.leftovers."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.extract import leftovers
from detectors.extract.leftovers import between, words_in

# Bytes that begin and end characters of UTF-16, and some that do neither.
_BYTES = st.lists(st.sampled_from(b"aG \t\n\0\1\2\4\x18\x20\xa0\xe9\xff"), max_size=60).map(bytes)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
@pytest.mark.parametrize("words", ["Grace Bishop", "Zoë O'Neill", "Renée, Year 8"])
def test_words_between_other_bytes(words: str, encoding: str) -> None:
    assert words_in(b"\0\1\2" + words.encode(encoding) + b"\0\0\3") == words


def test_words_of_other_scripts_in_utf_16() -> None:
    assert words_in(b"\0\0" + "Ильич Žofia".encode("utf-16-le")) == "Ильич Žofia"


def test_each_run_is_a_line_in_its_order_and_comes_once() -> None:
    assert words_in(b"Henry Tudor\0\1Grace Bishop\0\2Henry Tudor") == "Henry Tudor\nGrace Bishop"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le"])
def test_a_length_in_front_that_looks_like_a_letter(encoding: str) -> None:
    assert "Grace Bishop" in words_in("\x01AGrace Bishop".encode(encoding)).splitlines()


def test_noise_has_next_to_no_words() -> None:
    assert len(words_in(os.urandom(100_000))) < 10_000


def test_what_is_used_is_left_out() -> None:
    assert between(b"abcdefgh", [(5, 6), (1, 3), (2, 4)]) == b"a\0e\0gh"


@given(_BYTES, st.integers(0, 600))
def test_a_quick_search_finds_the_same_utf_16(data: bytes, noise: int) -> None:
    """Both where there is much of it, and where there is hardly any."""
    data += noise * b"\xff"
    found = [run.span() for run in leftovers._wide(data)]
    assert found == [run.span() for run in leftovers._WIDE.finditer(data)]
