"""Rosters drawn at random from lists of British names, by how many people bear them."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from detectors.roster import Pupil, Roster

_FORENAMES = ("names-ukbabynames/england_wales_2008_2020.csv", "name", "n")
_SURNAMES = ("names-sdglinkage/lastname_uk.csv", "surname", "freq")
_DOUBLE_SURNAMES = 0.04  # share of pupils


def drawn_roster(corpora: Path, size: int, seed: int) -> Roster:
    """`size` pupils with a middle name each, some with a double surname. Raises OSError."""
    chance = random.Random(seed)
    forenames = _drawn(corpora, _FORENAMES, size, chance)
    middle_names = _drawn(corpora, _FORENAMES, size, chance)
    surnames = _drawn(corpora, _SURNAMES, size, chance)
    seconds = _drawn(corpora, _SURNAMES, size, chance)
    pupils = []
    for at, (forename, middle, surname) in enumerate(zip(forenames, middle_names, surnames, strict=True)):
        double = chance.random() < _DOUBLE_SURNAMES
        pupils.append(Pupil(f"d{at}", forename, f"{surname}-{seconds[at]}" if double else surname, middle))
    return Roster(tuple(pupils))


def _drawn(corpora: Path, source: tuple[str, str, str], size: int, chance: random.Random) -> list[str]:
    path, name, weight = source
    with (corpora / path).open(encoding="utf-8", newline="") as file:
        rows = [(row[name].title(), float(row[weight])) for row in csv.DictReader(file)]
    return chance.choices([row[0] for row in rows], [row[1] for row in rows], k=size)
