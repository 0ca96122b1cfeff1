"""One typing error in a long name: a letter too many, missing or wrong, or two that changed places.

Two words that differ by one such error become equal when the right letter is taken out of one or both
(W. Garbe, "SymSpell", symmetric delete), so a word is compared with very few names, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SHORTEST = 5  # letters; in a shorter name one error makes another name
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Slips:
    """The long names of one kind, by themselves and by what is left of each without one letter."""

    without: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Slips:
        """Of folded one-word names."""
        without: dict[str, tuple[str, ...]] = {}
        for name in sorted(names):
            if SHORTEST <= len(name) <= _LONGEST:
                for left in _less_one(name):
                    without[left] = (*without.get(left, ()), name)
        return cls(without)

    def near(self, word: str) -> Iterator[str]:
        """The names from which `word` is one typing error away, itself not among them."""
        if len(word) > _LONGEST:
            return
        seen = {word}
        for left in _less_one(word):
            for name in self.without.get(left, ()):
                if name not in seen:
                    seen.add(name)
                    if one_slip_apart(name, word):
                        yield name


def _less_one(word: str) -> set[str]:
    """The word, and what is left of it without each of its letters."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def one_slip_apart(name: str, word: str) -> bool:
    """Whether one insertion, deletion, substitution or swap of neighbours leads from one to the other."""
    if name == word or abs(len(name) - len(word)) > 1:
        return False
    shorter, longer = sorted((name, word), key=len)
    at = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) < len(longer):
        return shorter[at:] == longer[at + 1 :]
    swapped = longer[at + 1 : at + 2] + longer[at : at + 1]
    return shorter[at + 1 :] == longer[at + 1 :] or (
        shorter[at : at + 2] == swapped and shorter[at + 2 :] == longer[at + 2 :]
    )
