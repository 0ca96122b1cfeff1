"""Ordinary mail of strangers, searched for the pupils of an invented school: hardly a hit."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from detectors.names.index import NameIndex
from detectors.roster import Pupil, Roster

MOST_PER_THOUSAND = 5.0  # one in two hundred


def invented_roster(corpora: Path, size: int, seed: int) -> Roster:
    """Forenames and surnames drawn by how many people in the United Kingdom bear them."""
    chance = random.Random(seed)
    forenames = _drawn(
        corpora / "names-ukbabynames" / "england_wales_2008_2020.csv", "name", "n", size, chance
    )
    middles = _drawn(corpora / "names-ukbabynames" / "england_wales_2008_2020.csv", "name", "n", size, chance)
    surnames = _drawn(corpora / "names-sdglinkage" / "lastname_uk.csv", "surname", "freq", size, chance)
    return Roster(
        tuple(
            Pupil(str(number), forename, surname, middle)
            for number, (forename, surname, middle) in enumerate(
                zip(forenames, surnames, middles, strict=True)
            )
        )
    )


def _drawn(path: Path, name: str, weight: str, size: int, chance: random.Random) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row[name].title(), float(row[weight])) for row in csv.DictReader(file)]
    return chance.choices([row[0] for row in rows], [row[1] for row in rows], k=size)


def test_strangers_mail_is_hardly_ever_held(corpora: Path) -> None:
    bodies = [
        path.read_text(encoding="latin-1").partition("\n\n")[2]
        for path in sorted((corpora / "mime-spamassassin" / "easy-ham-1").glob("*.txt"))
    ]
    held = 0
    for seed in range(2):
        index = NameIndex.of(invented_roster(corpora, 1500, seed))
        held += sum(any(True for _ in index.find(body)) for body in bodies)
    assert bodies
    assert held / (2 * len(bodies)) * 1000 < MOST_PER_THOUSAND
