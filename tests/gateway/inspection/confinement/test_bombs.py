"""Bombs through a confined worker: none is late, none is clean and unread, and the next message is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from detectors.finding import DetectorId, Report
from gateway.inspection.pool import DIED, PART_KILLED, PART_TOO_SLOW, TOO_SLOW, WorkerPool
from tests.detectors.mime.test_hostile import HOSTILE
from tests.gateway.inspection.confinement import bombs
from tests.gateway.inspection.workers import NAMED, SETUP, names, running, worker_pids
from tests.samples import archives, brokencontainers, mail, ooxml, pdfbroken, pictures, rtf, textfiles
from tests.samples.sample import Broken

BROKE_DOWN = {TOO_SLOW, DIED, PART_TOO_SLOW, PART_KILLED}
LIMITS = replace(SETUP, must_be_confined=True)


def _some(make: Callable[[], Iterable[Broken]], *wanted: str) -> Iterator[Broken]:
    """Those that are about size; what is merely damaged is tried where its reader is."""
    chosen = [each for each in make() if each.what in wanted]
    assert {each.what for each in chosen} == set(wanted)
    yield from chosen


def _containers() -> Iterator[Broken]:
    yield from brokencontainers.bombs()
    yield from brokencontainers.loops()
    yield from _some(
        archives.broken, "a list of many bytes", "nested without end",
        "two thousand files", "it says that it is larger", "it wants gigabytes of memory",
    )  # fmt: skip


def _pages() -> Iterator[Broken]:
    yield from pictures.broken()
    for what, content, harmless in pdfbroken.files():
        yield Broken("pdf", what, "a.pdf", content, harmless)


def _documents() -> Iterator[Broken]:
    yield from _some(
        mail.broken, "no allocation table", "messages in messages", "sizes that are lies",
        "values without end", "recipients without end", "too many messages",
    )  # fmt: skip
    yield from _some(ooxml.broken, "bomb", "cells far to the right", "documents inside each other")
    yield from _some(
        rtf.broken, "200,000 groups", "binary longer than the file", "alternatives in alternatives"
    )
    yield from _some(textfiles.broken, "entities in entities", "lists without end", "tags without end")


FAMILIES = {"others": bombs.files, "containers": _containers, "pages": _pages, "documents": _documents}
MESSAGES = (
    "levels",
    "addresses",
    "pieces of a name",
    "encoded words",
    "a long header line",
    "quotes",
    "types",
)


def _message_with(bomb: Broken) -> bytes:
    carrier = EmailMessage()
    carrier["Subject"] = "PE kit"
    carrier.set_content("It is in the file.")
    carrier.add_attachment(bomb.content, maintype="application", subtype="x", filename=bomb.name)
    return carrier.as_bytes()


def _reasons(report: Report) -> set[str]:
    return {each.detail for each in report.of(DetectorId.UNINSPECTABLE)}


async def _complaint(pool: WorkerPool, bomb: Broken) -> str:
    """What is wrong with how it was answered; empty where nothing is."""
    began = time.monotonic()
    report = await pool.inspect(0, _message_with(bomb))
    if time.monotonic() - began > LIMITS.deadline_seconds:
        return "late"
    if BROKE_DOWN & _reasons(report):
        return "its reader broke down"
    if not _reasons(report) and not (bomb.harmless and names(report)):
        return "clean and unread"
    return "" if names(await pool.inspect(0, NAMED)) == ["Grace Bishop"] else "the next message was not read"


def _most_memory(pid: int) -> int:
    """Bytes of address space, at its largest."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in status if line.startswith("VmPeak"))


@pytest.mark.parametrize("family", FAMILIES)
async def test_no_bomb_is_clean_and_unread_and_the_next_message_is_read(family: str) -> None:
    async with running(LIMITS) as pool:
        said = [(bomb.kind, bomb.what, await _complaint(pool, bomb)) for bomb in FAMILIES[family]()]
        assert len(said) > 12
        assert [each for each in said if each[2]] == []
        assert all(_most_memory(pid) <= LIMITS.memory for pid in worker_pids())


async def test_no_message_is_a_bomb_by_its_structure() -> None:
    async with running(LIMITS) as pool:
        for name in MESSAGES:
            began = time.monotonic()
            report = await pool.inspect(0, HOSTILE[name])
            assert time.monotonic() - began < LIMITS.deadline_seconds, name
            assert not BROKE_DOWN & _reasons(report), name
            assert names(await pool.inspect(0, NAMED)) == ["Grace Bishop"], name
