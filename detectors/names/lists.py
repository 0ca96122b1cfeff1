"""Whether two names that stand side by side are two entries of a list: Owen, Lewis and James."""

from __future__ import annotations

from enum import Enum, auto

from detectors.names.context.ordinary import FREQUENT
from detectors.names.joints import Joint, joint_of
from detectors.names.lexicon import Lexicon
from detectors.names.tokens import Tokens

_LONG_LINE = 40  # characters; a text that is wrapped has longer lines
_REACH = 200  # characters of a line that are looked at
_MOST_ENTRIES = 12


class Neighbours(Enum):
    """What two names are to one another where they stand."""

    TOGETHER = auto()
    BROKEN = auto()  # by the end of a short line
    ALONE = auto()  # each on a line of its own, with no such lines around
    APART = auto()  # entries of a list


def neighbours(
    lexicon: Lexicon, tokens: Tokens, first: range, second: range, joint: Joint, *, surname_first: bool
) -> Neighbours:
    """Judges words `first` and words `second`, which `joint` holds together."""
    if joint is Joint.COMMA and surname_first:
        full = _between_full_names(tokens, first, second) and not _goes_on(lexicon, tokens, first, second)
        return (
            Neighbours.APART
            if full or _in_comma_list(lexicon, tokens, first, second)
            else Neighbours.TOGETHER
        )
    if joint is Joint.LINE:
        if _between_full_names(tokens, first, second):
            return Neighbours.APART
        return _across_lines(tokens, first, second)
    return Neighbours.TOGETHER


def _between_full_names(tokens: Tokens, first: range, second: range) -> bool:
    """Anna Tudor, Henry Moss: each of the two belongs to a neighbour of its own."""
    return _belongs_before(tokens, first.start) and _belongs_after(tokens, second.stop)


def _goes_on(lexicon: Lexicon, tokens: Tokens, surname: range, forename: range) -> bool:
    """Tudor, Henry James: what follows is the pupil's own middle name."""
    words = tokens.words
    spelt = (" ".join(words[each.start : each.stop]) for each in (surname, forename))
    first, second = (lexicon.readings.get(each, ()) for each in spelt)
    pupils = (pupil for couple in lexicon.couples(first, second) for pupil in couple.pupils)
    return any(words[forename.stop] in lexicon.between[pupil] for pupil in pupils)


def is_wrapped(tokens: Tokens, word: int) -> bool:
    """Whether the line that ends before the word is as long as those of a text that is wrapped.

    A space at its end says so too (RFC 3676 §4.1).
    """
    if " \n" in tokens.gaps[word].replace("\r", ""):
        return True
    end = tokens.end(word - 1)
    return end - (tokens.folded.text.rfind("\n", 0, end) + 1) >= _LONG_LINE


def _belongs_before(tokens: Tokens, at: int) -> bool:
    if at == 0 or tokens.gaps[at] not in (" ", "-") or tokens.words[at - 1] in FREQUENT:
        return False
    return tokens.is_capital(at - 1)


def _belongs_after(tokens: Tokens, at: int) -> bool:
    return at < len(tokens.words) and tokens.gaps[at] in (" ", "-") and tokens.is_capital(at)


def _in_comma_list(lexicon: Lexicon, tokens: Tokens, first: range, second: range) -> bool:
    """Whether more single names stand before or after with commas; pairs of surname and forename may."""
    start, stop = first.start, second.stop
    if len(first) > 1 or len(second) > 1:
        return False
    while start > 0 and first.start - start < _MOST_ENTRIES and _is_entry(lexicon, tokens, start - 1, start):
        start -= 1
    while (
        stop < len(tokens.words)
        and stop - second.stop < _MOST_ENTRIES
        and _is_entry(lexicon, tokens, stop, stop)
    ):
        stop += 1
    if stop - start == 2:
        return False
    return not _all_pairs(lexicon, tokens, start, stop)


def _is_entry(lexicon: Lexicon, tokens: Tokens, word: int, gap: int) -> bool:
    """Whether a word is one more name of the list, a comma being between."""
    return (
        joint_of(tokens.gaps[gap]) is Joint.COMMA
        and tokens.words[word] in lexicon.starts
        and tokens.is_capital(word)
    )


def _all_pairs(lexicon: Lexicon, tokens: Tokens, start: int, stop: int) -> bool:
    """Tudor, Henry, Bishop, Grace: surname and forename of a pupil, and no surname that is a forename."""
    if (stop - start) % 2 or not lexicon.also_forenames.isdisjoint(tokens.words[start:stop:2]):
        return False
    return all(
        any(
            couple.surname_first
            for couple in lexicon.couples(
                lexicon.readings.get(tokens.words[at], ()), lexicon.readings.get(tokens.words[at + 1], ())
            )
        )
        for at in range(start, stop, 2)
    )


def _across_lines(tokens: Tokens, first: range, second: range) -> Neighbours:
    text = tokens.folded.text
    begin, end = tokens.start(first.start), tokens.end(second.stop - 1)
    before = text[max(0, begin - _REACH) : begin].rpartition("\n")
    after = text[end : end + _REACH].partition("\n")
    line = len(before[2]) + tokens.end(first.stop - 1) - begin
    if not (_is_bare(before[2]) and _is_bare(after[0])):
        wrapped = line >= _LONG_LINE or is_wrapped(tokens, second.start)
        return Neighbours.TOGETHER if wrapped else Neighbours.BROKEN
    above, below = before[0].rpartition("\n")[2], after[2].partition("\n")[0]
    return Neighbours.APART if _is_one_word(above) or _is_one_word(below) else Neighbours.ALONE


def _is_bare(text: str) -> bool:
    return not any(map(str.isalnum, text))


def _is_one_word(line: str) -> bool:
    return len(line.split()) == 1 and line.strip(" \t\r>|,;.").isalpha()
