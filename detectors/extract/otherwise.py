"""Text says something else to whoever undoes what was done to it: letters as numbers, turned round, packed.

Each reading is of the lines, or of the words, in which there is something to undo; most text has none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from itertools import chain
from urllib.parse import unquote

from detectors.extract.unpacked import is_packed, unpacked
from detectors.mime.charset import decode
from detectors.mime.names import turned
from detectors.names.transliteration import transliterated

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_QUOTED = re.compile(r"=(?:[0-9A-F]{2}|[ \t]*\r?\n)")  # quoted-printable, RFC 2045 §6.7
_OCTETS = re.compile(r"(?:=[0-9A-F]{2})+")
_ENTITY = re.compile(r"&(?:#\d|#[xX][0-9A-Fa-f]|[A-Za-z]{2,8};)")
# JavaScript's, JSON's, Python's and PostScript's escapes, and those of style sheets (CSS Syntax 3, §4.3.7).
_ESCAPE = re.compile(
    r"\\(?:u\{?([0-9A-Fa-f]{4,6})\}?|x([0-9A-Fa-f]{2})|([0-3][0-7]{2})|([0-9A-Fa-f]{2,6})\s?)"
)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")  # ECMA-48 §5.3, §5.4
_RIGHT_TO_LEFT = "\u202e"
_UNSEEN_LETTERS = re.compile("[\U000e0020-\U000e007e]{4,}")  # Unicode's tags (§23.9): ASCII that is not seen
_UPRIGHT = str.maketrans("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz", "abcdefghijklmnopqrstuvwxyz")
_UPSIDE_DOWN = re.compile("[ɐɔǝɟƃɥᴉɾʞɯɹʇʌʍʎ]{2}")
# Of letters and what looks like them; an address is none. Signs first: of them there are few to look at.
_LETTER_IN_SIGN = re.compile(
    r"[01345678$€!|@](?:(?<=[A-Za-z][01345678$€!|])[01345678$€!|]*+(?=[A-Za-z])"
    r"|(?<=[A-Za-z]@)(?=[A-Za-z]++(?![.\w-]))|(?<=[A-Za-z][03])\b|(?<=[A-Za-z]€)"
    r"|(?<=\b[1368])(?!st|rd|th|am|pm)(?=[a-z]{2}))"
)
_SIGNS = str.maketrans("013456780@$€!|", "oleasgtboaseil")
_INITIAL = re.compile(r"\b[13468](?=[a-z]{2})")
_OTHER_SIGNS = _SIGNS | str.maketrans("1|!", "iii")  # a 1 may be an l, too


def otherwise(text: str) -> Iterator[str]:
    """The other readings. Time is linear in the text; together they are a few times as long as it at most."""
    for is_there, read in _READINGS:
        if is_there(text):
            other = read(text)
            if other.strip():
                yield other


def _lines(text: str, pattern: re.Pattern[str], undo: Callable[[str], str]) -> str:
    """The lines in which the pattern occurs, with it undone."""
    return "\n".join(map(undo, _lines_with(text, pattern)))


def _lines_with(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    place = pattern.search(text)
    while place:
        start = text.rfind("\n", 0, place.start()) + 1
        end = text.find("\n", place.end())
        end = len(text) if end < 0 else end
        yield text[start:end]
        place = pattern.search(text, end)


def _without_percent(text: str) -> str:
    coded = (word for word in text.split() if "%" in word and _PERCENT.search(word))
    once = "\n".join(unquote(word.replace("+", " ")) for word in coded)
    return f"{once}\n\n{unquote(once)}" if _PERCENT.search(once) else once


def _without_quoted(text: str) -> str:
    """As if all of it were quoted-printable: its soft line breaks, too, are undone."""
    return _QUOTED.sub("", _OCTETS.sub(_octets, text))


def _octets(codes: re.Match[str]) -> str:
    return decode(bytes.fromhex(codes[0].replace("=", "")), "")


def _without_entities(text: str) -> str:
    return _lines(text, _ENTITY, html.unescape)


def _without_escapes(text: str) -> str:
    return _lines(text, _ESCAPE, lambda line: _ESCAPE.sub(_escaped, line))


def _escaped(escape: re.Match[str]) -> str:
    octal = escape[3]
    number = int(octal, 8) if octal else int(escape[1] or escape[2] or escape[4], 16)
    return chr(number) if number <= 0x10FFFF else ""


def _without_tags(text: str) -> str:
    return _lines(text, _TAG, lambda line: _TAG.sub("", line))


def _as_typed(text: str) -> str:
    """What is left on a terminal: each backspace takes a character away."""
    shown: list[str] = []
    for character in _TERMINAL.sub("", text):
        if character != "\b":
            shown.append(character)
        elif shown:
            shown.pop()
    return "".join(shown)


def _turned(text: str) -> str:
    return "\n".join(turned(line) for line in text.splitlines() if _RIGHT_TO_LEFT in line)


def _upright(text: str) -> str:
    """A line upside down is read from its end."""
    return _lines(text, _UPSIDE_DOWN, lambda line: line[::-1].lower().translate(_UPRIGHT).title())


def _unseen(text: str) -> str:
    runs = _UNSEEN_LETTERS.findall(text)
    return "\n".join("".join(chr(ord(letter) - 0xE0000) for letter in run) for run in runs)


def _signs_as_letters(text: str) -> str:
    lines = "\n".join(_lines_with(text, _LETTER_IN_SIGN))
    spelt = zip(*(_spelt(lines, table).split("\n") for table in (_SIGNS, _OTHER_SIGNS)), strict=True)
    return "\n\n".join(dict.fromkeys(chain.from_iterable(spelt)))


def _spelt(lines: str, table: dict[int, int]) -> str:
    return _INITIAL.sub(lambda sign: sign[0].translate(table).upper(), lines).translate(table)


# Whether there may be something to undo, quickly, and how it is undone.
_READINGS: tuple[tuple[Callable[[str], object], Callable[[str], str]], ...] = (
    (lambda text: "%" in text, _without_percent),
    (lambda text: "=" in text and _QUOTED.search(text), _without_quoted),
    (lambda text: "&" in text, _without_entities),
    (lambda text: "\\" in text, _without_escapes),
    (lambda text: "<" in text, _without_tags),
    (lambda text: "\b" in text or "\x1b" in text, _as_typed),
    (lambda text: _RIGHT_TO_LEFT in text, _turned),
    (lambda text: not text.isascii() and _UNSEEN_LETTERS.search(text), _unseen),
    (lambda text: not text.isascii() and _UPSIDE_DOWN.search(text), _upright),
    (lambda text: not text.isascii(), transliterated),
    (_LETTER_IN_SIGN.search, _signs_as_letters),
    (is_packed, unpacked),
)
