"""A run counts each message once and in order, and whenever it is broken off it can go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from detectors.finding import Headline, Report
from detectors.sending import NOBODY
from gateway.inspection.pool import WorkersUnavailableError
from gateway.replay.files import mailbox_at
from gateway.replay.judging import Decided, Inspected
from gateway.replay.leftout import LeftOut
from gateway.replay.outgoing import Outgoing, outgoing
from gateway.replay.run import run
from gateway.replay.stored import Position, Stored, bytes_before, stored
from gateway.replay.tally import Counting, Tally
from tests.gateway.replay.parts import HOLD, said
from tests.support.judged import RULE
from tests.support.school import PARENT, TEACHER

MOST = 10_000


@dataclass
class Judging:
    """Late messages first, as it may be; fails or waits for ever when told to."""

    stops_at: str = ""
    fails_at: str = ""
    at_once: int = 0
    most_at_once: int = 0
    judged: list[str] = field(default_factory=list)

    async def inspected(self, message: Outgoing) -> Inspected:
        (name,) = message.envelope.recipients
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        await asyncio.sleep(0.01 if len(self.judged) % 3 == 0 else 0)
        if name == self.stops_at:
            await asyncio.sleep(3600)
        if name == self.fails_at:
            raise WorkersUnavailableError
        self.at_once -= 1
        self.judged.append(name)
        return Inspected(NOBODY, Report(Headline(subject=name), (), (), ()))

    async def decided(self, message: Outgoing, inspected: Inspected) -> Decided:
        return Decided(inspected.report.headline, said(HOLD, RULE))


def eml(number: int, sender: str = TEACHER) -> bytes:
    return f"From: {sender}\r\nTo: {number}@example.com\r\nMessage-ID: <{number}@x>\r\n\r\nHello\r\n".encode()


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def prepare(raw: bytes) -> Outgoing | LeftOut:
    return outgoing(raw, lambda address: "Oakfield" if address == TEACHER else None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten messages, a copy of one of them, one that came in, one too large, one that is none."""
    for number in range(10):
        (tmp_path / f"{number}.eml").write_bytes(eml(number))
    (tmp_path / "3-copy.eml").write_bytes(eml(3))
    (tmp_path / "5-in.eml").write_bytes(eml(50, PARENT))
    (tmp_path / "6-large.eml").write_bytes(eml(60) + b"x" * MOST)
    (tmp_path / "7-none.eml").write_bytes(b"nothing\r\n")
    return tmp_path


async def counted(
    folder: Path, judging: Judging, tally: Tally, after: Position | None = None
) -> tuple[list[str], Position | None]:
    places: list[str] = []
    position = after

    def note(each: Stored) -> None:
        nonlocal position
        places.append(each.position.file)
        position = each.position

    mail = stored(mailbox_at(folder), MOST, after)
    with contextlib.suppress(asyncio.CancelledError, WorkersUnavailableError):
        await run(mail, prepare, judging, Counting(tally, quoting=True), 4, note)
    return places, position


async def test_each_is_counted_once_and_in_order(folder: Path) -> None:
    tally, judging = Tally(), Judging()
    places, _ = await counted(folder, judging, tally)
    assert places == names_in(folder)
    assert sorted(judging.judged) == [f"{number}@example.com" for number in range(10)]
    assert tally.outcomes == {HOLD: 10}
    assert tally.left_out == dict.fromkeys(LeftOut, 1)
    assert [each.subject for each in tally.rules[RULE.id].examples] == [f"{n}@example.com" for n in range(3)]
    assert 1 < judging.most_at_once <= 4


@pytest.mark.parametrize("number", range(10))
async def test_broken_off_and_gone_on_is_the_same_as_whole(folder: Path, number: int) -> None:
    whole, parts = Tally(), Tally()
    await counted(folder, Judging(), whole)
    stopped = asyncio.create_task(counted(folder, Judging(stops_at=f"{number}@example.com"), parts))
    await asyncio.sleep(0.15)
    stopped.cancel()
    before, position = await stopped
    after, _ = await counted(folder, Judging(), parts, position)
    assert before + after == names_in(folder)
    assert parts == whole


async def test_a_failure_leaves_what_was_counted(folder: Path) -> None:
    tally = Tally()
    before, position = await counted(folder, Judging(fails_at="4@example.com"), tally)
    assert "4.eml" not in before
    assert tally.outcomes.total() + tally.left_out.total() == len(before)
    await counted(folder, Judging(), tally, position)
    assert tally.outcomes == {HOLD: 10}


async def test_others_get_their_turn_where_nothing_is_outgoing() -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def incoming() -> Iterator[Stored]:
        for number in range(200):
            yield Stored(Position(f"{number}.eml"), 1, eml(number, PARENT))

    other = asyncio.create_task(take_turns())
    await run(incoming(), prepare, Judging(), Counting(Tally(), quoting=True), 4, lambda _: None)
    other.cancel()
    assert turns > 100


def test_what_vanishes_meanwhile_is_unreadable(folder: Path) -> None:
    mailbox = mailbox_at(folder)
    (folder / "0.eml").unlink()
    first = next(stored(mailbox, MOST))
    assert (first.position, first.content) == (Position("0.eml"), LeftOut.UNREADABLE)


def test_how_far_a_position_is(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(eml(1))
    (tmp_path / "b.mbox").write_bytes((b"From x\n" + eml(2) + b"\r\n") * 3)
    mailbox = mailbox_at(tmp_path)
    positions = [each.position for each in stored(mailbox, MOST)]
    assert len(positions) == 4
    done = [bytes_before(mailbox, position) for position in (None, *positions, Position("z"))]
    assert done == sorted(done)
    assert (done[0], done[1], done[-1]) == (0, len(eml(1)), mailbox.size)
    for number, position in enumerate(positions):
        assert [each.position for each in stored(mailbox, MOST, position)] == positions[number + 1 :]
