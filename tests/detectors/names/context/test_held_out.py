"""What the whole of name finding does with sentences that no rule was made for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from detectors.names.context.language import MODEL, NoReader, Reader, SpacyReader, installed_model
from detectors.names.context.weigh import Scene
from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster
from tests.detectors.names.context.held_out import HAZARDS, PUPILS
from tests.detectors.names.context.marked import pieces

needs_model = pytest.mark.skipif(not installed_model(), reason=f"the language model {MODEL} is not installed")


def found(texts: Iterable[str], reader: Reader) -> list[str]:
    """Those of the texts in which every name in braces is found, each being a pupil's."""
    return [text for text in texts if _is_found(text, reader)]


def _is_found(text: str, reader: Reader) -> bool:
    plain, names = pieces(text)
    pupils = tuple(_pupil(name) for name in dict.fromkeys(names))
    letter = f"Dear colleague,\n\n{plain}\n\nKind regards\nM. Okafor\n"
    hits = NameIndex.of(Roster(pupils)).find(letter, Scene(reader=reader))
    return {pupil.id for pupil in pupils} == {pupil for hit in hits for pupil in hit.pupils}


def _pupil(written: str) -> Pupil:
    """One pupil is meant by Mark Price, by PRICE, Mark and by mark.price."""
    words = [word.title() for word in written.translate(_NO_WORD).split()]
    forename, surname = (words[-1], words[0]) if "," in written else (words[0], words[-1])
    return Pupil(written, forename, surname)


_NO_WORD = str.maketrans(",._/-", "     ")


def test_there_are_sentences_enough() -> None:
    hazards, pupils = ([text for texts in each.values() for text in texts] for each in (HAZARDS, PUPILS))
    assert len(set(hazards)) == len(hazards) == 150
    assert len(set(pupils)) == len(pupils) == 100


@needs_model
def test_with_the_model_the_floors_hold() -> None:
    assert _share(PUPILS, SpacyReader()) >= 1.0
    assert _share(HAZARDS, SpacyReader()) <= 0.27  # 39 of 150 when this was written


def test_without_the_model_no_pupil_more_is_lost() -> None:
    assert _share(PUPILS, NoReader()) >= 1.0
    assert _share(HAZARDS, NoReader()) <= 0.30  # 44 of 150


def _share(sets: Mapping[str, Sequence[str]], reader: Reader) -> float:
    texts = [text for each in sets.values() for text in each]
    return len(found(texts, reader)) / len(texts)
