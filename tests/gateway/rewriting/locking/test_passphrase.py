"""Tests for gateway.rewriting.passphrase."""

from __future__ import annotations

import math
import re

from gateway.rewriting.locking.passphrase import _words, new_passphrase


def test_five_words_that_can_be_read_out() -> None:
    for _ in range(50):
        assert re.fullmatch(r"[a-z]{3,9}(-[a-z]{3,9}){4}", new_passphrase())


def test_the_words_are_those_of_the_list() -> None:
    words = _words()
    assert len(words) == len(set(words)) == 7_772
    assert {"abacus", "zoom"} <= set(words)
    assert set(new_passphrase().split("-")) <= set(words)


def test_as_hard_to_guess_as_is_said() -> None:
    assert 64.6 < 5 * math.log2(len(_words())) < 64.7


def test_never_the_same_twice() -> None:
    assert len({new_passphrase() for _ in range(500)}) == 500


def test_every_part_of_the_list_is_drawn_from() -> None:
    """Of 2,500 words a tenth of the list gets 250 on average; fewer than 150 would be no accident."""
    words = _words()
    tenths = [0] * 10
    for _ in range(500):
        for word in new_passphrase().split("-"):
            tenths[words.index(word) * 10 // len(words)] += 1
    assert min(tenths) > 150
