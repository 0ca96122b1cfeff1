"""Whether words that could be a pupil's name are meant as one where they stand, judged without a model.

Three things decide: how many of the words are ordinary English words, what their capitals say, and how the
words beside them make the sentence read. One table, written out below, brings them together. A miss is
worse than a false alarm: NO needs a sentence in which the name would make no sense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from detectors.names.context.grammar import Grammar, grammar_of, is_phrase, is_thing
from detectors.names.context.ordinary import ORDINARY_WORDS, VERBS
from detectors.names.fold import fold
from detectors.names.sense import Setting

_REACH = 120  # characters to either side that are looked at
_PARAGRAPH = re.compile(r"\n[\s>|]*\n|[\x1f\v\f\u2029]")
_LINE_END = re.compile(r"[\r\n\v\f\x1f\u2028\u2029]")
_WORD = re.compile(r"[^\W\d_]+")
_TITLE_WORD = re.compile(r"[^\W\d_]{4,}")
_GREETING = r"(?:\A|\n)[\s>]*(?:hi|hello|hey|dear|good|morning|afternoon|all)\b[^\n]{0,40}\n"
_SENTENCE_START = re.compile(rf"(?:\A|[.!?:…]|{_GREETING})[\s>|\"'“”‘’(\[*_•-]*\Z", re.IGNORECASE)

# What stands before and after an entry of a list, of a form or of a signature, and not before and after
# a part of a sentence.
_APART_BEFORE = re.compile(r"(?:\A[\s>|*•.)(\[\d–—-]*|[,;:=|\t(\[/•–—]\s*[\"'“‘]?|\s-\s)\Z")
_APART_AFTER = re.compile(r"[\"'”’*_ ]*(?:\Z|[.,;:=|\t()\[\]/•–—\d]|-\s)")
_LABEL = re.compile(
    r"\b(?:name|pupils?|student|child|learner|candidate|re|about|regarding|son|daughter|parents?\sof)"
    r"\s*[:=|\t-]\s*\Z",
    re.IGNORECASE,
)
# "Report On Ruby Stone For The Panel"
_OF_SOMEBODY = re.compile(r"\b(?:on|for|about|regarding|re|of)[\s:]+\Z", re.IGNORECASE)
# A line of capitals with one of these is a heading; without, it may be a list of names, "and" between them.
_SMALL_WORD = re.compile(
    r"\b(?:And|Or|[Aa]n?|At|[Bb]y|[Ff]or|[Ff]rom|[Hh]ow|[Ii]n|[Ii]ts|[Oo]f|[Oo]n|[Oo]ur|[Tt]he|[Tt]o|[Uu]p|[Ww]hat"
    r"|[Ww]hen|[Ww]here|[Ww]hy|With|[Yy]our)\b"
)
_ADDRESS_AFTER = re.compile(r"\d*@\w")
_CAPITAL_AFTER = re.compile(r"\s[A-Z]")
_QUANTITY = re.compile(r"\b\d+\s?[x×]\s\Z", re.IGNORECASE)
_CODE = re.compile(r"[={};]|\w\(|\)\s*[;:{]|\b(?:def|return|import|function|class|var|let|self)\b")
_FORM_AFTER = re.compile(r"[\s,(\[-]*(?:(?:1[0-3]|[1-9])[A-Z]{1,3}\d?\b|(?:year|yr|y)\s?\d)", re.IGNORECASE)


class Certainty(Enum):
    """Whether words that could be a name are meant as one."""

    NO = auto()
    UNLIKELY = auto()  # unless the sentence goes on to speak of a pupil
    DOUBTFUL = auto()
    LIKELY = auto()
    CERTAIN = auto()


class _Capitals(Enum):
    """What the capitals of the ordinary words say."""

    FOR = auto()
    SILENT = auto()  # everything is lower case, or capital, or the word begins a sentence
    TITLE = auto()  # every word of the line has one
    AGAINST = auto()


# What capitals and grammar make of ordinary words; the columns are those of _COLUMNS.
_NO, _UNLIKELY, _DOUBTFUL, _LIKELY, _CERTAIN = Certainty
_RANK = tuple(Certainty)
_COLUMNS = (Grammar.NAME, Grammar.EITHER, Grammar.RISKY, Grammar.OTHER, Grammar.THING)
_ALL_ORDINARY = {  # Will Young
    _Capitals.FOR: (_CERTAIN, _LIKELY, _LIKELY, _DOUBTFUL, _UNLIKELY),
    _Capitals.SILENT: (_LIKELY, _DOUBTFUL, _DOUBTFUL, _NO, _NO),
    _Capitals.TITLE: (_LIKELY, _UNLIKELY, _UNLIKELY, _NO, _NO),
    _Capitals.AGAINST: (_UNLIKELY, _NO, _NO, _NO, _NO),
}
_SOME_ORDINARY = {  # Will Patel
    _Capitals.FOR: (_CERTAIN, _CERTAIN, _CERTAIN, _LIKELY, _DOUBTFUL),
    _Capitals.SILENT: (_CERTAIN, _LIKELY, _DOUBTFUL, _NO, _NO),
    _Capitals.TITLE: (_CERTAIN, _LIKELY, _LIKELY, _DOUBTFUL, _NO),
    _Capitals.AGAINST: (_LIKELY, _LIKELY, _DOUBTFUL, _NO, _NO),
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The words as written, the same folded, and what stands on either side of them.

    `before` and `after` stay in the paragraph; `line_before` and `line_after` in the line or cell.
    """

    written: tuple[str, ...]
    folded: tuple[str, ...]
    before: str
    after: str
    line_before: str
    line_after: str
    setting: Setting

    @property
    def ordinary(self) -> tuple[str, ...]:
        """The ordinary ones of the words, as written."""
        if is_phrase(self.folded):
            return self.written
        pairs = zip(self.written, self.folded, strict=True)
        return tuple(written for written, folded in pairs if folded in ORDINARY_WORDS)

    @property
    def stands_apart(self) -> bool:
        if self.setting is Setting.FILE_NAME:
            return not _WORD.search(self.before) and not _WORD.search(self.after)
        return bool(_APART_BEFORE.search(self.line_before) and _APART_AFTER.match(self.line_after))


def certainty(text: str, words: Sequence[tuple[int, int]], setting: Setting) -> Certainty:
    """Judges the candidate whose words stand at the spans `words` of `text`, which is as it was written.

    In a table `text` is a row, its cells joined by U+001F. Looks at most 120 characters to either side.
    """
    written = tuple(text[start:end] for start, end in words)
    folded = tuple(map(_folded, written))
    if ORDINARY_WORDS.isdisjoint(folded) and not is_phrase(folded):
        return Certainty.CERTAIN
    candidate = _candidate(text, words[0][0], words[-1][1], written, folded, setting)
    all_ordinary = len(candidate.ordinary) == len(written) or is_phrase(folded)
    between = text[words[0][1] : words[-1][0]]
    if _is_surely_no_word(candidate, between):
        return Certainty.LIKELY
    if _is_code(candidate, between, all_ordinary=all_ordinary):
        return Certainty.NO
    if all_ordinary and _QUANTITY.search(candidate.line_before):
        return Certainty.UNLIKELY
    capitals = _capitals(candidate)
    if candidate.stands_apart:
        return _of_entry(candidate, capitals) if all_ordinary else Certainty.CERTAIN
    found = _of_sentence(candidate, capitals, between, all_ordinary=all_ordinary)
    hinted = _FORM_AFTER.match(candidate.after) or _LABEL.search(candidate.line_before)
    return max(found, Certainty.DOUBTFUL, key=_RANK.index) if hinted else found


def _is_surely_no_word(candidate: _Candidate, between: str) -> bool:
    """In an address, or with marks or letters of another alphabet, which nobody puts into a common word."""
    in_address = between in ("_", ".", "-") and _ADDRESS_AFTER.match(candidate.after)
    return bool(in_address) or not all(map(str.isascii, candidate.written))


def _of_sentence(
    candidate: _Candidate, capitals: _Capitals, between: str, *, all_ordinary: bool
) -> Certainty:
    """Ordinary words in the run of a sentence."""
    if all_ordinary and capitals is _Capitals.TITLE and _OF_SOMEBODY.search(candidate.line_before):
        return Certainty.DOUBTFUL
    grammar = grammar_of(candidate.folded, candidate.before, candidate.after, all_ordinary=all_ordinary)
    if (
        all_ordinary
        and grammar is not Grammar.NAME
        and "," in between
        and not _CAPITAL_AFTER.match(candidate.after)
    ):
        grammar = Grammar.OTHER  # "ivy, holly and moss", but "Hall, Mark Dean"
    table = _ALL_ORDINARY if all_ordinary else _SOME_ORDINARY
    return table[capitals][_COLUMNS.index(grammar)]


def _is_code(candidate: _Candidate, between: str, *, all_ordinary: bool) -> bool:
    """Whether the words stand in a program or in the path of an address on the web."""
    if candidate.setting is Setting.FILE_NAME or candidate.written != candidate.folded:
        return False
    if between == "/" and (
        candidate.before.endswith("/") or "://" in candidate.line_before.rpartition(" ")[2]
    ):
        return True
    beside = candidate.line_before + "x" + candidate.line_after
    return all_ordinary and between in ("_", ".", "-") and bool(_CODE.search(beside))


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else fold(word).text


def _candidate(
    text: str, start: int, end: int, written: tuple[str, ...], folded: tuple[str, ...], setting: Setting
) -> _Candidate:
    first = max(0, start - _REACH)
    # A cut text must not look as if it began there.
    before = ("x" if first else "") + text[first:start]
    after = text[end : end + _REACH]
    if setting is Setting.FILE_NAME:
        after = after.rpartition(".")[0]
    before = _PARAGRAPH.split(before.replace("\r\n", "\n"))[-1]
    after = _PARAGRAPH.split(after.replace("\r\n", "\n"), maxsplit=1)[0]
    line_before = _LINE_END.split(before)[-1]
    line_after = _LINE_END.split(after, maxsplit=1)[0]
    return _Candidate(written, folded, before, after, line_before, line_after, setting)


def _capitals(candidate: _Candidate) -> _Capitals:
    ordinary = candidate.ordinary
    beside = candidate.line_before + " " + candidate.line_after
    if all(word.isupper() for word in candidate.written):
        return _Capitals.FOR if any(map(str.islower, beside)) else _Capitals.SILENT
    if not all(word[0].isupper() for word in ordinary):
        none = not any(word[0].isupper() for word in candidate.written)
        nowhere = none and not any(map(str.isupper, candidate.before + candidate.after))
        return _Capitals.SILENT if nowhere else _Capitals.AGAINST
    if _is_title(beside):
        return _Capitals.TITLE if _SMALL_WORD.search(beside) else _Capitals.SILENT
    if _begins_with_verb(candidate):
        return _Capitals.SILENT
    return _Capitals.FOR


def _is_title(beside: str) -> bool:
    """Whether every longer word of the line has a capital: a heading, or a list of names."""
    others = _TITLE_WORD.findall(beside)
    return len(others) > 1 and all(word[0].isupper() for word in others)


def _begins_with_verb(candidate: _Candidate) -> bool:
    """Whether the first word may owe its capital to the sentence: "Will Thomas be there?"."""
    if candidate.folded[0] not in VERBS or candidate.setting is Setting.FILE_NAME:
        return False
    return bool(_SENTENCE_START.search(candidate.before))


def _of_entry(candidate: _Candidate, capitals: _Capitals) -> Certainty:
    """Ordinary words that are all there is in a line, a cell or an entry of a list."""
    named = _LABEL.search(candidate.line_before) or _FORM_AFTER.match(candidate.after)
    if named:
        begun = all(word[0].isupper() for word in candidate.ordinary)
        return Certainty.CERTAIN if begun else Certainty.LIKELY
    if candidate.setting is not Setting.TEXT:
        return Certainty.LIKELY
    if capitals is _Capitals.AGAINST:
        return Certainty.UNLIKELY
    if is_thing(candidate.folded):
        return Certainty.UNLIKELY
    return Certainty.DOUBTFUL if is_phrase(candidate.folded) else Certainty.LIKELY
