"""The bench of a dry run: its mailbox, its table's figures, its picture. How fast it is shows the bench."""

from __future__ import annotations

import mailbox
from pathlib import Path

from tests.bench.replay import Run, draw, is_linear, mailbox_of


def test_no_two_messages_are_alike(tmp_path: Path) -> None:
    file = tmp_path / "Sent.mbox"
    with file.open("wb") as written:
        written.writelines(mailbox_of(120))
    read = mailbox.mbox(file)
    assert len(read) == 120
    assert len({each["Message-ID"] for each in read}) == 120
    assert sum(each.is_multipart() for each in read) == 12 + 3, "with HTML, and with a document"


def test_a_line_that_bends_is_seen() -> None:
    first = Run(1_000, 10_000_000, 10.0, 100)
    assert is_linear((first, Run(2_000, 20_000_000, 21.0, 100)))
    assert not is_linear((first, Run(2_000, 20_000_000, 30.0, 100)))
    assert (first.speed, round(first.throughput, 2)) == (100, 0.95)


def test_the_picture_shows_every_mailbox(tmp_path: Path) -> None:
    picture = tmp_path / "line.svg"
    draw((Run(1_000, 1, 10.0, 1), Run(2_000, 2, 20.0, 1)), picture)
    assert picture.read_text(encoding="utf-8").count("<use ") >= 2
