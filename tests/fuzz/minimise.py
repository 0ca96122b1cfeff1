"""Keeps of many inputs the few that reach what no other does, the smallest first."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from tests.fuzz.inputs import CORPUS, WORK, corpus_of, found_for
from tests.fuzz.target import Target

MOST_BYTES = 40_000  # of the committed inputs of one target; an ISO image has 32 KB of nothing in front
MOST_INPUTS = 40

_Lines = set[tuple[str, int]]


def keep(target: Target, work: Path = WORK) -> int:
    """Adds to the committed inputs of a target what a run has found; how many were added."""
    kept = [path.read_bytes() for path in corpus_of(target.name)]
    reached: _Lines = set()
    for data in (*kept, *(path.read_bytes() for path in found_for(target.name))):
        reached |= lines_of(target, data)
    room = MOST_BYTES - sum(map(len, kept))
    added = 0
    for data in _by_size((work / target.name / "corpus").glob("*")):
        if len(kept) + added >= MOST_INPUTS or len(data) > room:
            break
        new = lines_of(target, data) - reached
        if new:
            reached |= new
            room -= len(data)
            added += 1
            _write(CORPUS / target.name, data)
    return added


def _by_size(paths: Iterable[Path]) -> list[bytes]:
    return sorted({path.read_bytes() for path in paths}, key=lambda data: (len(data), data))


def _write(folder: Path, data: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)


def lines_of(target: Target, data: bytes) -> _Lines:
    """The lines of the product that the input reaches, and the one that each was reached from."""
    seen: _Lines = set()

    def local(frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return local

    def called(frame: FrameType, event: str, argument: Any) -> Any:
        name = frame.f_code.co_filename
        return local if "/detectors/" in name or "/gateway/" in name else None

    sys.settrace(called)
    try:
        target.check(data)
    finally:
        sys.settrace(None)
    return seen
