"""Candidate passwords are taken from all that a message says, the likeliest first.

People write "the password is Kestrel-7714", put it in quotation marks, give it a line of its own, hide it in
the file's name, or choose what anybody can guess: a pupil's birthday, the school's name, "Password1".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from detectors.finding import Location
from detectors.message import Text

LONGEST = 64  # characters
_MOST = 6_000  # candidates of one message
_MOST_WORDS = 3_000  # of them, words that nothing marks out
_LOOKED_AT = 200_000  # characters of one text
_MENTION_REACHES = 140  # characters behind the word "password"
_BEFORE_MENTION = 50  # characters
_MENTION_WORDS = 14
_MOST_MENTIONS = 50  # in one text
_LINKS = frozenset(
    {
        "", "is", "was", "are", "be", "to", "for", "the", "this", "that", "it", "its", "will", "of", "your",
        "our", "file", "files", "document", "attachment", "attached", "with", "and", "in", "on", "as",
        "follows", "use", "using", "please", "zip", "folder", "both", "all", "them", "protected", "you",
        "need", "a", "an",
    }
)  # fmt: skip

_MENTION = re.compile(
    r"\b(?:pass[ -]?(?:word|code|phrase|key)s?|pwd|pw|p/w|pin|code|secret|keyword|(?:un)?lock\w*|decrypt\w*|"
    r"open(?:s|ed|ing)?|key|kennwort|passwort|mot de passe|contrase[nñ]a|has[lł]o|cyfrinair|parol[ae])\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\"([^\"\n]{3,64})\"|“([^”\n]{3,64})”|‘([^’\n]{3,64})’|«([^»\n]{3,64})»|„([^“”\n]{3,64})[“”]|"
    r"(?<!\w)'([^'\n]{3,64})'(?!\w)|`([^`\n]{3,64})`|\*([^*\n]{3,64})\*|_([^_\n]{3,64})_|"
    r"\[([^\]\n]{3,64})\]|\(([^)\n]{3,64})\)|<([^>\n]{3,64})>|:[ \t]*(\S[^\n]{2,63}?)[ \t]*$",
    re.MULTILINE,
)
_LINE = re.compile(r"^(?:[^\S\n]|[>|])*(\S[^\n]{2,63}?)[ \t]*$", re.MULTILINE)
_WORD = re.compile(r"\S{3,64}")
_MARKED_WORD = re.compile(r"(?=.*\d)(?=.*[^\W\d])|[^\w\s].*\w.*[^\w\s]|[a-z][A-Z]|[!@#$%^&*+=~\\|]")
_IN_NAME = re.compile(r"[^\s._()\[\]-]+")
_FILE = re.compile(r"(\S{3,60})\.[A-Za-z][A-Za-z0-9]{1,4}")
_OPENING, _CLOSING = "\"'“”‘’«»„`*_<([{", "\"'“”‘’«»`*_>)]}.,;:!?…"
_LOOKALIKES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ",
                             "\u2011": "-", "\u2013": "-", "\u2014": "-"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A password to try, and where it stands; None for one that anybody might guess."""

    password: str
    location: Location | None = None


Hints = Callable[[Sequence[Text]], Iterable[str]]  # what may be guessed from a message's words


def no_hints(texts: Sequence[Text]) -> Iterable[str]:
    del texts
    return ()


def candidates(texts: Sequence[Text], hints: Hints = no_hints) -> Iterator[Candidate]:
    """Each candidate once, the likeliest first. Made as they are asked for."""
    ranks = (_told, _in_marks, _marked, _near_mention)
    said = chain.from_iterable(_each(texts, find) for find in ranks)
    guessed = (Candidate(password) for password in hints(texts))
    words = chain(_each(texts, _short_lines), islice(_each(texts, _words), _MOST_WORDS))
    seen: set[str] = set()
    for candidate in chain(said, guessed, words):
        if candidate.password and len(candidate.password) <= LONGEST and candidate.password not in seen:
            seen.add(candidate.password)
            yield candidate
            if len(seen) >= _MOST:
                return


def _each(texts: Sequence[Text], find: Callable[[str], Iterator[str]]) -> Iterator[Candidate]:
    for text in texts:
        looked_at = unicodedata.normalize("NFC", text.text[:_LOOKED_AT]).replace("\r", "")
        for source in dict.fromkeys((looked_at, looked_at.translate(_LOOKALIKES))):
            for found in find(source):
                yield Candidate(found, text.location)


@dataclass(frozen=True, slots=True)
class _Mention:
    """The words round one mention of a password: the tokens behind it, and the last ones before it."""

    behind: str
    tokens: tuple[re.Match[str], ...]
    before: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return [word for token in self.tokens for word in _bare(token.group())]


def _mentions(text: str) -> Iterator[_Mention]:
    for match in islice(_MENTION.finditer(text), _MOST_MENTIONS):
        behind = text[match.end() : match.end() + _MENTION_REACHES]
        before = text[max(0, match.start() - _BEFORE_MENTION) : match.start()].split()[-5:]
        yield _Mention(behind, tuple(islice(_WORD.finditer(behind), _MENTION_WORDS)), tuple(before))


def _told(text: str) -> Iterator[str]:
    """The first words behind a mention that say something, and those round it that look like passwords."""
    for mention in _mentions(text):
        telling = [word for word in mention.words if word.lower().strip(":=-") not in _LINKS]
        yield from telling[:6]
        yield from filter(_MARKED_WORD.search, telling)
        yield from (word for token in mention.before for word in _bare(token) if _MARKED_WORD.search(word))


def _near_mention(text: str) -> Iterator[str]:
    """Every word near a mention, in other cases too, and passwords of several words."""
    mentions = list(_mentions(text))
    for mention in mentions:
        yield from mention.words
        yield from (word for token in reversed(mention.before) for word in _bare(token))
    for mention in mentions:
        for token in mention.tokens[:6]:
            rest = mention.behind[token.start() :].split("\n")[0].split()
            yield from (word for count in range(2, 7) for word in _bare(" ".join(rest[:count])))
            yield from ("".join(rest[:count]) for count in (2, 3))
    for mention in mentions:
        yield from (
            case for word in mention.words for case in (word.lower(), word.capitalize(), word.upper())
        )


def _in_marks(text: str) -> Iterator[str]:
    for match in _QUOTED.finditer(text):
        yield from _bare(next(filter(None, match.groups()), ""))


def _marked(text: str) -> Iterator[str]:
    """Words that mix letters and figures, or have signs or capitals where other words have none."""
    for word in islice(_WORD.finditer(text), 10 * _MOST_WORDS):
        if _MARKED_WORD.search(word.group()):
            yield from _bare(word.group())


def _short_lines(text: str) -> Iterator[str]:
    for line in islice(_LINE.finditer(text), _MOST_WORDS):
        if line[1].count(" ") < 3:
            yield from _bare(line[1])


def _words(text: str) -> Iterator[str]:
    for word in islice(_WORD.finditer(text), _MOST_WORDS):
        yield from _bare(word.group())
        yield from _IN_NAME.findall(word.group())


def _bare(written: str) -> Iterator[str]:
    """As it is written, and without the marks that stand round it, and without ".zip"."""
    yield written
    stripped = written.rstrip(".,;:!?…")
    yield stripped
    yield stripped.lstrip(_OPENING).rstrip(_CLOSING)
    if file := _FILE.fullmatch(stripped):
        yield file[1]
