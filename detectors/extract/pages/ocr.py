"""Words in pictures: recognised where a recogniser is installed, within what the budget allows."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from PIL import Image

from detectors.extract.budget import Budget
from detectors.extract.pages.helper import HelperFailed
from detectors.extract.pages.layout import straight, table_of, upright
from detectors.extract.pages.pixels import pnm_of
from detectors.extract.pages.tesseract import Manner, Recogniser, Sighting

_LONGEST = 12.0  # seconds for one picture: two or three looks, also where the machine has much else to do
_SURE = 60  # of 100
_LEAST = 25  # of 100; what is less sure is the grain of a photograph, not a word
_FEW = 5  # sure words; a page has more
_BROKEN_WORD = re.compile(r"(?<=\w)-\n(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Recognised:
    """The words of one picture, line by line, and again in rows where they stand in a table.

    in_time: there was time to look as often as it takes
    """

    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    in_time: bool = True


def recognise(picture: Image.Image, recogniser: Recogniser, budget: Budget) -> Recognised:
    """The words in a picture that is ready for it. Raises BudgetExceeded."""
    ends = budget.clock() + seconds_for_one(budget)
    budget.recognise(1)
    began = budget.clock()
    seen: list[Sighting] = []
    in_time = True
    try:
        for manner, turned in _looks(picture, seen):
            look = recogniser(pnm_of(turned), manner, ends - budget.clock())
            if not seen or _sure(look) > _sure(seen):
                seen[:] = look
    except HelperFailed:
        in_time = False
    budget.spend_on_recognition(budget.clock() - began)
    recognised = _recognised([each for each in seen if each.confidence >= _LEAST], in_time=in_time)
    budget.write(len(recognised.text))
    return recognised


def _looks(picture: Image.Image, seen: list[Sighting]) -> Iterator[tuple[Manner, Image.Image]]:
    """How to look next, as long as what was `seen` so far is weak.

    Words here and there, and a page that lies on its side, hardly come out of a first look. Tesseract tells
    by itself which way up a page is, but only where it has enough words.
    """
    yield Manner.PAGE, picture
    if _is_weak(seen):
        yield Manner.SPARSE_ANY_WAY_ROUND, picture
    if _is_weak(seen) and _looks_written(seen):
        yield Manner.PAGE, picture.rotate(180)


def seconds_for_one(budget: Budget) -> float:
    """How long one picture may take. Raises BudgetExceeded where nothing is left for any."""
    budget.recognise(0)
    return min(_LONGEST, budget.recognition, budget.seconds_left)


def _sure(seen: list[Sighting]) -> int:
    return sum(each.confidence >= _SURE and len(each.word.text) > 1 for each in seen)


def _is_weak(seen: list[Sighting]) -> bool:
    sure = _sure(seen)
    return sure < _FEW or sure < len(seen) / 2


def _looks_written(seen: list[Sighting]) -> bool:
    """The grain of a photograph is taken for single letters and signs, unlike words on their head."""
    return sum(len(each.word.text) > 2 and each.word.text.isalnum() for each in seen) > 2


def _recognised(seen: list[Sighting], *, in_time: bool) -> Recognised:
    words = [each.word for each in seen]
    lines = (" ".join(word.text for word in line) for _, line in groupby(words, key=lambda word: word.line))
    text = _BROKEN_WORD.sub("", "\n".join(lines))
    return Recognised(text, table_of(straight(upright(words))), in_time)


@dataclass(slots=True)
class Memory:
    """What was recognised lately, by a hash of the picture: a school's logo comes with every mail, and the
    pictures of a newsletter with every copy of it.

    The oldest go first, so that it stays small.
    """

    most: int = 256
    _known: OrderedDict[bytes, tuple[Recognised, ...]] = field(default_factory=OrderedDict)

    def recall(self, key: bytes) -> tuple[Recognised, ...] | None:
        if key in self._known:
            self._known.move_to_end(key)
        return self._known.get(key)

    def keep(self, key: bytes, recognised: tuple[Recognised, ...]) -> None:
        """What there was no time for is not kept."""
        if all(each.in_time for each in recognised):
            self._known[key] = recognised
        if len(self._known) > self.most:
            self._known.popitem(last=False)


@cache
def memory() -> Memory:
    """That of this process."""
    return Memory()
