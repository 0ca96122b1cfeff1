"""A captured worker says what it likes to the gateway: what is no answer to the question counts as none."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from detectors.finding import DetectorId, Headline, Report
from gateway.inspection.confinement.confinement import MOST_FILES
from gateway.inspection.frames import HEAD, MOST_JSON, Kind, decode_report, encode_report
from gateway.inspection.pool import PART_KILLED
from gateway.inspection.workerprocess import MOST_PATH_BYTES
from tests.gateway.inspection.confinement.captured import answers, capture, with_files
from tests.gateway.inspection.workers import NAMED, names, running

CLEAN = encode_report(Report(Headline(), (), (), ()))
SAID = {
    b"another kind": (Kind.REWRITTEN, CLEAN),
    b"a question": (Kind.MESSAGE, CLEAN),
    b"too much": (Kind.REPORT, CLEAN + b" " * MOST_JSON),
    b"too long a path": (Kind.PART, b"x" * (MOST_PATH_BYTES + 1)),
    b"no JSON": (Kind.REPORT, b"\xff"),
}


def is_socket(file: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(file).st_mode)
    except OSError:
        return False


def say(content: bytes) -> str:
    """In a captured worker: says to the gateway what the file asks for, and no more."""
    kind, body = SAID[content]
    left = memoryview(HEAD.pack(kind.value, len(body)) + body)
    (ours,) = filter(is_socket, range(MOST_FILES))
    while left:
        left = left[os.write(ours, left) :]
    time.sleep(600)
    return ""


async def test_what_is_no_answer_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is clean least of all."""
    capture(tmp_path, monkeypatch, __name__, "say")
    async with running() as pool:
        for content in SAID:
            report = await pool.inspect(0, with_files([content]))
            assert answers(report) == {0: PART_KILLED}, content
            assert names(report) == ["Grace Bishop"], content
        assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"]


def test_an_honest_report_is_not_too_long() -> None:
    assert not list(decode_report(CLEAN + b" " * (MOST_JSON - len(CLEAN))).of(DetectorId.PUPIL_NAME))
    with pytest.raises(ValueError, match="too long"):
        decode_report(CLEAN + b" " * (MOST_JSON - len(CLEAN) + 1))
