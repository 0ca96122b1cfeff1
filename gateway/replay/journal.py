"""Where a dry run that is broken off is written down, so that it can go on from there.

The file has figures and, unless the lead wants none, the subjects of some messages, and subjects name pupils.
So it is sealed with the installation's key, and it is gone when the run has come to its end.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from gateway.errors import SetupError
from gateway.replay.stored import Position, Stored
from gateway.replay.tally import Tally
from gateway.store.seal import BrokenSealError, Seal

WRITTEN_EVERY = 300  # messages at least: what a power cut may cost
WRITTEN_SHARE = 50  # and a fiftieth of all so far, for what is written grows with them
STATE = "replay.state"  # the file's name, in the storage directory
BELONGS_TO = "replay"


class JournalError(SetupError):
    """One sentence about a file that cannot be written or read."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far a run has come. `question`: names what it was asked; `seconds`: how long it has taken."""

    question: str
    position: Position | None = None
    seconds: float = 0.0
    tally: Tally = field(default_factory=Tally)


_CHECKPOINT = TypeAdapter(Checkpoint)


@dataclass(frozen=True, slots=True)
class Journal:
    """The file of one run at a time."""

    file: Path
    seal: Seal

    def read(self) -> Checkpoint | None:
        """None where no run was broken off. Raises JournalError."""
        try:
            return _CHECKPOINT.validate_json(self.seal.open(self.file.read_bytes(), BELONGS_TO))
        except FileNotFoundError:
            return None
        except (OSError, BrokenSealError, ValidationError):
            raise JournalError(
                f"{self.file}: this is not what an earlier dry run of this installation wrote down; "
                "begin anew with --restart, or name another file with --state"
            ) from None

    def write(self, checkpoint: Checkpoint) -> None:
        """All of it or nothing, readable by nobody else. Raises JournalError."""
        sealed = self.seal.close(_CHECKPOINT.dump_json(checkpoint), BELONGS_TO)
        try:
            write_private(self.file, sealed)
        except OSError:
            raise JournalError(
                f"{self.file}: cannot be written, so a dry run that is broken off could not go on; "
                "name another file with --state"
            ) from None

    def forget(self) -> None:
        """Raises JournalError."""
        try:
            self.file.unlink(missing_ok=True)
        except OSError:
            raise JournalError(f"{self.file}: cannot be deleted; delete it yourself") from None


def write_private(file: Path, content: bytes) -> None:
    """In place of what is there: on disk before it counts, and for this user only. Raises OSError."""
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(file)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


class Recorder:
    """Keeps the journal of a run as it goes on."""

    def __init__(
        self, journal: Journal, begun: Checkpoint, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._journal = journal
        self._begun = begun
        self._clock = clock
        self._started = clock()
        self._position = begun.position
        self._unwritten = 0
        self.counted = begun.tally.outcomes.total() + begun.tally.left_out.total()

    @property
    def checkpoint(self) -> Checkpoint:
        seconds = self._begun.seconds + self._clock() - self._started
        return replace(self._begun, position=self._position, seconds=seconds)

    def add(self, stored: Stored) -> None:
        """Once a message is in the tally. Raises JournalError."""
        self._position = stored.position
        self.counted += 1
        self._unwritten += 1
        if self._unwritten >= max(WRITTEN_EVERY, self.counted // WRITTEN_SHARE):
            self.write()

    def write(self) -> None:
        """Raises JournalError."""
        self._journal.write(self.checkpoint)
        self._unwritten = 0
