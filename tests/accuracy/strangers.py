"""Ordinary mail and news of people who have nothing to do with a school, beside rosters drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from detectors.context import Facts
from tests.accuracy.drawn import drawn_roster
from tests.accuracy.envelope import letter, text_mail
from tests.accuracy.outcome import Job, Outcome, Series, facts_of, judge

ROSTERS = 4
PUPILS = 1_500  # on each
_SLICES = 8  # jobs for each roster
_TEXTS = 10  # in a message made of news

_MAIL = ("mime-spamassassin/easy-ham-1", "*.txt")
_NEWS = (
    "names-erd/wikigold/CONLL-format/data/wikigold.conll.txt",
    "names-erd/BTC/CONLL-format/data/e.conll",
    "names-erd/BTC/CONLL-format/data/f.conll",
    "names-erd/BTC/CONLL-format/data/g.conll",
    "names-erd/WNUT17/CONLL-format/data/dev/emerging.dev.conll",
)


def stranger_jobs(corpora: Path, rosters: int = ROSTERS, every: int = 1) -> list[Job]:
    """With `every` above 1, only every so many-th message."""
    return [
        job
        for seed in range(rosters)
        for job in (
            *(partial(_judge_mail, corpora, seed, at * every, _SLICES * every) for at in range(_SLICES)),
            partial(_judge_news, corpora, seed, every),
        )
    ]


@cache
def _facts(corpora: Path, seed: int) -> Facts:
    return facts_of(drawn_roster(corpora, PUPILS, seed))


def _judge_mail(corpora: Path, seed: int, first: int, step: int) -> list[Outcome]:
    folder, pattern = _MAIL
    paths = sorted((corpora / folder).glob(pattern))[first::step]
    facts = _facts(corpora, seed)
    return [
        judge(path.read_bytes(), facts, Series.REAL, folder, f"roster {seed + 1}", source=path.name)
        for path in paths
    ]


def _judge_news(corpora: Path, seed: int, every: int) -> list[Outcome]:
    facts = _facts(corpora, seed)
    outcomes = []
    for name in _NEWS:
        sentences = list(_sentences(corpora / name))
        for at in range(0, len(sentences), _TEXTS * every):
            raw = text_mail(letter("\n".join(sentences[at : at + _TEXTS])))
            row = name.split("/")[1]
            outcomes.append(judge(raw, facts, Series.NEWS, row, f"roster {seed + 1}", source=f"{name} {at}"))
    return outcomes


def _sentences(path: Path) -> Iterator[str]:
    """The first column of a CoNLL file; an empty line ends a sentence. None where there is no such file."""
    words: list[str] = []
    if not path.is_file():
        return
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        word = line.split("\t")[0].split(" ")[0]
        if word:
            words.append(word)
        elif words:
            yield " ".join(words)
            words = []
