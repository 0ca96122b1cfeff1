"""Sizes are read and told as people write them."""

from __future__ import annotations

import pytest

from gateway.sizes import size_in_bytes, size_in_words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1536, "1.5 KB"),
        (50 * 1024**2, "50 MB"),
        (2 * 1024**3, "2 GB"),
    ],
)
def test_what_is_told_is_read_as_the_same(size: int, words: str) -> None:
    assert size_in_words(size) == words
    assert size_in_bytes(words) == size


@pytest.mark.parametrize("written", ["", "MB", "fifty MB", "5 TB", "-5 MB", "1.2.3 KB"])
def test_what_is_no_size_is_quoted(written: str) -> None:
    with pytest.raises(ValueError, match="is not a size; write a number"):
        size_in_bytes(written)
