"""Every way in the catalogue comes to what is said of it, and the page says what the catalogue says."""

from __future__ import annotations

from collections import Counter

import pytest

from detectors.finding import DetectorId
from gateway.inspection.frames import Setup, pack
from gateway.inspection.pool import WorkerPool
from tests.evasion.catalogue import CATALOGUE, PAGE, WAYS, page
from tests.evasion.judging import FACTS, SENDING, Judgement, judged, of_report
from tests.evasion.letters import NOTHING, text
from tests.evasion.way import Caught, Limit, Unreadable, Way

# One of each reader that a worker has to itself: header, text, page, archive, document, what cannot be read.
IN_A_WORKER = (
    "field-of-ones-own", "signs-leet", "page-code-script-text", "locked-password-below", "docx-footnote",
    "pdf-white-words", "file-sound", "locked",
)  # fmt: skip


def comes_true(way: Way, judgement: Judgement) -> None:
    places = judgement.places_of(way.pupil)
    match way.fate:
        case Caught(where):
            assert where in places
            assert judgement.held
        case Unreadable(by):
            assert not places
            assert any(judgement.report.of(by))
            assert judgement.held
        case Limit():
            assert not places
            assert not judgement.held, "It does not get out any more: say so in the catalogue."


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_it_comes_to_what_is_said(way: Way) -> None:
    comes_true(way, judged(way.make()))


async def test_a_worker_comes_to_the_same() -> None:
    pool = WorkerPool(1, Setup((pack(FACTS),), deadline_seconds=60, memory=1024**3))
    await pool.start()
    try:
        for way in (way for way in WAYS if way.id in IN_A_WORKER):
            comes_true(way, of_report(await pool.inspect(0, way.make(), SENDING)))
    finally:
        await pool.close()


def test_what_says_nothing_is_let_go() -> None:
    """Or being held would prove nothing."""
    judgement = judged(text(NOTHING))
    assert not judgement.held
    assert not any(judgement.report.of(DetectorId.PUPIL_NAME))


def test_each_way_stands_once_and_can_be_told() -> None:
    assert [name for name, times in Counter(way.id for way in WAYS).items() if times > 1] == []
    assert set(IN_A_WORKER) <= {way.id for way in WAYS}
    assert all(way.does[0].islower() and not way.does.endswith(".") for way in WAYS)
    assert all(chapter.ways for chapter in CATALOGUE)


def test_the_page_says_what_the_catalogue_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Write it again: python -m tests.evasion"
