"""What other parts of Schoolgate say in fixed English sentences, told in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_GAP = re.compile(r"\{([a-z]+)\}")
_MOST_GAPS = 2  # a third would make a text that almost matches slow to refuse
# What may stand in a gap; in any other, anything.
_SHAPES = {"number": r"[0-9]+", "depth": r"[0-9]+", "domain": r"\S+\.\S+", "original": r"\S+\.\S+"}
_LONGEST = 1000  # characters; no sentence of ours is half as long


@dataclass(frozen=True, slots=True)
class Sentences:
    """English sentence → the same in the language. `open` has those with gaps: "It has {number} pupils"."""

    whole: Mapping[str, str]
    open: tuple[tuple[re.Pattern[str], str], ...] = ()

    def told(self, text: str) -> str:
        """The text with its last sentences told, and those before them too where they are known together.

        A reason is made of a rule's own words, in the language of the policy, and of ours after them.
        """
        if len(text) > _LONGEST:
            return text
        for start in _starts(text):
            if known := self._known(text[start:]):
                before = text[:start].rstrip()
                return f"{self._known(before) or before} {known}" if before else known
        return text

    def over(self, others: Sentences) -> Sentences:
        """These, and the others for what is not among them."""
        return Sentences(MappingProxyType({**others.whole, **self.whole}), (*self.open, *others.open))

    def _known(self, sentence: str) -> str:
        """The sentence in the language, or nothing."""
        if sentence in self.whole:
            return self.whole[sentence]
        for pattern, translation in self.open:
            if match := pattern.fullmatch(sentence):
                return translation.format(**match.groupdict())
        return ""


NO_SENTENCES = Sentences(MappingProxyType({}))


def sentences_from(table: Mapping[str, str]) -> Sentences:
    """Raises ValueError with the English sentence whose gaps are not those of its translation."""
    for english, translation in table.items():
        gaps = gaps_of(translation)
        if not gaps <= gaps_of(english) or len(gaps_of(english)) > _MOST_GAPS:
            raise ValueError(english)
    whole = {english: translation for english, translation in table.items() if not gaps_of(english)}
    with_gaps = tuple((_pattern(english), table[english]) for english in table if english not in whole)
    return Sentences(MappingProxyType(whole), with_gaps)


def gaps_of(text: str) -> frozenset[str]:
    """The names of its gaps. Raises ValueError where it has a brace that opens or closes none."""
    names = _GAP.findall(text)
    if "{" in (rest := _GAP.sub("", text)) or "}" in rest:
        raise ValueError(text)
    return frozenset(names)


def _pattern(english: str) -> re.Pattern[str]:
    pieces = _GAP.split(english)
    return re.compile("".join(_gap(each) if at % 2 else re.escape(each) for at, each in enumerate(pieces)))


def _gap(name: str) -> str:
    return f"(?P<{name}>{_SHAPES.get(name, '.+')})"


def _starts(text: str) -> Iterator[int]:
    """Where a sentence may begin: the text itself, and what follows the end of another."""
    yield 0
    yield from (match.end() for match in re.finditer(r"[.!?] ", text))
