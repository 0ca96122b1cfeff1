"""What is written down of a run: all that it needs to go on, and nothing that others can read."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.replay.journal import WRITTEN_EVERY, Checkpoint, Journal, JournalError, Recorder
from gateway.replay.leftout import LeftOut
from gateway.replay.stored import Position, Stored
from tests.gateway.replay.parts import DELIVER, HOLD, WATCHED, said, tally_of
from tests.support.judged import RULE
from tests.support.keys import seal_of

SEAL = seal_of(b"k" * 32)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "replay.state", SEAL)


def checkpoint() -> Checkpoint:
    tally = tally_of(
        ("Grace Bishop's review", said(HOLD, RULE, WATCHED), said(DELIVER)),
        ("Trip", said(DELIVER), said(HOLD)),
    )
    tally.left_out[LeftOut.UNREADABLE] += 1
    tally.unreadable.append(Position("caf\\xe9.eml"))
    tally.groups["office"] = tally.outcomes.copy()
    return Checkpoint("question", Position("Sent.mbox", 4096), 1.5, tally)


def test_everything_comes_back(journal: Journal) -> None:
    journal.write(checkpoint())
    assert journal.read() == checkpoint()


def test_nobody_else_can_read_it(journal: Journal) -> None:
    journal.write(checkpoint())
    written = journal.file.read_bytes()
    assert b"Grace" not in written
    assert b"Sent" not in written
    assert stat.S_IMODE(journal.file.stat().st_mode) == 0o600
    assert [path.name for path in journal.file.parent.iterdir()] == ["replay.state"]


def test_there_may_be_none(journal: Journal) -> None:
    assert journal.read() is None
    journal.write(checkpoint())
    journal.forget()
    journal.forget()
    assert journal.read() is None


@pytest.mark.parametrize(
    "content", [b"", b"\x01short", b"something else entirely, and long enough for a seal"]
)
def test_what_is_no_journal_is_not_taken_for_one(journal: Journal, content: bytes) -> None:
    journal.file.write_bytes(content)
    with pytest.raises(JournalError, match="begin anew with --restart"):
        journal.read()


def test_another_installations_journal(journal: Journal) -> None:
    journal.write(checkpoint())
    with pytest.raises(JournalError, match=r"replay\.state: this is not what an earlier dry run"):
        Journal(journal.file, seal_of(b"x" * 32)).read()


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "no" / "replay.state", SEAL)
    with pytest.raises(JournalError, match="cannot be written"):
        journal.write(checkpoint())


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    journal = Journal(tmp_path / "replay.state", SEAL)
    journal.file.symlink_to(victim)
    journal.write(checkpoint())
    assert victim.read_bytes() == b"mine"
    assert not journal.file.is_symlink()


def test_it_is_written_every_few_hundred_messages(journal: Journal) -> None:
    recorder = Recorder(journal, Checkpoint("question"), clock=lambda: 7.0)
    for number in range(WRITTEN_EVERY - 1):
        recorder.add(Stored(Position("Sent.mbox", number), 1, b""))
    assert journal.read() is None
    recorder.add(Stored(Position("Sent.mbox", 9999), 1, b""))
    written = journal.read()
    assert written is not None
    assert (written.position, recorder.counted) == (Position("Sent.mbox", 9999), WRITTEN_EVERY)


def test_the_time_of_all_its_parts_adds_up(journal: Journal) -> None:
    times = iter((10.0, 14.0))
    begun = replace(checkpoint(), seconds=3.0)
    recorder = Recorder(journal, begun, clock=lambda: next(times))
    recorder.write()
    written = journal.read()
    assert written is not None
    assert (written.seconds, recorder.counted) == (7.0, 3)
