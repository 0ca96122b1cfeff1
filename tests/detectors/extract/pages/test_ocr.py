"""Tests for detectors.extract.pages.ocr and detectors.extract.pages.tesseract."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import count

import pytest
from PIL import Image

from detectors.extract.budget import Budget, BudgetExceeded
from detectors.extract.pages import tesseract
from detectors.extract.pages.helper import HelperFailed
from detectors.extract.pages.layout import Word
from detectors.extract.pages.ocr import Memory, Recognised, recognise
from detectors.extract.pages.tesseract import Manner, Sighting, installed_recogniser
from tests.samples.pictures import class_list
from tests.support.system import needs

PICTURE = Image.new("L", (300, 200), 255)
LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
from detectors.extract.budget import Budget
from detectors.extract.pages.ocr import recognise
from detectors.extract.pages.tesseract import installed_recogniser
from PIL import ImageOps
from tests.samples.pictures import class_list
print(recognise(ImageOps.grayscale(class_list()), installed_recogniser(), Budget()).rows)
"""


def sure(*words: str, confidence: float = 95) -> list[Sighting]:
    """Each word on a line of its own."""
    return [
        Sighting(Word(word, 0, 50 * line, 90, 50 * line + 20, line), confidence)
        for line, word in enumerate(words)
    ]


class Scripted:
    """A recogniser that answers what it is told to, and remembers how it was asked."""

    def __init__(self, *answers: list[Sighting] | None) -> None:
        self.answers: Iterator[list[Sighting] | None] = iter(answers)
        self.asked: list[tuple[Manner, float]] = []

    def __call__(self, picture: bytes, manner: Manner, seconds: float) -> list[Sighting]:
        assert picture.startswith(b"P5\n"), "a portable graymap"
        self.asked.append((manner, seconds))
        answer = next(self.answers)
        if answer is None:
            raise HelperFailed
        return answer


PAGE = sure("Grace", "Bishop", "has", "done", "well")


def test_a_page_is_looked_at_once() -> None:
    recogniser = Scripted(PAGE)
    assert recognise(PICTURE, recogniser, Budget()).text == "Grace\nBishop\nhas\ndone\nwell"
    assert [manner for manner, _ in recogniser.asked] == [Manner.PAGE]


def test_a_weak_look_is_followed_by_others_and_the_best_counts() -> None:
    recogniser = Scripted(sure("uolAg", "dousig", "AJUSH", confidence=30), [], PAGE)
    assert "Grace" in recognise(PICTURE, recogniser, Budget()).text
    assert [manner for manner, _ in recogniser.asked] == [
        Manner.PAGE, Manner.SPARSE_ANY_WAY_ROUND, Manner.PAGE,
    ]  # fmt: skip


def test_the_grain_of_a_photograph_is_not_turned_over() -> None:
    recogniser = Scripted(sure("a", "~", "wy", confidence=40), sure("|", confidence=10))
    assert recognise(PICTURE, recogniser, Budget()).text == "a\n~\nwy"


def test_what_is_hardly_seen_is_no_word() -> None:
    assert recognise(PICTURE, Scripted(PAGE + sure("xx", confidence=9)), Budget()).text.count("\n") == 4


def test_words_broken_at_the_end_of_a_line_are_joined() -> None:
    broken = sure("Grace", "Bi-", "shop", "Smith-", "Jones", "left")
    assert "Bishop\nSmith-\nJones" in recognise(PICTURE, Scripted(broken), Budget()).text


def test_what_was_seen_stays_when_the_time_is_over() -> None:
    recognised = recognise(PICTURE, Scripted(sure("Grace"), None), Budget())
    assert recognised.text == "Grace"
    assert not recognised.in_time


def test_it_is_paid_for() -> None:
    budget = Budget(clock=map(float, count()).__next__)
    recogniser = Scripted(PAGE)
    recognise(PICTURE, recogniser, budget)
    assert budget.pictures == Budget().pictures - 1
    assert budget.recognition < Budget().recognition
    assert recogniser.asked[0][1] <= 12


@pytest.mark.parametrize("budget", [Budget(pictures=0), Budget(recognition=0)])
def test_not_more_than_the_budget_allows(budget: Budget) -> None:
    recogniser = Scripted()
    with pytest.raises(BudgetExceeded):
        recognise(PICTURE, recogniser, budget)
    assert not recogniser.asked


def test_a_memory_keeps_the_latest() -> None:
    memory = Memory(most=2)
    logo = (Recognised("Oakfield Academy"),)
    for key in (b"1", b"2"):
        memory.keep(key, logo)
    assert memory.recall(b"1") == logo
    memory.keep(b"3", logo)
    assert memory.recall(b"2") is None
    assert memory.recall(b"1") == logo
    memory.keep(b"4", (Recognised("Oak", in_time=False),))
    assert memory.recall(b"4") is None


def test_tesseract_reads_where_nothing_may_be_written_and_memory_is_short() -> None:
    needs("tesseract", "tesseract-ocr")
    ended = subprocess.run([sys.executable, "-c", LIMITED], capture_output=True, text=True, check=True)
    assert "('Grace', 'Bishop')" in ended.stdout


def test_tesseract_gives_up_in_time() -> None:
    needs("tesseract", "tesseract-ocr")
    recogniser = installed_recogniser()
    assert recogniser is not None
    recognised = recognise(class_list().convert("L"), recogniser, Budget(recognition=0.05))
    assert not recognised.in_time


@pytest.mark.parametrize("program", [None, "false", "true"])
def test_without_tesseract_or_its_model_there_is_no_recogniser(
    program: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract.shutil, "which", lambda name: program)
    installed_recogniser.cache_clear()
    try:
        assert installed_recogniser() is None
    finally:
        installed_recogniser.cache_clear()
