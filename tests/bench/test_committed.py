"""What is committed of the bench, and what is compared with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.committed import COMMITTED, best, commit, falls
from tests.bench.mail import clean_mails, held_mail


def test_a_tenth_slower_is_told(tmp_path: Path) -> None:
    file = tmp_path / "committed.toml"
    commit({"2 KB text": 0.2, "2 KB, held": 0.1}, file)
    assert falls({"2 KB text": 0.181, "2 KB, held": 0.5}, file) == []
    (fall,) = falls({"2 KB text": 0.179, "2 KB, held": 0.1}, file)
    assert str(fall) == "2 KB text: 17.9% of the straight load, where 20.0% is committed"
    with pytest.raises(KeyError):
        falls({"2 KB text": 0.2}, file)


def test_the_best_of_several_tries_counts() -> None:
    assert best({"a": 1.0, "b": 3.0}, {"a": 2.0, "b": 1.0}) == {"a": 2.0, "b": 3.0}
    assert best({"a": 1.0}, {}) == {"a": 1.0}


def test_every_kind_of_message_is_committed() -> None:
    measured = [mail.label for mail in (*clean_mails(), held_mail())]
    assert falls(dict.fromkeys(measured, 1.0)) == []
    assert len(falls(dict.fromkeys(measured, 0.0))) == len(measured)
    assert COMMITTED.is_file()
